"""Where the work could be done, in which form and under which rules."""
