"""The page about place, form and rules, as a browser without scripts meets it."""

from typing import Any

import pytest
from django.utils.html import escape

from accounts.models import Role
from catalog.definition import fingerprint
from catalog.models import Edition
from decisions.activity import sentence
from decisions.evaluation import said_of
from decisions.models import Activity, Assessment, GateAnswer, Part
from decisions.services.place import save_place
from decisions.services.statements import UnknownAnswer
from engine.fit.case import Given
from engine.fit.interview import asked
from engine.location.advice import PlaceAnswers
from tests.decisions.questions import page
from tests.forms_on_page import forms_of
from tests.people import (
    STRANGE_NAMES,
    make_answers,
    make_assessment,
    make_steps,
)
from tests.shipped import shipped_definition

OPEN: dict[str, int | str] = {"G2": 1, "G3": 3, "F1": 4, "F2": 1, "F4": 1, "C1": 3, "B1": 1}


@pytest.fixture
def answered(assessment: Assessment) -> Assessment:
    """Nothing keeps the work near; F1 leaves open which sensitive data it is."""
    make_answers(assessment, OPEN)
    return assessment


def url(assessment: Assessment) -> str:
    return f"/assessments/{assessment.pk}/place/"


def stored(assessment: Assessment) -> dict[str, Any]:
    found: dict[str, Any] = Assessment.objects.get(pk=assessment.pk).place
    return found


SENT = {
    "home": "DE",
    "languages": "English, german",
    "barred": "China: export  control\n\nindia",
    "fact-sector": ["bank"],
    "fact-region": ["EU", "UK"],
    "fact-ict": "no",
}
KEPT = {
    "home": "DE",
    "languages": ["en", "de"],
    "barred": {"CN": "export control", "IN": ""},
    "facts": {"sector": ["bank"], "region": ["EU", "UK"], "ict": ["no"]},
}


def test_what_is_said_is_kept_and_gives_countries_form_and_rules(alices, answered):
    shown = page(alices.post(url(answered), SENT, follow=True))
    assert stored(answered) == KEPT
    for words in ("Countries to look at first", "EBA guidelines on outsourcing", "export control"):
        assert words in shown
    form = page(alices.get(url(answered)))
    assert 'value="English, German"' in form
    assert "China: export control\nIndia" in form


def test_nothing_is_needed(alices, answered):
    shown = page(alices.post(url(answered), {}, follow=True))
    assert stored(answered) == {}
    assert not Activity.objects.filter(verb="place_saved").exists()
    assert "Say your home country or its time zone" in shown


def test_what_follows_stands_on_the_page_of_the_result_and_not_beside_the_form(alices, assessment):
    follows = f"/assessments/{assessment.pk}/result/place/"
    assert "EBA guidelines on outsourcing" not in page(alices.get(follows))
    assert alices.post(url(assessment), SENT)["Location"] == follows
    assert "EBA guidelines on outsourcing" in page(alices.get(follows))
    assert "EBA guidelines on outsourcing" not in page(alices.get(url(assessment)))


def test_what_the_answers_settle_is_not_asked(alices, assessment):
    make_answers(assessment, OPEN | {"F1": 2, "D3": 3})
    GateAnswer.objects.create(
        assessment=assessment, gate="KO12", value="passes", answered_by=assessment.owner
    )
    shown = page(alices.get(url(assessment)))
    for name in ("fact-data", "fact-leaves_area", "fact-staff_affected", "barred"):
        assert f'name="{name}"' not in shown
    assert "Data in the work: Internal business data. This follows from your answers" in shown
    # What is sent all the same was typed on a page that still asked it: it is kept.
    alices.post(url(assessment), SENT | {"fact-data": ["health"], "barred": "China"})
    facts = stored(assessment)["facts"]
    assert facts.pop("data") == ["health"]
    assert facts == KEPT["facts"]
    assert stored(assessment)["barred"] == {"CN": ""}
    shown = page(alices.get(url(assessment)))
    assert "Data in the work: Internal business data. This follows from your answers" in shown


