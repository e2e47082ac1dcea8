"""Papers as PDF, set with Typst."""
