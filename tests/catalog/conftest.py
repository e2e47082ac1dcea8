"""The cast of the catalog's tests: Erin edits the catalog, Stan is staff and no more."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Edition
from catalog.services import ensure_editors
from tests.catalog.makers import load_small
from tests.people import make_user


@pytest.fixture
def small(db: None) -> Edition:
    """The small catalog, loaded and published."""
    edition = load_small().edition
    assert edition is not None
    return edition


@pytest.fixture
def erin(db: None) -> User:
    """She is a catalog editor, no superuser."""
    user = make_user("erin@example.org", "Erin Editor", is_staff=True)
    user.groups.add(ensure_editors())
    return user


@pytest.fixture
def erins(erin: User, client_of: Callable[[User], Client]) -> Client:
    """Erin's browser."""
    return client_of(erin)


@pytest.fixture
def stans(db: None, client_of: Callable[[User], Client]) -> Client:
    """The browser of Stan, who may use the admin but has no permission."""
    return client_of(make_user("stan@example.org", "Stan Staff", is_staff=True))