def test_what_is_not_asked_any_more_stays_stored(alices, alice, answered):
    def health(said: PlaceAnswers) -> PlaceAnswers:
        return PlaceAnswers(facts={"data": ("health",), "region": ("US",)})

    save_place(assessment=answered, by=alice, change=health, seen={})
    follows = f"/assessments/{answered.pk}/result/place/"
    assert "HIPAA" in page(alices.get(follows))
    answered.answers.filter(criterion="F1").update(choice=2)
    assert "HIPAA" not in page(alices.get(follows))
    shown = page(alices.get(url(answered)))
    (form,) = [row for row in forms_of(shown) if row.versions]
    form.send(alices, url(answered), {"home": "US"})
    assert stored(answered) == {"home": "US", "facts": {"data": ["health"], "region": ["US"]}}


def test_what_the_page_did_not_ask_yet_is_not_taken_for_cleared(alices, alice, answered):
    """Alice opens the page while two answers settle the data and rule no country out; somebody takes both back
    before she saves. What is stored about both counts again, and she has not seen it."""
    said = PlaceAnswers(home="DE", barred={"CN": "export control"}, facts={"data": ("health",)})
    save_place(assessment=answered, by=alice, change=lambda _: said, seen={})
    gate = {"gate": "KO12", "answered_by": alice}
    GateAnswer.objects.create(assessment=answered, value="passes", **gate)
    answered.answers.filter(criterion="F1").update(choice=2)
    (form,) = [row for row in forms_of(page(alices.get(url(answered)))) if row.versions]
    assert not form.names & {"barred", "fact-data"}
    answered.gate_answers.update(value="fires")
    answered.answers.filter(criterion="F1").update(choice=4)
    form.send(alices, url(answered), {"home": "FR"})
    kept = {"barred": {"CN": "export control"}, "facts": {"data": ["health"]}}
    assert stored(answered) == kept | {"home": "FR"}
    # On a page that asks both, what is cleared goes.
    (form,) = [row for row in forms_of(page(alices.get(url(answered)))) if row.versions]
    del form.values["fact-data"]
    form.send(alices, url(answered), {"barred": ""})
    assert stored(answered) == {"home": "FR"}


HUGE = "x" * 100_000
MISTAKES = [
    ("home", "Atlantis", "Choose a country of the list"),
    ("home", HUGE, "Choose a country of the list"),
    ("zone", "Mars/Olympus", "“Mars/Olympus” is not a time zone."),
    ("zone", "../../etc/passwd", "is not a time zone."),
    ("zone", "nul\0zone", "Null characters are not allowed."),
    ("zone", HUGE, "Ensure this value has at most 60 characters"),
    ("languages", "English, Klingon", "“Klingon” is not a language"),
    ("languages", HUGE, "Ensure this value has at most 300 characters"),
    ("barred", "Atlantis: sunk", "“Atlantis” is not a country"),
    ("barred", ": export control", "“: export control” names no country."),
    ("barred", "China: war\nCN: export control", "CN stands here twice"),
    ("barred", f"China: {'r' * 301}", "The reason for China has 301 characters."),
    ("barred", HUGE, "Use 4,000 characters or fewer."),
    ("fact-sector", "magic", "Choose among the answers below."),
    ("fact-ict", HUGE, "Choose among the answers below."),
]


@pytest.mark.parametrize(("name", "value", "message"), MISTAKES)
def test_a_mistake_is_said_at_its_field_and_nothing_typed_is_lost(
    alices, answered, name, value, message
):
    shown = page(alices.post(url(answered), SENT | {name: value}))
    assert "<title>Error: " in shown
    assert message in shown
    assert stored(answered) == {}
    if name != "languages":
        assert 'value="English, german"' in shown


@pytest.mark.parametrize("typed", ["europe/athens", "Europe/Athens", " america/new york "])
def test_a_time_zone_may_be_written_as_it_is_spoken(alices, answered, typed):
    alices.post(url(answered), {"zone": typed})
    assert stored(answered)["zone"] in ("Europe/Athens", "America/New_York")


@pytest.mark.parametrize("reason", STRANGE_NAMES)
def test_every_script_is_kept_as_text(alices, answered, reason):
    reason = " ".join(reason.split())
    shown = page(alices.post(url(answered), {"barred": f"China: {reason}"}, follow=True))
    assert stored(answered)["barred"] == {"CN": reason}
    assert "<script>alert" not in shown


