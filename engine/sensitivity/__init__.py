"""How sure a recommendation is: what else the weights and the answers could be."""
