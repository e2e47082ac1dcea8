"""The web server that the tests of this folder share."""

from collections.abc import Iterator

import pytest

from tests.web import web_server


@pytest.fixture(scope="session")
def port(django_db_setup: None) -> Iterator[int]:
    """The port of a web server with the settings of the tests."""
    with web_server(DJANGO_SETTINGS_MODULE="tests.settings") as port:
        yield port
