"""Pages of people and teams, one module per subject."""
