"""What people type and when: numbers are read and never guessed; a version on what is written, one conflict for who came second."""
