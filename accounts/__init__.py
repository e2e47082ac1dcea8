"""People and teams: who signs in, who works with whom, who may do what."""