def test_two_writers_both_see_what_differs_and_nothing_is_overwritten(alices, answered, bob_as):
    other = bob_as(Role.EDITOR)
    answered.refresh_from_db()
    save_place(
        assessment=answered,
        by=other,
        change=lambda said: PlaceAnswers(home="FR", languages=("fr",)),
        seen={},
    )
    shown = page(alices.post(url(answered), SENT | {"version": "0"}))
    assert stored(answered) == {"home": "FR", "languages": ["fr"]}
    assert "Bob Brown</bdi> saved something else" in " ".join(shown.split())
    assert "France" in shown
    assert 'value="English, german"' in shown
    (form,) = [row for row in forms_of(shown) if row.versions]
    form.send(alices, url(answered), {})
    assert stored(answered) == KEPT


def test_the_same_again_is_no_change_and_no_conflict(alice, answered):
    said = PlaceAnswers(home="DE")
    for _ in range(2):
        saved = save_place(assessment=answered, by=alice, change=lambda _: said, seen={})
        assert saved is None
    assert Activity.objects.filter(verb="place_saved").count() == 1
    assert said_of(answered) == said


def test_a_writer_who_read_an_older_row_works_on_the_newer_one(alice, answered):
    older = Assessment.objects.get(pk=answered.pk)
    save_place(assessment=answered, by=alice, change=lambda _: PlaceAnswers(home="DE"), seen={})
    saved = save_place(
        assessment=older, by=alice, change=lambda _: PlaceAnswers(home="FR"), seen={}
    )
    assert saved is not None
    (row,) = saved.overtaken
    assert (row.saved, row.yours, row.who) == (
        PlaceAnswers(home="DE"),
        PlaceAnswers(home="FR"),
        alice,
    )
    after = save_place(
        assessment=older,
        by=alice,
        change=lambda _: PlaceAnswers(home="FR"),
        seen={Part.PLACE: row.version},
    )
    assert after is None


def test_the_trail_names_what_changed(alice, answered):
    save_place(assessment=answered, by=alice, change=lambda _: PlaceAnswers(home="DE"), seen={})
    save_place(
        assessment=answered,
        by=alice,
        change=lambda said: PlaceAnswers(languages=("de",), facts={"ict": ("no",)}),
        seen={Part.PLACE: answered.version_of(Part.PLACE)},
    )
    last = Activity.objects.filter(verb="place_saved").first()
    assert last
    words = sentence(answered.edition.ruleset, last)
    assert words == (
        "changed what is known about place and rules: Home country, Languages of the work, "
        "Is it an ICT service?"
    )


def said_about_place(assessment: Assessment) -> dict[str, tuple[int | None, str]]:
    return {
        row.criterion: (row.choice, row.note)
        for row in assessment.answers.all()
        if row.criterion in ("G2", "G3")
    }


def test_the_questions_about_the_place_are_asked_here_and_nowhere_else(alices, assessment):
    ruleset = assessment.edition.ruleset
    codes = [row.code for row in ruleset.criteria if row.asked == "place"]
    assert codes == ["G2", "G3"]
    for code in codes:
        assert f'name="answer-{code}"' in page(alices.get(url(assessment)))
        there = alices.get(f"/assessments/{assessment.pk}/questions/{code}/")
        assert there["Location"] == f"{url(assessment)}#div_id_answer-{code}"
        assert f'id="div_id_answer-{code}"' in page(alices.get(url(assessment)))
        assert code not in asked(ruleset, {})
        question = escape(ruleset.criterion[code].question)
        assert question in page(alices.get(f"/assessments/{assessment.pk}/check/"))


def test_answers_about_the_place_are_kept_with_what_they_rest_on(alices, alice, assessment):
    typed = {"answer-G2": "4", "evidence-G2": "document", "note-G2": "Goods arrive daily."}
    assert alices.post(url(assessment), typed).status_code == 302
    assert said_about_place(assessment) == {"G2": (4, "Goods arrive daily.")}
    row = assessment.answers.get(criterion="G2")
    assert (row.evidence, row.answered_by) == ("document", alice)
    assert "Goods arrive daily." in page(alices.get(url(assessment)))
    log = Activity.objects.get(verb="place_saved")
    name = assessment.edition.ruleset.criterion["G2"].name
    assert name in sentence(assessment.edition.ruleset, log)


