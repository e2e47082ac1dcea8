"""Weights from a rank order and from pairs: what is asked, kept, logged and said on the result."""

from itertools import combinations

import pytest
from django.utils.html import escape

from catalog.models import Edition
from decisions.elicitation import comparison_of, judgement_words, kept_judgements, kept_ranks
from decisions.evaluation import weights_of
from decisions.navigation import weights_changed_late
from decisions.results import subject_of
from decisions.services.assessments import Weights, choose_weights
from report.messages import Message, Text, read
from report.subject import Weights as Named
from tests.browser.journey import PAYROLL
from tests.forms_on_page import submit
from tests.people import fresh, make_answers, make_assessment
from tests.shipped import shipped_definition

THEMES = "ABCDEFG"
DRINKS = {
    "A.B": "9", "A.C": "5", "A.D": "2", "A.E": "1", "A.F": "1", "A.G": "-2",
    "B.C": "-3", "B.D": "-9", "B.E": "-9", "B.F": "-9", "B.G": "-9",
    "C.D": "-3", "C.E": "-4", "C.F": "-3", "C.G": "-9",
    "D.E": "-2", "D.F": "1", "D.G": "-3",
    "E.F": "2", "E.G": "-2",
    "F.G": "-3",
}  # fmt: skip
"""Saaty's comparison of drinks in the United States (2008, table 2), drink by drink for theme by theme:
coffee, wine, tea, beer, sodas, milk, water."""
CIRCLE = {f"{one}.{other}": "1" for one, other in combinations(THEMES, 2)} | {
    "A.B": "9",
    "B.C": "9",
    "A.C": "-9",
}
"""A far over B, B far over C, and C far over A."""


def id_of(text: Text) -> str:
    """The id of a message."""
    assert isinstance(text, Message)
    return text.id


def url(assessment, tab):
    return f"/assessments/{assessment.pk}/weights/{tab}/"


def ranks(text):
    """ "1234567" as the rank of every theme."""
    return {f"rank_{code}": rank for code, rank in zip(THEMES, text, strict=True)}


def test_a_rank_order_becomes_centroid_weights(alices, assessment):
    """Seven ranks: the first weighs (1 + 1/2 + ... + 1/7) / 7 = 2.592857 / 7 = 37.0408 %, the last
    (1/7) / 7 = 2.0408 % (Barron and Barrett 1996)."""
    response = alices.post(url(assessment, "rank"), ranks("1234567"))
    assert response["Location"] == url(assessment, "rank")
    stored = fresh(assessment)
    assert (stored.weights["A"], stored.weights["G"]) == (37.0408, 2.0408)
    assert abs(sum(stored.weights.values()) - 100) < 1e-3
    assert stored.elicitation == {"method": "rank", "order": [[code] for code in THEMES]}
    shown = alices.get(url(assessment, "rank")).content.decode()
    assert "37.0%" in shown
    assert "The weights are saved." in shown


def test_themes_of_one_rank_share_the_mean_of_their_places(alices, assessment):
    """B and C take places two and three: (1.592857 + 1.092857) / 2 / 7 = 19.1837 %. That the next
    rank is said to be 3 or 4 makes no difference."""
    alices.post(url(assessment, "rank"), ranks("1223456"))
    first = fresh(assessment)
    assert first.weights["B"] == first.weights["C"] == 19.1837
    alices.post(url(assessment, "rank"), ranks("1224567"))
    assert fresh(assessment).weights == first.weights
    assert kept_ranks(first.elicitation) == dict(zip(THEMES, (1, 2, 2, 4, 5, 6, 7), strict=True))


def test_all_themes_of_one_rank_weigh_the_same(alices, assessment):
    alices.post(url(assessment, "rank"), ranks("7777777"))
    assert set(fresh(assessment).weights.values()) == {14.2857}


@pytest.mark.parametrize("rank", ["", "0", "8", "-1", "1.5", "first", "\0", "1e308", "9" * 5000])
def test_a_rank_that_is_none_is_refused_and_the_others_stay(alices, assessment, rank):
    response = alices.post(url(assessment, "rank"), ranks("1234567") | {"rank_C": rank})
    shown = response.content.decode()
    assert response.status_code == 200
    assert "Choose a rank." in shown or "Select a valid choice" in shown
    assert '<option value="7" selected>7 (matters least)</option>' in shown
    assert fresh(assessment).weights == ""


def test_a_kept_order_can_be_edited_again(alices, assessment):
    alices.post(url(assessment, "rank"), ranks("7654321"))
    shown = alices.get(url(assessment, "rank")).content.decode()
    assert shown.count(" selected>") == 7
    assert "Change the order" in shown


