"""The pages of the set-up, which change what was said at the start: service type, depth, weights."""

import pytest

from accounts.models import Role
from decisions.models import Assessment, Depth
from decisions.navigation import weights_changed_late
from engine.fit.weighting import scaled_by_theme
from tests.decisions.test_start import NEW, form
from tests.forms_on_page import forms_of, submit
from tests.people import make_answers

SETUP = ["today", "service", "depth", "weights"]
QUESTIONS = 25
"""Asked in the full assessment: 28 criteria without one that is retired and two about the place."""


@pytest.mark.parametrize("name", SETUP)
def test_the_pages_of_the_setup_are_for_those_who_may_edit(
    name, client, charlies, bob_as, client_of, assessment
):
    path = f"/assessments/{assessment.pk}/{name}/"
    assert client.get(path)["Location"].startswith("/accounts/login/")
    assert charlies.get(path).status_code == 404
    assert charlies.post(path).status_code == 404
    bobs = client_of(bob_as(Role.VIEWER))
    assert bobs.get(path).status_code == 403
    assert bobs.post(path).status_code == 403
    assert bobs.put(path).status_code == 405


@pytest.mark.parametrize("name", SETUP[1:])
def test_an_empty_form_of_the_setup_is_an_error(name, alices, assessment):
    shown = alices.post(f"/assessments/{assessment.pk}/{name}/").content.decode()
    assert "<title>Error: " in shown
    assert "There is a problem" in shown


def test_the_service_page_offers_every_type_once_and_something_else(alices, assessment):
    shown = alices.get(f"/assessments/{assessment.pk}/service/").content.decode()
    assert shown.count('name="service"') == 48 + 1
    for service in assessment.edition.ruleset.services:
        assert shown.count(f'value="{service.slug}"') == 1
    assert shown.count('id="id_service_0"') == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_the_service_is_found_by_any_of_its_names(alices, assessment, scripts):
    headers = {"HX-Request": "true"} if scripts else {}
    path = f"/assessments/{assessment.pk}/service/"
    shown = alices.get(path, {"q": "WAGES"}, headers=headers)
    assert shown.context["form"].closest[0].slug == "payroll"


def test_the_page_to_change_the_service_begins_with_the_ones_closest_to_the_name(
    alices, assessment
):
    shown = alices.get(f"/assessments/{assessment.pk}/service/")
    assert shown.context["form"].closest[0].slug == "accounts-payable"


@pytest.mark.parametrize(("sent", "stored"), [("payroll", "payroll"), ("other", "")])
def test_the_service_is_stored_and_the_answers_stay_empty(alices, team, edition, sent, stored):
    alices.post(NEW, form())
    assessment = Assessment.objects.get()
    response = submit(alices, f"/assessments/{assessment.pk}/service/", {"service": sent})
    assert response["Location"] == f"/assessments/{assessment.pk}/"
    assessment.refresh_from_db()
    assert (assessment.service, assessment.service_chosen) == (stored, True)
    assert not assessment.answers.exists()
    shown = alices.get(f"/assessments/{assessment.pk}/service/").content.decode()
    assert f'value="{sent}" id=' in shown
    assert shown.count(" checked>") == 1


@pytest.mark.parametrize("slug", ["nonsense", "\0", "pay roll", "p" * 10_000])
def test_a_service_that_does_not_exist_is_refused(alices, assessment, slug):
    shown = alices.post(f"/assessments/{assessment.pk}/service/", {"service": slug})
    assert "Choose one of the services in the list." in shown.content.decode()


def test_the_quick_screen_starts_with_a_question_and_the_full_one_with_the_tasks(
    alices, assessment
):
    path = f"/assessments/{assessment.pk}/"
    response = alices.post(path + "depth/", {"depth": "quick"})
    assert response["Location"] == path + "questions/A1/"
    response = submit(alices, path + "depth/", {"depth": "full"})
    assert response["Location"] == path


