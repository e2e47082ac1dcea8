"""The cast of the catalog's tests: Erin edits the catalog, Stan is staff and no more."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Edition, ReferenceCase
from catalog.services import ensure_editors
from tests.catalog.makers import CASE, load_small
from tests.people import make_user


@pytest.fixture(scope="module")
def kept_small(kept_rows: None) -> None:
    """The small catalog, loaded once for all tests of a file, which all begin with it."""
    load_small()


@pytest.fixture
def small(request: pytest.FixtureRequest, db: None) -> Edition:
    """The small catalog, loaded and published."""
    if "kept_small" not in request.fixturenames:
        load_small()
    return Edition.objects.get()


@pytest.fixture
def with_case(small: Edition) -> None:
    """The small catalog with a named test case."""
    ReferenceCase.objects.create(
        name=CASE["name"], document=CASE["input"], expected=["in_house", "automate"]
    )


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
