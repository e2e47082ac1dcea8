"""Papers: a version's snapshot becomes a PDF (``typeset``), as a job with a state (``complete``)."""