def test_going_deeper_keeps_every_answer_and_is_not_finished(alices, team, alice, assessment):
    assessment.depth = Depth.QUICK
    assessment.save()
    make_answers(assessment, {"A1": 1, "A2": "unknown"})
    path = f"/assessments/{assessment.pk}/"
    alices.post(path + "finish/")
    submit(alices, path + "depth/", {"depth": "full"})
    assessment.refresh_from_db()
    assert assessment.finished_at is None
    assert (assessment.answered, assessment.total) == (2, QUESTIONS)
    assert assessment.answers.count() == 2


@pytest.mark.parametrize("depth", ["", "deep", "\0"])
def test_an_unknown_depth_is_refused(alices, assessment, depth):
    shown = alices.post(f"/assessments/{assessment.pk}/depth/", {"depth": depth})
    assert "Error: " in shown.content.decode()


def test_a_preset_changes_the_weights(alices, assessment):
    """With A1 = 5 (who are we) and C4 = 5 (far cheaper) the presets see another balance."""
    make_answers(assessment, {"A1": 5, "C4": 5, "A2": 2, "E1": 3, "E2": 3, "D1": 3, "D2": 3})
    path = f"/assessments/{assessment.pk}/weights/"
    alices.post(path, {"preset": "cost_led"})
    assessment.refresh_from_db()
    first = assessment.probability
    submit(alices, path, {"preset": "growth_led"})
    assessment.refresh_from_db()
    assert assessment.weights == "growth_led"
    assert assessment.probability != first


def test_weights_are_said_after_the_questions_and_changes_after_a_result_are_shown(
    alices, assessment
):
    """Before anybody has seen a result a change is told in the trail and warned of nowhere."""
    path = f"/assessments/{assessment.pk}/"
    make_answers(assessment, {"A1": 1})
    alices.post(path + "weights/", {"preset": "regulated"})
    assert weights_changed_late(assessment) is None
    alices.post(path + "finish/")
    submit(alices, path + "weights/", {"preset": "cost_led"})
    late = weights_changed_late(assessment)
    assert late
    assert late.detail == {
        "old": "regulated", "new": "cost_led", "after_answers": 1, "after_result": True
    }  # fmt: skip
    words = "from Regulated to Cost-led, after 1 answer"
    assert words in alices.get(path + "weights/").content.decode()
    assert "after a first result" in alices.get(path).content.decode()


def test_a_result_of_less_depth_is_a_result_that_was_seen(alices, assessment):
    path = f"/assessments/{assessment.pk}/"
    make_answers(assessment, {"A1": 1})
    alices.post(path + "finish/")
    submit(alices, path + "depth/", {"depth": "full"})
    submit(alices, path + "weights/", {"preset": "cost_led"})
    assert weights_changed_late(assessment)


def numbers(assessment, **more):
    themes = {f"theme_{code}": "10" for code in assessment.edition.ruleset.theme}
    return {"preset": "own"} | themes | more


def test_own_numbers_are_stored_by_theme(alices, assessment):
    alices.post(f"/assessments/{assessment.pk}/weights/", numbers(assessment, theme_A="32.5"))
    assessment.refresh_from_db()
    assert assessment.weights == dict.fromkeys("BCDEFG", 10.0) | {"A": 32.5}
    shown = alices.get(f"/assessments/{assessment.pk}/weights/").content.decode()
    assert 'value="32.5"' in shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Type a number, 0 if this theme shall not count."),
        ("-1", "greater than or equal to 0"),
        ("nan", "Enter a number"),
        ("inf", "Enter a number"),
        ("1e3", "Enter a number"),
        ("ten", "Enter a number"),
        ("1.125", "Is this 1,125 or 1.125?"),
        ("1,125", "Is this 1,125 or 1.125?"),
        ("1\u00b2", "Enter a number"),
        ("10%", "This is no percentage"),
        ("\0", "Enter a number"),
        ("9999999999", "less than or equal to 1000000"),
    ],
)
def test_a_weight_that_is_no_number_is_refused(alices, assessment, text, words):
    path = f"/assessments/{assessment.pk}/weights/"
    response = alices.post(path, numbers(assessment, theme_A=text))
    assert words in response.content.decode()
    assessment.refresh_from_db()
    assert assessment.weights == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("-0", "0"),
        ("\u0661\u0662", "12"),
        ("12,5", "12.5"),
        ("1,000", "1000"),
        ("12\u200b", "12"),
    ],
)
def test_a_weight_may_be_typed_in_many_ways(alices, assessment, text, number):
    """Minus zero is zero, and people type the digits of their own script."""
    path = f"/assessments/{assessment.pk}/weights/"
    alices.post(path, numbers(assessment, theme_A=text))
    assessment.refresh_from_db()
    assert f"{assessment.weights['A']:g}" == number


