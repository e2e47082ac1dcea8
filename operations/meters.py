"""What is counted while it happens. What stands in rows is read when somebody asks (config/metrics.py)."""

from prometheus_client import Counter, Histogram

REQUESTS = Histogram(
    "sourcing_request_seconds",
    "Seconds until a page was answered, by the name of its address",
    ["method", "page"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
ANSWERS = Counter("sourcing_answers_total", "Answers to requests, by status", ["code"])
EVALUATION = Histogram(
    "sourcing_evaluation_seconds",
    "Seconds of working out what is recommended",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1),
)
