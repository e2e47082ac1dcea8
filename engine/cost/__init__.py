"""What the work costs either way: lines, flows, ranges, break-even."""