def test_weights_that_are_all_zero_are_refused(alices, assessment):
    zeros = {f"theme_{code}": "0" for code in assessment.edition.ruleset.theme}
    response = alices.post(f"/assessments/{assessment.pk}/weights/", {"preset": "own"} | zeros)
    assert "At least one number must be above 0." in response.content.decode()


@pytest.mark.parametrize("text", ["31", "thirty"])
def test_numbers_beside_a_preset_are_never_dropped_unasked(alices, assessment, text):
    """The choice is asked about, all of it stays, and either answer is one press away."""
    path = f"/assessments/{assessment.pk}/weights/"
    typed = {"preset": "cost_led", "theme_A": text}
    response = submit(alices, path, typed)
    assert response.status_code == 200
    assert "preset" in response.context["form"].errors
    assessment.refresh_from_db()
    assert assessment.weights == ""
    (again,) = [row for row in forms_of(response.content.decode()) if "theme_A" in row.names]
    assert again.values["preset"] == ["cost_led"]
    assert again.values["theme_A"] == [text]
    assert "without_numbers" in again.names
    assert again.send(alices, path, {}).status_code == 200
    assert again.send(alices, path, {"without_numbers": "yes"}).status_code == 302
    assessment.refresh_from_db()
    assert assessment.weights == "cost_led"
    assert again.send(alices, path, {"preset": "own", "theme_A": "31"}).status_code == 200
    submit(alices, path, {"preset": "own", "theme_A": "31"})
    assessment.refresh_from_db()
    assert assessment.weights["A"] == 31


def test_a_preset_needs_no_word_about_numbers_that_nobody_touched(alices, assessment):
    """Also where numbers of one's own are stored: the page shows them, and they were not typed now."""
    path = f"/assessments/{assessment.pk}/weights/"
    alices.post(path, numbers(assessment, theme_A="32.5"))
    assert submit(alices, path, {"preset": "cost_led"}).status_code == 302
    assessment.refresh_from_db()
    assert assessment.weights == "cost_led"


def test_the_trail_says_every_change_in_words(alices, team, edition):
    alices.post(NEW, form(service="other"))
    assessment = Assessment.objects.get()
    path = f"/assessments/{assessment.pk}/"
    submit(alices, path + "service/", {"service": "payroll"})
    submit(alices, path + "depth/", {"depth": "full"})
    alices.post(path + "weights/", numbers(assessment))
    shown = alices.get(path).content.decode()
    for words in (
        "Service type: Something else",
        "Payroll",
        "chose: Full",
        "own numbers: Strategic value and control 10",
    ):
        assert words in shown


def test_weights_of_single_questions_keep_their_proportions_inside_a_theme(alices, assessment):
    """A file may have them; the page shows what their themes come to, and says that they do."""
    ruleset, path = assessment.edition.ruleset, f"/assessments/{assessment.pk}/weights/"
    weights = {row.code: float(place) for place, row in enumerate(ruleset.criteria, start=1)}
    Assessment.objects.filter(pk=assessment.pk).update(weights=weights)
    submit(alices, path, {"preset": "own"})
    assessment.refresh_from_db()
    assert assessment.weights == weights
    submit(alices, path, {"theme_A": "50"})
    assessment.refresh_from_db()
    of_theme = [row.code for row in scaled_by_theme(ruleset, "A")]
    total = sum(weights[code] for code in of_theme)
    scaled = {code: pytest.approx(50 * weights[code] / total) for code in of_theme}
    assert assessment.weights == weights | scaled
