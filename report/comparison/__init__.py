"""Two states of one decision side by side: only what differs, and why the scores moved."""
