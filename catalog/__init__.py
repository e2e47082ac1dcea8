"""What is asked and how it counts: service types, criteria, gates, weights, editions."""
