"""Pages: get the assessment through ``access``, validate, call a service, redirect or render."""
