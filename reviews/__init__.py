"""What a team says about an assessment: comments in threads, and who is asked to answer a question."""