def test_the_published_comparison_of_drinks_goes_through_the_page(alices, assessment):
    """Saaty 2008, table 2: 0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327; ratio 0.022."""
    response = alices.post(url(assessment, "pairs"), DRINKS)
    assert response["Location"] == url(assessment, "pairs")
    stored = fresh(assessment)
    expected = (17.7, 1.9, 4.2, 11.6, 19.0, 12.9, 32.7)
    for code, percent in zip(THEMES, expected, strict=True):
        assert abs(stored.weights[code] - percent) < 0.06, code
    comparison = comparison_of(stored.edition.ruleset, stored.elicitation)
    assert comparison is not None
    assert abs(comparison.ratio - 0.022) < 6e-4
    shown = alices.get(url(assessment, "pairs")).content.decode()
    assert "Consistency ratio 2.2%: the judgements agree well enough" in shown
    assert "Your judgements agree" in shown
    assert shown.count(" selected>") == 21


def test_contradictions_are_shown_before_they_count(alices, assessment):
    response = alices.post(url(assessment, "pairs"), CIRCLE)
    shown = response.content.decode()
    assert response.status_code == 200
    assert "Not saved yet: look again" in shown
    assert "above the usual limit of 10%" in shown
    assert len(response.context["doubtful"]) == 3
    places = {place for place, _, _ in response.context["doubtful"]}
    assert places == {"id_A.B", "id_A.C", "id_B.C"}
    assert all(f'id="{place}"' in shown for place in places)
    names = {theme.code: theme.name for theme in assessment.edition.ruleset.themes}
    said = f"\u201c{names['C']}\u201d matters extremely more than \u201c{names['A']}\u201d (9)"
    assert escape(said) in shown
    assert shown.count(" selected>") == 21
    assert fresh(assessment).weights == ""


def test_contradictions_may_be_used_anyway_and_the_document_says_so(alices, assessment):
    make_answers(assessment, PAYROLL)
    alices.post(url(assessment, "pairs"), CIRCLE | {"anyway": "yes"})
    stored = fresh(assessment)
    assert stored.elicitation["method"] == "pairwise"
    named = subject_of(stored, None).weights
    assert (id_of(named.name), id_of(named.how)) == (
        "weights.pairwise",
        "weights.how.contradicting",
    )
    page = alices.get(f"/assessments/{assessment.pk}/result/sure/").content.decode()
    assert read(named.name) in page
    assert (
        "Used although the judgements contradict each other"
        in alices.get(url(assessment, "pairs")).content.decode()
    )


def test_a_half_done_comparison_keeps_what_was_chosen(alices, assessment):
    response = alices.post(url(assessment, "pairs"), {"A.B": "3", "A.C": "-5"})
    shown = response.content.decode()
    assert shown.count("Choose how the two compare.") == 2 * 19
    assert shown.count(" selected>") == 2 + 19
    assert fresh(assessment).elicitation == {}


@pytest.mark.parametrize("value", ["0", "10", "-1", "-10", "nan", "1e308", "1,5", "", "\0", "1/3"])
def test_a_judgement_off_the_scale_is_refused(alices, assessment, value):
    response = alices.post(url(assessment, "pairs"), DRINKS | {"C.E": value})
    assert response.status_code == 200
    assert "Error: " in response.content.decode()
    assert fresh(assessment).weights == ""


def test_late_changes_are_logged_and_shown_whatever_the_method(alices, assessment):
    alices.post(url(assessment, "rank"), ranks("1234567"))
    assert weights_changed_late(fresh(assessment)) is None
    make_answers(assessment, {"A1": 1})
    alices.post(f"/assessments/{assessment.pk}/finish/")
    submit(alices, url(assessment, "pairs"), DRINKS)
    late = weights_changed_late(fresh(assessment))
    assert late is not None
    assert late.detail["after_answers"] == 1
    assert (late.detail["old_method"], late.detail["new_method"]) == ("rank", "pairwise")
    shown = alices.get(url(assessment, "rank")).content.decode()
    assert "from rank order of the themes: Strategic value and control 37" in shown
    assert "to pairwise comparison of the themes: Strategic value and control 17.7" in shown
    assert "after 1 answer" in shown


def test_the_same_again_is_no_change(alices, assessment):
    for _ in range(2):
        alices.post(url(assessment, "rank"), ranks("1234567"))
    assert assessment.activities.filter(verb="weights_chosen").count() == 1


