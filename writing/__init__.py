"""Not over what you have not seen: a version on what is written, one conflict for who came second."""
