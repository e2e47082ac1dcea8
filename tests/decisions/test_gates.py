"""The gates, questions that no score can overrule: one page, yes, no or don't know."""

from typing import Any, cast

import pytest
from django.utils.html import escape

from accounts.models import Role
from decisions.evaluation import case_of
from decisions.models import Assessment
from decisions.services.gates import save_gates
from decisions.services.statements import UnknownAnswer
from decisions.services.versions import save_version
from engine.fit.case import GivenGate
from engine.fit.gates import fired_gates
from engine.fit.interview import asked
from tests.forms_on_page import forms_of
from tests.people import make_answers


def url(assessment, origin=""):
    return f"/assessments/{assessment.pk}/gates/" + (f"?from={origin}" if origin else "")


def codes(assessment):
    return [gate.code for gate in assessment.edition.ruleset.asked_gates()]


def every(assessment, value, **more):
    return dict.fromkeys(codes(assessment), value) | more


def test_the_page_asks_every_gate_with_three_answers(alices, assessment):
    shown = alices.get(url(assessment)).content.decode()
    for gate in assessment.edition.ruleset.asked_gates():
        assert escape(gate.question) in shown
        assert shown.count(f'name="{gate.code}"') == 3
    assert shown.count(" checked") == len(codes(assessment))  # what each answer rests on: not said


def test_yes_is_the_good_answer(alices, assessment):
    """Nobody has to think about which answer of a gate stands in the way."""
    rows = alices.get(url(assessment)).context["form"].rows
    for row in rows:
        assert [value for value, _ in row.answer.field.choices] == ["passes", "fires", "unknown"]
        assert [str(word) for _, word in row.answer.field.choices][:2] == ["Yes", "No"]
    alices.post(url(assessment), every(assessment, "passes"))
    assert fired_gates(assessment.edition.ruleset, case_of(assessment)) == ()


@pytest.mark.parametrize("value", ["yes", "no"])
def test_the_former_words_for_an_answer_are_refused(alices, assessment, value):
    shown = alices.post(url(assessment), every(assessment, "passes", KO1=value))
    assert list(shown.context["form"].errors) == ["KO1"]


def test_continue_saves_all_and_leads_on(alices, alice, assessment):
    response = alices.post(url(assessment), every(assessment, "passes", KO1="fires"))
    assert response["Location"] == f"/assessments/{assessment.pk}/questions/A1/"
    stored = {row.gate: row.value for row in assessment.gate_answers.all()}
    assert stored == every(assessment, "passes", KO1="fires")
    ruleset = assessment.edition.ruleset
    assert "KO1" in [gate.code for gate in fired_gates(ruleset, case_of(assessment))]
    assert assessment.activities.get().verb == "gates_answered"
    assert alices.get(url(assessment)).content.decode().count(" checked") == 2 * len(stored)


def test_after_all_questions_the_check_page_follows(alices, assessment):
    codes_asked = asked(assessment.edition.ruleset, {})
    make_answers(assessment, dict.fromkeys(codes_asked, "unknown"))
    response = alices.post(url(assessment), every(assessment, "unknown"))
    assert response["Location"] == f"/assessments/{assessment.pk}/check/"


@pytest.mark.parametrize("origin", ["check", "result"])
def test_a_change_link_leads_back_to_where_it_stood(alices, assessment, origin):
    home = f"/assessments/{assessment.pk}/{origin}/"
    assert f'href="{home}">Back' in alices.get(url(assessment, origin)).content.decode()
    response = alices.post(url(assessment, origin), every(assessment, "passes"))
    assert response["Location"] == home


def test_no_other_address_can_be_smuggled_in_as_the_way_back(alices, assessment):
    response = alices.post(url(assessment, "//evil.example"), every(assessment, "passes"))
    assert response["Location"] == f"/assessments/{assessment.pk}/questions/A1/"


def test_a_missing_answer_is_an_error_that_keeps_the_others(alices, assessment):
    shown = alices.post(url(assessment), {"KO1": "fires"}).content.decode()
    assert "<title>Error: " in shown
    assert "Answer yes, no or I don&#x27;t know." in shown
    assert shown.count(" checked") == 1 + len(codes(assessment))  # and "not said" of each
    assert not assessment.gate_answers.exists()


