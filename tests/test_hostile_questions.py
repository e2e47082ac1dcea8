"""What a list of the admin is asked in its address, and the charset that a request names: 400 at most."""

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.people import make_assessment, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
QUESTIONS = {
    models.DateField: ("year=99999", "year=0", "month=99999999999999999999"),
    models.CharField: ("regex=(", "nope=1", "year=1"),
    models.TextField: ("regex=(", "nope=1"),
    models.IntegerField: ("gt=99999999999999999999999", "gt=x", "nope=1"),
    models.ForeignKey: ("pk__nope=1", "gt=99999999999999999999999", "nope=1"),
    models.JSONField: ("contains={", "nope__regex=("),
    models.UUIDField: ("startswith=%ff", "gt=x"),
}


@pytest.fixture
def boss(client: Client) -> Client:
    boss = make_user("ada@example.org", is_staff=True, is_superuser=True)
    make_assessment(make_team(boss), boss)
    sign_in(client, boss)
    client.raise_request_exception = False
    return client


def lists() -> list[tuple[str, type[models.Model]]]:
    """Every list of the admin and every page that exports one."""
    found = []
    for model in admin.site._registry:
        for kind in ("changelist", "export"):
            try:
                name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}"
                found.append((reverse(name), model))
            except NoReverseMatch:
                continue
    return found


def questions(model: type[models.Model], url: str) -> list[str]:
    """What a list is asked: of each field one question of its kind, of the next of this kind the next. What is
    taken along is asked as the list is: one question of each kind."""
    asked = ["nope=1", "p=99999999999999999999", "o=x.99999999999", "q=%00", "_facets=x"]
    for kind, lookups in QUESTIONS.items():
        fields = [field for field in model._meta.concrete_fields if isinstance(field, kind)]
        turns = max(len(fields), len(lookups)) if "/export/" not in url else 1
        asked += [
            f"{fields[turn % len(fields)].name}__{lookups[turn % len(lookups)]}"
            for turn in range(turns if fields else 0)
        ]
    return asked


def test_no_question_in_the_address_of_a_list_is_a_fault_of_the_site(boss):
    failed, asked = [], 0
    for url, model in lists():
        for question in questions(model, url):
            asked += 1
            if boss.get(f"{url}?{question}").status_code >= 500:
                failed.append(f"{url}?{question}")
    assert failed == []
    assert asked > 200


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "latin-1", "nope"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_charset_that_is_not_ours_is_refused(boss, charset, kind):
    boss.raise_request_exception = True
    named = f"{kind}; boundary=x; charset={charset}"
    for url in ("/teams/profile/?a=%ff", "/accounts/login/", "/admin/", "/nowhere/"):
        assert boss.generic("POST", url, b"name=Z", content_type=named).status_code == 400
        assert boss.get(url, CONTENT_TYPE=named).status_code == 400


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8"])
def test_our_charset_may_be_named_in_every_way(boss, charset):
    named = f"application/x-www-form-urlencoded; charset={charset}"
    answer = boss.generic("POST", "/teams/profile/", b"name=Ada", content_type=named)
    assert answer.status_code == 302
