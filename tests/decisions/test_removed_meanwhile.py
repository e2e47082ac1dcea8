"""Somebody removes what another is writing about: what was typed is on the page that answers, with a way
to keep it. Only for who may edit the assessment; for all others nothing is there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from decisions.action_items import key_of
from decisions.models import ActionItem, Assessment, Scenario
from decisions.services.actions import remove_action
from decisions.services.scenarios import delete_scenario
from decisions.services.steps import MOST_STEPS, remove_step
from tests.forms_on_page import PageForm, forms_of
from tests.people import make_steps

TYPED = {
    "step": {
        "name": "Approve with care",
        "retained": "The law wants <our> officer",
        "answer-B1": "2",
        "note-B1": "Seldom the same",
        "answer-gate-KO1": "fires",
    },
    "scenario": {"name": "If volumes <double>"},
    "action": {"text": "Ask <HR>", "name": "Dana", "due": "2027-01-15", "note": "In March"},
}
KINDS = list(TYPED)
MADE_BY = {
    "step": ("decisions.views.step", "StepForm"),
    "scenario": ("decisions.views.whatif", "RenameForm"),
    "action": ("decisions.views.actions", "ActionForm"),
}
"""The view and the form of each page."""
Remove = Callable[[str], None]


@pytest.fixture
def addresses(assessment: Assessment, alice: User) -> dict[str, str]:
    """The pages of three rows that can be removed."""
    (step,) = make_steps(assessment, "Approve")
    scenario = Scenario.objects.create(
        assessment=assessment, name="Other", changes={"answers": {"A2": 5}}, created_by=alice
    )
    action = ActionItem.objects.create(assessment=assessment, text="Ask", changed_by=alice)
    return {
        "action": reverse("action", args=[assessment.pk, action.pk]),
        "step": reverse("step", args=[assessment.pk, step.pk]),
        "scenario": reverse("scenario", args=[assessment.pk, scenario.pk]),
    }


@pytest.fixture
def bob(bob_as: Callable[[Role], User]) -> User:
    return bob_as(Role.EDITOR)


@pytest.fixture
def remove(addresses: dict[str, str], assessment: Assessment, bob: User) -> Remove:
    """Bob removes one of them."""

    def work(kind: str) -> None:
        row = Assessment.objects.get(pk=assessment.pk)
        if kind == "step":
            step = row.steps.get()
            assert remove_step(assessment=row, by=bob, step_id=step.pk, seen=step.newest_version)
        elif kind == "action":
            own = row.action_items.get()
            assert remove_action(assessment=row, by=bob, key=key_of(own), seen=own.version)
        else:
            assert delete_scenario(scenario=row.scenarios.get(), by=bob, seen=1)

    return work


def form_of(response: Any) -> PageForm:
    """The form of the page that is posted and has a name in it."""
    forms = [
        row for row in forms_of(response.content.decode()) if row.posts and "name" in row.names
    ]
    (form,) = forms
    return form


def overtaken(browser: Client, address: str, kind: str, remove: Remove) -> Any:
    """The answer to what was typed in a page that was opened before."""
    opened = form_of(browser.get(address))
    remove(kind)
    return opened.send(browser, address, TYPED[kind])


def kept_again(browser: Client, address: str, shown: Any, **changes: str) -> Any:
    """The answer when the form of this answer is sent with its own button."""
    form = form_of(shown)
    pressed = {"again": "yes"} if "again" in form.names else {}
    return form.send(browser, address, {**pressed, **changes})


@pytest.mark.parametrize("kind", KINDS)
def test_who_typed_sees_it_again_and_who_removed_it(kind, addresses, remove, alices, bob):
    shown = overtaken(alices, addresses[kind], kind, remove)
    assert shown.status_code == 404
    assert (shown.context["removed"].who, shown.context["removed"].at is not None) == (bob, True)
    assert shown.context["conflict"][0].saved == ""
    form = form_of(shown)
    typed = TYPED[kind]
    assert {name: form.values[name] for name in typed} == {k: [v] for k, v in typed.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_typed_can_be_kept_after_all(kind, addresses, remove, alices, assessment):
    shown = overtaken(alices, addresses[kind], kind, remove)
    for _ in range(2):  # a button pressed twice
        assert kept_again(alices, addresses[kind], shown).status_code == 302
    typed = TYPED[kind]
    if kind == "scenario":
        row = Scenario.objects.get()
        assert (row.name, row.changes) == (typed["name"], {"answers": {"A2": 5}})
        return
    if kind == "action":
        action = ActionItem.objects.get()
        assert (action.text, action.name) == (typed["text"], typed["name"])
        assert (str(action.due), action.note) == (typed["due"], typed["note"])
        return
    step = assessment.steps.get()
    assert (step.name, step.retained) == (typed["name"], typed["retained"])
    assert list(step.answers.values_list("criterion", "choice", "note")) == [
        ("B1", 2, typed["note-B1"])
    ]
    assert list(step.gate_answers.values_list("gate", "value")) == [("KO1", "fires")]
    assert Assessment.objects.get(pk=assessment.pk).step_count == 1


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_typed_is_kept_beside_a_mistake(kind, addresses, remove, alices):
    typed = TYPED[kind] | {"name": "x" * 201}
    opened = form_of(alices.get(addresses[kind]))
    remove(kind)
    shown = opened.send(alices, addresses[kind], typed)
    assert shown.status_code == 404
    assert shown.context["removed"]
    assert {name: form_of(shown).values[name] for name in typed} == {
        k: [v] for k, v in typed.items()
    }
    assert b"error-summary" in kept_again(alices, addresses[kind], shown).content


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_there_for_others_and_for_who_only_looks(
    kind, addresses, remove, alices, charlies, client, client_of, bob_as
):
    remove(kind)
    address, typed = addresses[kind], TYPED[kind] | {"again": "yes"}
    assert alices.get(address).status_code == 404
    shown = charlies.post(address, typed)
    assert (shown.status_code, b"Approve with" in shown.content) == (404, False)
    assert client.post(address, typed)["Location"].startswith(reverse("account_login"))
    assert not Scenario.objects.filter(name=typed["name"]).exists()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER])
def test_who_may_not_edit_is_refused(kind, role, addresses, assessment, team, remove, bob, bobs):
    remove(kind)
    team.memberships.filter(user=bob).update(role=role)
    assert bobs.post(addresses[kind], TYPED[kind] | {"again": "yes"}).status_code == 403
    assert not assessment.steps.filter(name=TYPED["step"]["name"]).exists()


def test_two_who_typed_in_one_removed_step_do_not_overwrite_each_other(
    addresses, remove, alices, bobs, assessment
):
    address = addresses["step"]
    bobs_page = form_of(bobs.get(address))
    shown = overtaken(alices, address, "step", remove)
    bobs_shown = bobs_page.send(bobs, address, {"name": "Bob's own"})
    assert kept_again(bobs, address, bobs_shown).status_code == 302
    late = kept_again(alices, address, shown)
    assert [row.name for row in assessment.steps.all()] == ["Bob's own"]
    assert "Bob's own" in late.context["conflict"][0].saved
    assert kept_again(alices, address, late).status_code == 302
    assert [row.name for row in assessment.steps.all()] == [TYPED["step"]["name"]]


def test_where_the_list_is_full_the_page_says_so_and_keeps_what_was_typed(
    addresses, remove, alices, alice, assessment
):
    shown = overtaken(alices, addresses["step"], "step", remove)
    make_steps(assessment, *(str(number) for number in range(MOST_STEPS)))
    full = kept_again(alices, addresses["step"], shown)
    assert full.context["form"].errors.keys() == {"name"}
    assert form_of(full).values["note-B1"] == [TYPED["step"]["note-B1"]]
    assert assessment.steps.count() == MOST_STEPS


@pytest.mark.parametrize("kind", KINDS)
def test_it_may_be_removed_while_it_is_saved(kind, addresses, remove, alices, monkeypatch):
    """After the door was passed."""
    module, form = MADE_BY[kind]
    opened = form_of(alices.get(addresses[kind]))
    made = getattr(__import__(module, fromlist=[form]), form)

    def late(*args: Any, **options: Any) -> Any:
        monkeypatch.undo()
        remove(kind)
        return made(*args, **options)

    monkeypatch.setattr(f"{module}.{form}", late)
    shown = opened.send(alices, addresses[kind], TYPED[kind])
    assert (shown.status_code, bool(shown.context["removed"])) == (404, True)
