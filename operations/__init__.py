"""Whether what works in the background does: signs of life of scheduler and workers, and figures."""