def test_a_preset_afterwards_forgets_the_order(alices, assessment):
    alices.post(url(assessment, "rank"), ranks("1234567"))
    submit(alices, f"/assessments/{assessment.pk}/weights/", {"preset": "cost_led"})
    stored = fresh(assessment)
    assert (stored.weights, stored.elicitation) == ("cost_led", {})
    preset = stored.edition.ruleset.preset["cost_led"]
    assert subject_of(stored, None).weights == Named(preset.name, preset.description)


def test_the_pages_lead_to_each_other(alices, assessment):
    for page in (f"/assessments/{assessment.pk}/weights/", url(assessment, "rank")):
        shown = alices.get(page).content.decode()
        assert shown.count('aria-current="page"') == 1
        for tab in ("rank", "pairs"):
            assert f'href="{url(assessment, tab)}"' in shown


def test_the_overview_names_the_method(alices, alice, assessment):
    numbers = dict.fromkeys(THEMES, 10.0)
    said = {"method": "rank", "order": [list(THEMES)]}
    choose_weights(assessment=assessment, by=alice, chosen=Weights(numbers, said), seen=0)
    shown = alices.get(f"/assessments/{assessment.pk}/").content.decode()
    assert "Rank order of the themes: Strategic value and control 10" in shown
    named = subject_of(fresh(assessment), None).weights
    assert (id_of(named.name), id_of(named.how)) == ("weights.rank", "weights.how.rank")


def test_numbers_of_ones_own_are_told_from_the_other_methods(alice, assessment):
    chosen = Weights(dict.fromkeys(THEMES, 10.0))
    choose_weights(assessment=assessment, by=alice, chosen=chosen, seen=0)
    named = subject_of(fresh(assessment), None).weights
    assert (id_of(named.name), id_of(named.how)) == ("weights.numbers", "weights.how.numbers")


def test_eleven_themes_are_too_many_to_compare(alices, alice, team):
    definition = shipped_definition()
    more = [{"code": f"X{n}", "name": f"Theme {n}", "intro": "More"} for n in range(4)]
    wider = definition | {"themes": definition["themes"] + more}
    edition = Edition.objects.create(number=2, definition=wider, sha256="2" * 64)
    wide = make_assessment(team, alice, edition=edition)
    assert alices.get(url(wide, "pairs")).status_code == 404
    assert "Compare in pairs" not in alices.get(url(wide, "rank")).content.decode()


def test_the_numbers_of_a_theme_are_the_sum_of_its_questions_without_what_stands_apart(
    alices, assessment
):
    """Theme C holds the number of units, whose weight would dilute nothing else and is not scaled."""
    ruleset = assessment.edition.ruleset
    path = f"/assessments/{assessment.pk}/weights/"
    (apart,) = [row for row in ruleset.criteria if row.apart]
    of_c = sum(row.weight for row in ruleset.criteria_of("C") if row.asked == "questions")
    response = alices.get(path)
    assert float(response.context["form"]["theme_C"].value()) == of_c - apart.weight
    assert apart.name in response.content.decode()
    submit(alices, path, {"preset": "own", "theme_C": str(2 * (of_c - apart.weight))})
    weights = weights_of(fresh(assessment))
    assert weights[apart.code] == apart.weight
    assert weights["C4"] == pytest.approx(2 * ruleset.criterion["C4"].weight)
    assert weights["A1"] == pytest.approx(ruleset.criterion["A1"].weight)


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (1, "“A” and “B” matter the same"),
        (1.3, "“A” and “B” matter the same"),
        (2, "“A” matters slightly more than “B” (2)"),
        (5.2, "“A” matters strongly more than “B” (5)"),
        (1 / 3, "“B” matters moderately more than “A” (3)"),
        (40, "“A” matters extremely more than “B” (9)"),
    ],
)
def test_a_ratio_in_words_is_the_nearest_on_the_scale(ratio, words):
    """Nearest as a ratio: 1.3 is nearer to 1 (1.3 times) than to 2 (1.54 times)."""
    assert judgement_words("A", "B", ratio) == words


def test_judgements_that_no_longer_fit_the_themes_are_left_alone(assessment):
    stored = {"method": "pairwise", "judgements": [["A", "Z", 3]]}
    assert comparison_of(assessment.edition.ruleset, stored) is None
    assert kept_judgements({"judgements": [["A", "B", 3], ["A", "C", 1]]}) == {
        ("A", "B"): 3, ("B", "A"): -3, ("A", "C"): 1, ("C", "A"): 1,
    }  # fmt: skip
