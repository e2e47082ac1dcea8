"""What several tests of people share."""

from collections.abc import Iterator

import pytest

from tests.provider import running_provider


@pytest.fixture(scope="session")
def provider() -> Iterator[str]:
    """The address of an OpenID provider that knows whom it is told."""
    with running_provider() as url:
        yield url
