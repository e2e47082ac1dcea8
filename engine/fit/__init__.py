"""What was answered, and how it fits: answers, weights, the order of the questions."""
