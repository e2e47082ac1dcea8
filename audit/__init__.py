"""What happened, for those who answer for it: one line an event, which nobody changes."""
