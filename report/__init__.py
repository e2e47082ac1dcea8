"""What a reader gets, as facts: plain data, ids and numbers; pure, without Django, clock or I/O."""
