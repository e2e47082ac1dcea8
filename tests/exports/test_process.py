"""What one process that makes many papers costs, and that every process makes the same."""

import os
import subprocess
import sys
from hashlib import sha256

from django.conf import settings

from tests.decisions.printed import sample_printed

MOST = 250
"""Megabytes, as ``worker_max_memory_per_child`` allows."""
PAPERS = 12
"""After so many of other content a process without care holds 450 megabytes, and most of what it will."""
SCRIPT = f"""
from tools.bench_papers import _content, _typst, peak

for run in range({PAPERS}):
    _typst(_content(run))
print(peak() // 1024)
from hashlib import sha256
from tests.decisions.printed import sample_printed
print(sha256(sample_printed().made.pdf).hexdigest())
"""


def test_a_process_that_makes_many_papers_stays_small_and_makes_the_bytes_of_any_other():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(){SCRIPT}"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        check=True,
        text=True,
    )
    megabytes, made = done.stdout.split()
    assert int(megabytes) <= MOST
    assert made == sha256(sample_printed().made.pdf).hexdigest()