def test_coming_back_later_saves_what_is_there(alices, assessment):
    response = alices.post(url(assessment), {"KO1": "passes", "later": "yes"})
    assert response["Location"] == f"/assessments/{assessment.pk}/"
    assert assessment.gate_answers.get().gate == "KO1"


@pytest.mark.parametrize("value", ["maybe", "\0", "x" * 100_000])
def test_an_answer_that_does_not_exist_is_refused(alices, assessment, value):
    shown = alices.post(url(assessment), every(assessment, "passes", KO1=value)).content.decode()
    assert "Select a valid choice" in shown
    assert not assessment.gate_answers.exists()


def test_the_same_form_twice_is_one_change(alices, assessment):
    alices.post(url(assessment), every(assessment, "passes"))
    alices.post(url(assessment), every(assessment, "passes"))
    assert assessment.activities.count() == 1


def test_who_goes_back_to_what_the_page_showed_at_first_has_decided_so(
    alices, bob_as, client_of, assessment
):
    """Stored is yes; Bob saves no and Alice I don't know; she sees both, and says yes after all."""
    alices.post(url(assessment), every(assessment, "passes"))
    opened = gates_form(alices.get(url(assessment)))
    bobs = client_of(bob_as(Role.EDITOR))
    gates_form(bobs.get(url(assessment))).send(bobs, url(assessment), {"KO1": "fires"})
    shown = opened.send(alices, url(assessment), {"KO1": "unknown"})
    assert shown.context["conflict"]
    gates_form(shown).send(alices, url(assessment), {"KO1": "passes"})
    assert assessment.gate_answers.get(gate="KO1").value == "passes"


def gates_form(response):
    (found,) = [row for row in forms_of(response.content.decode()) if "KO1" in row.names]
    return found


def test_a_later_writer_sees_what_was_saved_and_chooses(alices, bob_as, client_of, assessment):
    bobs = client_of(bob_as(Role.EDITOR))
    bobs.post(url(assessment), every(assessment, "passes", KO1="fires"))
    shown = alices.post(url(assessment), every(assessment, "passes")).content.decode()
    assert "Bob Brown</bdi> saved something else" in " ".join(shown.split())
    stored = assessment.gate_answers.get(gate="KO1")
    assert stored.value == "fires"
    assert f'name="version-KO1" value="{stored.version}"' in shown
    alices.post(url(assessment), every(assessment, "passes", **{"version-KO1": stored.version}))
    assert assessment.gate_answers.get(gate="KO1").value == "passes"


def test_a_gate_keeps_what_it_rests_on_and_its_note(alices, alice, assessment):
    make_answers(assessment, {"A1": 2, "A2": 2, "D4": 3, "C4": 4})
    said = {"evidence-KO1": "document", "note-KO1": "Legal, in March."}
    alices.post(url(assessment), every(assessment, "passes", **said))
    row = assessment.gate_answers.get(gate="KO1")
    assert (row.value, row.evidence, row.note, row.answered_by) == (
        *("passes", "document", "Legal, in March."),
        alice,
    )
    for path in (url(assessment), f"/assessments/{assessment.pk}/check/"):
        assert "Legal, in March." in alices.get(path).content.decode()
    kept = save_version(assessment=Assessment.objects.get(pk=assessment.pk), by=alice)
    part = kept.snapshot["facts"]["input"]["gates"]["KO1"]
    assert (part["evidence"], part["note"]) == ("document", "Legal, in March.")
    detail = assessment.activities.get(verb="gates_answered").detail
    assert detail["new"]["KO1"] == {
        "value": "passes",
        "evidence": "document",
        "note": "Legal, in March.",
    }


def test_a_changed_note_is_a_change_and_makes_another_version(alices, alice, assessment):
    alices.post(url(assessment), every(assessment, "passes"))
    first = save_version(assessment=Assessment.objects.get(pk=assessment.pk), by=alice)
    number = assessment.gate_answers.get(gate="KO1").version
    more = {"note-KO1": "Checked.", "version-KO1": number}
    assert alices.post(url(assessment), every(assessment, "passes", **more)).status_code == 302
    row = assessment.gate_answers.get(gate="KO1")
    assert (row.note, row.version > number) == ("Checked.", True)
    again = save_version(assessment=Assessment.objects.get(pk=assessment.pk), by=alice)
    assert again.number == first.number + 1
    assert assessment.gate_answers.get(gate="KO2").version == number


