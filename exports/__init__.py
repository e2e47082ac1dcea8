"""A document, facts or a cost case as a file."""
