"""A newer edition of the decision model: offered, looked at, declined, moved to; never by itself."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from catalog.definition import fingerprint
from catalog.models import Edition
from decisions.evaluation import inputs_of
from decisions.models import Assessment, DeclinedEdition, Version
from engine.model.dump import dump
from engine.model.ruleset import Ruleset
from tests.decisions.test_form_versions import addresses, everything
from tests.forms_on_page import forms_of
from tests.people import fresh, make_answers, make_gates, make_steps
from tests.shipped import shipped

pytestmark = pytest.mark.django_db
GONE, TURNED, CUT = "C9", "A1", "B1"
"""A question that only the older edition asks; one that counts otherwise there; one with a choice more."""


def publish(number: int, model: Ruleset) -> Edition:
    """An edition. Its id follows from its content: a process keeps what it has loaded by id."""
    definition = dump(model)
    sha = fingerprint(definition)
    return Edition.objects.create(
        pk=(int(sha[:7], 16) << 3) + number,
        number=number,
        note="Why it was published.",
        definition=definition,
        sha256=sha,
    )


@cache
def older_model() -> Ruleset:
    """The shipped model with a question, a choice, a gate, a preset and a service type more, and a question
    that counts otherwise."""
    model = shipped()
    criteria = []
    for row in model.criteria:
        if row.code == "D1":
            former = model.criterion["C2"]
            criteria.append(replace(former, code=GONE, short="Asked once?", name="Once"))
        if row.code == TURNED:
            turned = replace(row, weight=row.weight * 3, question=f"{row.question} Or not?")
            criteria.append(turned)
        elif row.code == CUT:
            more = replace(row.choices[-1], number=9, text="Something else")
            criteria.append(replace(row, choices=(*row.choices, more)))
        else:
            criteria.append(row)
    gate = replace(model.gate["KO8"], code="KO99", question="Was this asked once?", triggers=())
    service = replace(model.services[0], slug="former", name="A former service", steps=())
    return replace(
        model,
        criteria=tuple(criteria),
        gates=(*model.gates, gate),
        presets=(*model.presets, replace(model.presets[0], key="former", name="Former")),
        services=(*model.services, service),
    )


def newest_model() -> Ruleset:
    """The shipped model with one question in other words."""
    model = shipped()
    rows = [replace(row, hint="Or so.") if row.code == TURNED else row for row in model.criteria]
    return replace(model, criteria=tuple(rows))


@pytest.fixture
def older(payroll: Assessment) -> Assessment:
    """A payroll on the older edition, with answers that only that one can take, for the whole and for a
    step; the shipped edition is newer."""
    edition = publish(0, older_model())
    Assessment.objects.filter(pk=payroll.pk).update(
        edition=edition, weights="former", service="former"
    )
    make_answers(payroll, {GONE: 2})
    payroll.answers.filter(criterion=CUT).update(choice=9)
    make_gates(payroll, KO99="fires", KO1="passes")
    step = make_steps(payroll, "Collect", "Pay", Collect={GONE: 2, "B4": 1})[0]
    make_gates(step, KO99="fires")
    return fresh(payroll)


@pytest.fixture
def page(older: Assessment) -> str:
    """Where it is moved."""
    return reverse("assessment_edition", args=[older.pk])


def sent(browser: Any, address: str) -> tuple[dict[str, str], Any]:
    """What the form that moves sends, and the page."""
    shown = browser.get(address)
    form = shown.context["form"]
    return {name: str(form[name].value()) for name in ("edition", "version")}, shown


def keys(shown: Any) -> list[str]:
    return [row["key"] for row in shown.context["sections"]]


def test_it_is_offered_quietly_and_shows_what_would_change_without_changing_anything(
    page, older, alices
):
    places = [reverse(name, args=[older.pk]) for name in ("assessment", "result")]
    before = inputs_of(older)
    for place in places:
        html = alices.get(place).content.decode()
        assert page in html
        notice = html.partition('<p class="note no-print">A newer')[2].partition("<a")[0]
        assert 0 < len(f"A newer{notice}".split()) <= 12
    shown = alices.get(page)
    assert keys(shown)[:2] == ["advice", "scores"]
    forms = [form for form in forms_of(shown.content.decode()) if form.names & {"edition"}]
    assert [form.attributes["autocomplete"] for form in forms] == ["off", "off"]
    assert [bool(form.versions) for form in forms] == [True, False]
    everything = {"answers", "checks", "steps", "weights", "around", "edition"}
    assert everything <= set(keys(shown))
    assert inputs_of(fresh(older)) == before
    assert not Version.objects.exists()


def test_moving_keeps_a_version_first_and_answers_that_count_no_more(page, payroll, alices, alice):
    """The result is that of the preview; everything stays stored, nothing is asked to be typed again."""
    was = inputs_of(fresh(payroll))
    data, shown = sent(alices, page)
    preview = [row["text"] for row in shown.context["sections"][0]["blocks"][0]["rows"][0]]
    assert alices.post(page, data)["Location"] == reverse("assessment", args=[payroll.pk])
    moved = fresh(payroll)
    assert moved.edition.number == 1
    kept = payroll.versions.get()
    assert (kept.origin, kept.snapshot["facts"]["edition"]) == ("edition", 0)
    now = inputs_of(moved)
    assert {GONE, CUT} & now.answers.keys() == set()
    assert "KO99" not in now.gates
    assert (set(now.steps[0].answers), now.steps[0].gates) == ({"B4"}, {})
    assert {code: row.choice for code, row in was.answers.items()} == {
        row.criterion: row.choice for row in moved.answers.all()
    }
    trail = moved.activities.all()[0]
    assert (trail.verb, trail.detail["set_aside"]) == ("edition_moved", [CUT, GONE])
    after = alices.get(reverse("compare_now", args=[payroll.pk, kept.pk]))
    assert keys(after)[0] == "advice"
    told = [row["text"] for row in after.context["sections"][0]["blocks"][0]["rows"][0]]
    assert told == preview
    assert (moved.weights, moved.service, moved.service_chosen) == ("", "", False)
    assert (trail.detail["weights"], trail.detail["service"]) == ("former", "former")
    said = kept.snapshot["facts"]["input"]
    assert (said["weights"], said["service"]) == ("former", "former")
    # Nothing is offered any more.
    assert "sections" not in alices.get(page).context
    places = [reverse(name, args=[payroll.pk]) for name in ("assessment", "result")]
    assert [page in alices.get(place).content.decode() for place in places] == [False, False]


def test_every_page_holds_answers_of_an_edition_that_asked_more(payroll, alices, page):
    """Answers, actions, steps, scenarios and the trail speak of questions and rules that are gone."""
    payroll.answers.filter(criterion=TURNED).delete()
    all_keys = everything(fresh(payroll))
    data, _ = sent(alices, page)
    assert alices.post(page, data).status_code == 302
    for path in sorted(addresses(all_keys)):
        assert alices.get(path).status_code in (200, 302, 404, 405), path


def test_a_decline_is_kept_for_the_edition_and_the_next_one_is_offered_again(
    page, payroll, alices, alice
):
    decline = reverse("edition_decline", args=[payroll.pk])
    for _ in range(2):
        alices.post(decline, {"edition": "1"})
    row = DeclinedEdition.objects.get()
    assert (row.who, row.edition.number) == (alice, 1)
    assert payroll.activities.filter(verb="edition_declined").count() == 1
    result = reverse("result", args=[payroll.pk])
    assert page not in alices.get(result).content.decode()
    data, shown = sent(alices, page)
    assert shown.context["declined"].who == alice
    publish(3, newest_model())
    assert page in alices.get(result).content.decode()
    # The page was about edition 1: whoever says yes to it is shown edition 3.
    answer = alices.post(page, data)
    assert (answer.status_code, answer.context["edition"].number) == (200, 3)
    assert fresh(payroll).edition.number == 0
    assert alices.post(page, sent(alices, page)[0]).status_code == 302
    assert fresh(payroll).edition.number == 3
    assert alices.post(decline, {"edition": "3"}).status_code == 302
    assert DeclinedEdition.objects.count() == 1


def test_who_moves_what_changed_meanwhile_is_shown_it_anew(
    page, payroll, alices, bob_as, client_of
):
    """Bob answers a question, then he moves: neither is overwritten, and nothing moves twice."""
    bobs = client_of(bob_as(Role.EDITOR))
    data, _ = sent(alices, page)
    bobs.post(reverse("question", args=[payroll.pk, "D3"]), {"answer": "4", "version": "1"})
    shown = alices.post(page, data)
    assert (shown.status_code, shown.context["overtaken"]) == (200, True)
    assert shown.context["last"].who.name == "Bob Brown"
    assert fresh(payroll).edition.number == 0
    late, _ = sent(alices, page)
    bobs.post(page, sent(bobs, page)[0])
    assert alices.post(page, late).status_code == 200
    assert payroll.activities.filter(verb="edition_moved").count() == 1
    assert payroll.versions.filter(origin="edition").count() == 1


@pytest.mark.parametrize(
    ("name", "args", "changes"),
    [
        ("question", ["D3"], {"answer": "4"}),
        ("question", ["F4"], {"answer": "2"}),
        ("gates", [], {"KO1": "fires"}),
        ("gates", [], {"KO2": "fires"}),
        ("place", [], {"answer-G2": "4"}),
        ("assessment_weights", [], {"preset": "cost_led"}),
    ],
    ids=str,
)
def test_a_form_of_the_former_edition_is_a_conflict_also_where_nothing_was_said(
    page, payroll, alices, name, args, changes
):
    """F4, KO2 and G2 have no answer: their questions may say something else now."""
    payroll.answers.filter(criterion__in=["F4", "G2"]).delete()
    payroll.gate_answers.filter(gate="KO2").delete()
    address = reverse(name, args=[payroll.pk, *args])
    forms = forms_of(alices.get(address).content.decode())
    opened = next(form for form in forms if form.posts and set(changes) <= set(form.names))
    alices.post(page, sent(alices, page)[0])
    before = inputs_of(fresh(payroll))
    shown = opened.send(alices, address, {"later": ""} | changes if name == "gates" else changes)
    assert shown.status_code == 200
    assert shown.context["conflict"]
    assert inputs_of(fresh(payroll)) == before


def test_what_only_the_former_edition_asked_is_given_back_and_not_dropped(page, payroll, alices):
    """Nothing else was touched on the page, so there is no conflict. Sent once more it is saved without that."""
    address = reverse("gates", args=[payroll.pk])
    forms = forms_of(alices.get(address).content.decode())
    opened = next(form for form in forms if "KO99" in form.names)
    alices.post(page, sent(alices, page)[0])
    typed = {"KO99": "passes", "note-KO99": "Asked Ann", "later": ""}
    shown = opened.send(alices, address, typed)
    assert (shown.status_code, "Asked Ann" in shown.content.decode()) == (200, True)
    (again,) = [form for form in forms_of(shown.content.decode()) if "KO1" in form.names]
    assert again.send(alices, address, {"later": ""}).status_code == 302


def test_a_step_of_the_former_edition_is_a_conflict_too(page, payroll, alices):
    step = payroll.steps.first()
    address = reverse("step", args=[payroll.pk, step.pk])
    changes = {"answer-C1": "2"}
    forms = forms_of(alices.get(address).content.decode())
    opened = next(form for form in forms if form.posts and set(changes) <= set(form.names))
    alices.post(page, sent(alices, page)[0])
    shown = opened.send(alices, address, changes)
    assert (shown.status_code, bool(shown.context["conflict"])) == (200, True)
    assert not step.answers.filter(criterion="C1").exists()


def test_readers_look_and_decide_nothing_and_the_queries_stay_few(page, payroll, bob_as, client_of):
    readers = client_of(bob_as(Role.REVIEWER))
    assert not [row for row in forms_of(readers.get(page).content.decode()) if row.posts][1:]
    for address in (page, reverse("edition_decline", args=[payroll.pk])):
        assert readers.post(address, {"edition": "1"}).status_code == 403
    with CaptureQueriesContext(connection) as found:
        readers.get(page)
    assert len(found) <= 18
