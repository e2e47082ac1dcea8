"""Fixtures of versions, free to be changed."""

from typing import Any

import pytest

from tests.decisions.printed import sample_version


@pytest.fixture
def shown() -> dict[str, Any]:
    """The finished sample that is shipped, as a version."""
    return sample_version()