def test_a_note_without_an_answer_is_said_and_kept(alices, assessment):
    shown = alices.post(url(assessment), {"note-KO1": "Half a thought", "later": "yes"})
    assert "Half a thought" in shown.content.decode()
    assert list(shown.context["form"].errors) == ["KO1"]
    assert not assessment.gate_answers.exists()


def test_a_note_that_is_too_long_is_refused_beside_its_field(alices, assessment):
    shown = alices.post(url(assessment), every(assessment, "passes", **{"note-KO1": "n" * 5_001}))
    assert list(shown.context["form"].errors) == ["note-KO1"]
    assert "n" * 5_001 in shown.content.decode()


def test_an_old_copy_does_not_overwrite(alice, assessment):
    old = Assessment.objects.prefetch_related("answers", "gate_answers").get(pk=assessment.pk)
    list(old.gate_answers.all())
    save_gates(assessment=assessment, by=alice, answers={"KO1": GivenGate("fires")}, seen={})
    kept = save_gates(assessment=old, by=alice, answers={"KO1": GivenGate("passes")}, seen={})
    assert kept is not None
    assert [(row.key, row.saved, row.who) for row in kept.overtaken] == [
        ("KO1", GivenGate("fires"), alice)
    ]


def test_a_gate_that_is_not_asked_cannot_be_stored(alice, assessment):
    with pytest.raises(UnknownAnswer):
        save_gates(assessment=assessment, by=alice, answers={"KO3": GivenGate("fires")}, seen={})
    maybe = GivenGate(cast(Any, "maybe"))
    with pytest.raises(UnknownAnswer):
        save_gates(assessment=assessment, by=alice, answers={"KO1": maybe}, seen={})


def test_who_may_come_in(client, charlies, bob_as, client_of, assessment):
    assert client.get(url(assessment))["Location"].startswith("/accounts/login/")
    assert charlies.get(url(assessment)).status_code == 404
    bobs = client_of(bob_as(Role.VIEWER))
    assert "Continue</button>" not in bobs.get(url(assessment)).content.decode()
    assert bobs.post(url(assessment), every(assessment, "passes")).status_code == 403
    assert bobs.put(url(assessment)).status_code == 405


def test_who_changes_one_gate_keeps_what_another_said_meanwhile_of_others(
    alices, bobs, bob_as, assessment
):
    """Both opened the page; Bob says no to one gate, Alice then adds a note to another."""
    bob_as(Role.EDITOR)
    alices.post(url(assessment), every(assessment, "passes"))
    shown = sent_as_shown(alices.get(url(assessment)).context["form"])
    bobs.post(url(assessment), {**shown, "KO1": "fires"})
    response = alices.post(url(assessment), {**shown, "note-KO8": "Until spring."})
    assert response.status_code == 302
    rows = {row.gate: row for row in assessment.gate_answers.all()}
    assert (rows["KO1"].value, rows["KO8"].note) == ("fires", "Until spring.")


def test_who_changes_the_same_gate_is_shown_both(alices, bobs, bob_as, assessment):
    """Bob says no, Alice does not know: nothing is overwritten, and her answer stands in the form."""
    bob_as(Role.EDITOR)
    alices.post(url(assessment), every(assessment, "passes"))
    shown = sent_as_shown(alices.get(url(assessment)).context["form"])
    bobs.post(url(assessment), {**shown, "KO1": "fires"})
    response = alices.post(url(assessment), {**shown, "KO1": "unknown"})
    assert response.status_code == 200
    assert [row.name for row in response.context["conflict"]]
    assert assessment.gate_answers.get(gate="KO1").value == "fires"
    again = sent_as_shown(response.context["form"])
    assert (again["KO1"], alices.post(url(assessment), again).status_code) == ("unknown", 302)
    assert assessment.gate_answers.get(gate="KO1").value == "unknown"


def sent_as_shown(form):
    """What a browser sends of the form as it stands."""
    return {name: form[name].value() or "" for name in form.fields}