def test_an_answer_that_closes_the_next_question_about_the_place_hides_it(alices, assessment):
    make_answers(assessment, {"G2": 5})
    assert 'name="answer-G3"' not in page(alices.get(url(assessment)))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"answer-G2": "9"}, "answer-G2"),
        ({"answer-G2": "\0"}, "answer-G2"),
        ({"note-G2": "Half a thought"}, "answer-G2"),
        ({"answer-G2": "1", "note-G2": "n" * 5_001}, "note-G2"),
        ({"answer-G2": "1", "evidence-G2": "hearsay"}, "evidence-G2"),
    ],
)
def test_a_mistake_about_the_place_keeps_everything_and_stores_nothing(
    alices, assessment, typed, field
):
    response = alices.post(url(assessment), SENT | typed)
    assert list(response.context["form"].errors) == [field]
    assert (said_about_place(assessment), stored(assessment)) == ({}, {})
    assert 'value="English, german"' in page(response)


def test_who_comes_second_with_an_answer_about_the_place_sees_both_and_stores_nothing(
    alices, bob_as, client_of, assessment
):
    """All or nothing: neither the answer nor what was typed beside it."""
    bobs = client_of(bob_as(Role.EDITOR))
    assert bobs.post(url(assessment), {"answer-G2": "1"}).status_code == 302
    response = alices.post(url(assessment), SENT | {"answer-G2": "3", "version-G2": "0"})
    (row,) = response.context["conflict"]
    assert row.name == assessment.edition.ruleset.criterion["G2"].question
    assert (said_about_place(assessment), stored(assessment)) == ({"G2": (1, "")}, {})
    (form,) = [row for row in forms_of(page(response)) if row.versions]
    form.send(alices, url(assessment), {})
    assert (said_about_place(assessment), stored(assessment)) == ({"G2": (3, "")}, KEPT)


def test_only_questions_about_the_place_can_be_answered_with_it(alice, assessment):
    for code in ("A1", "B5", "X9"):
        with pytest.raises(UnknownAnswer):
            save_place(
                assessment=assessment,
                by=alice,
                change=lambda said: said,
                answers={code: Given(1)},
                seen={},
            )


def test_readers_see_it_and_cannot_change_it(bobs, bob_as, answered):
    bob_as(Role.VIEWER)
    shown = page(bobs.get(url(answered)))
    assert '<fieldset class="plain" disabled>' in shown
    assert ">Save</button>" not in shown
    assert bobs.post(url(answered), SENT).status_code == 403
    assert stored(answered) == {}


def test_an_edition_without_this_content_says_so_and_nothing_breaks(alices, team, alice):
    definition = {key: part for key, part in shipped_definition().items() if key != "reference"}
    edition = Edition.objects.create(
        number=2, note="Before", definition=definition, sha256=fingerprint(definition)
    )
    older = make_assessment(team, alice, edition=edition)
    make_answers(older, OPEN)
    assert "has no content about places" in page(alices.get(url(older)))
    assert page(alices.post(url(older), SENT, follow=True))
    assert stored(older) == {}
    for path in ("", "result/", "check/", "result/place/"):
        assert page(alices.get(f"/assessments/{older.pk}/{path}"))
    assert alices.get(f"/assessments/{older.pk}/result.json").json()["place"] is None


def test_the_form_takes_few_queries(alices, answered, django_assert_num_queries):
    """Three: session, person, and the assessment with its answers, also where it has steps."""
    make_steps(answered, "In", "Out", In={"A1": 1, "D1": 1}, Out={"A1": 4, "D1": 4})
    alices.get(url(answered))
    with django_assert_num_queries(3):
        alices.get(url(answered))


def test_task_list_check_page_and_result_lead_to_it(alices, answered):
    for path in ("", "check/", "result/place/"):
        assert f'href="{url(answered)}"' in page(alices.get(f"/assessments/{answered.pk}/{path}"))
