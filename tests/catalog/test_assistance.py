"""What helps to fill in a page: words for numbers and codes, a preview of effects, weights, errors."""

from math import fsum

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from catalog.definition import working_ruleset
from catalog.models import Choice, Criterion, Option, Precedent, ServiceType, ShowIf, Source
from catalog.retiring import retire
from catalog.weights import even
from engine.fit.axes import fit
from engine.fit.case import Case, Given
from engine.model.ruleset import AXES
from engine.model.ruleset import Choice as EngineChoice
from engine.moves import moved_by
from tests.admin import conflict_in, filled, page_of, shown_in
from tests.people import make_user

pytestmark = pytest.mark.usefixtures("kept_small")
WORDS = reverse("admin:catalog_words")
EFFECTS = reverse("admin:catalog_effects")


def test_choices_sources_and_countries_are_told_by_their_words(small, erins):
    retire(pages=[Source.objects.get(code="S2")], by=None)
    found = erins.get(WORDS).json()
    a2 = found["criteria"][str(Criterion.objects.get(code="A2").pk)]
    assert (a2["code"], a2["name"]) == ("A2", "Name of A2")
    assert a2["choices"] == [[1, "A2 choice 1"], [2, "A2 choice 2"], [3, "A2 choice 3"]]
    assert list(found["facts"].values()) == [
        {"name": "Region", "choices": [["UK", "United Kingdom"], ["EU", "The Union"]]}
    ]
    assert found["sources"] == {"S1": "First book"}
    assert found["gates"] == {"KO1": "Name of KO1", "KO2": "Name of KO2"}
    assert found["countries"] == {"DE": "Germany", "PL": "Poland"}


def test_the_coding_of_a_published_decision_is_read_back_in_words(small, erins):
    coding = Precedent.objects.get().codings.latest("pk")
    coding.answers = {"A1": 2, "A2": 9}
    coding.save()
    text = erins.get(page_of(Precedent.objects.get())).text
    assert "Name of A1: A1 choice 2<br>A2: (no such choice)" in text


@pytest.mark.parametrize("url", [WORDS, EFFECTS])
def test_who_may_not_see_questions_is_told_nothing_of_them(url, small, stans, erins, client, alice):
    assert stans.get(url).status_code == 403
    assert erins.post(url).status_code == 405
    assert client.get(url).status_code == 302


def test_the_preview_says_the_points_that_a_result_would_print(small):
    """Choice by choice, with everything else as it is: those of the engine."""
    ruleset = working_ruleset()
    row = ruleset.criterion["B1"]
    moved = moved_by(ruleset, "B1", row.weight, row.choices)
    assert [part.axis for part in moved or ()] == ["expertise", "automation"]
    for part in moved or ():
        for move in part.moves:
            case = Case({"B1": Given(move.number)}, {})
            assert move.points == fit(ruleset, case)[part.axis].points["B1"]


def typed(*effects, weight="1", code="A1"):
    numbers = [str(place) for place, _ in enumerate(effects, start=1)]
    columns = {axis: [row.get(axis, "0") for row in effects] for axis in AXES}
    texts = [f"Typed {number}" for number in numbers]
    return {"code": code, "weight": weight, "number": numbers, "text": texts, **columns}


def test_the_preview_follows_what_is_typed_and_stores_nothing(small, erins):
    """A1 alone weighs 1 on sourcing beside A2: twice the effect gives twice the points, a third of the
    weight a third of the share. A2 moves it by -1 to 1.5."""
    before = Choice.objects.get(criterion__code="A1", number=2).sourcing

    def asked(**sent):
        (part,) = erins.get(EFFECTS, sent).context["moves"]
        return part["row"]

    one = asked(**typed({"sourcing": "-1"}, {"sourcing": "1"}))
    assert one.share == 0.5
    assert [move.points for move in one.moves] == pytest.approx([-20, 20])
    light = asked(**typed({"sourcing": "-1"}, {"sourcing": "1"}, weight="0.5"))
    assert light.share == pytest.approx(1 / 3)
    assert Choice.objects.get(criterion__code="A1", number=2).sourcing == before
    new = asked(**typed({"sourcing": "-1"}, {"sourcing": "2"}, code="Z1"))
    assert new.share == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    "change",
    [
        {"weight": "x"},
        {"weight": "nan"},
        {"weight": "-1"},
        {"weight": "9" * 400},
        {"number": ["1"]},
        {"number": ["1", "1"]},
        {"number": ["\u0661", "²"]},
        {"number": ["9" * 5000, "-1"]},
        {"code": "A"},  # the code of a theme
        {"code": "\ud800"},
    ],
    ids=str,
)
def test_a_preview_of_what_cannot_be_read_says_nothing(change, small, erins):
    sent = typed({"sourcing": "1"}, {"sourcing": "-1"}) | change
    try:
        response = erins.get(EFFECTS, sent)
    except UnicodeEncodeError:
        return
    assert response.status_code == 200
    assert response.context["moves"] is None


def test_odd_effects_are_left_out_of_the_preview(small, erins):
    odd = typed({"sourcing": "nan"}, {"sourcing": "1e400"}, {"sourcing": "0.3"}, {"sourcing": "1"})
    (part,) = erins.get(EFFECTS, odd).context["moves"]
    assert [bool(move.points) for move in part["row"].moves] == [False, False, False, True]


def test_the_preview_of_a_model_with_errors_elsewhere_still_works(small, erins):
    """A condition on a choice that is gone is no reason to show nothing; a broken option is."""
    ShowIf.objects.update(choices=[9])
    sent = typed({"sourcing": "-1"}, {"sourcing": "1"})
    assert erins.get(EFFECTS, sent).context["moves"]
    page = erins.get(page_of(Criterion.objects.get(code="A1")))
    assert [part["row"].axis for part in page.context["moves"]] == ["sourcing"]
    Option.objects.update(next_actions=[])
    assert erins.get(EFFECTS, sent).context["moves"] is None
    assert erins.get(page_of(Criterion.objects.get(code="A1"))).status_code == 200


def test_choices_that_move_nothing_move_no_question(small):
    choices = [EngineChoice(number, f"Choice {number}") for number in (1, 2)]
    assert moved_by(working_ruleset(), "A1", 1.0, choices) == ()


def test_the_list_of_criteria_says_each_share_and_splits_weights_evenly(small, erins, erin):
    """Weights 1, 4 and 1 of 6; A1 and A2 together weigh 5."""
    Criterion.objects.filter(code="A2").update(weight=4)
    url = reverse("admin:catalog_criterion_changelist")
    page = erins.get(url).context["cl"]
    shares = [page.model_admin.share(row) for row in page.result_list]
    assert [share.split()[0] for share in shares] == ["16.7", "66.7", "16.7"]
    keys = list(Criterion.objects.filter(theme__code="A").values_list("pk", flat=True))
    sent = {"action": "split_evenly", "_selected_action": keys}
    asked = erins.post(url, sent)
    assert [(row.code, row.weight, then) for row, then in asked.context["rows"]] == [
        ("A1", 1, 2.5),
        ("A2", 4, 2.5),
    ]
    assert Criterion.objects.get(code="A2").weight == 4
    Criterion.objects.filter(code="A1").update(weight=2)  # a colleague
    again = erins.post(url, sent | shown_in(asked, "split"))
    assert [then for _, then in again.context["rows"]] == [3, 3]
    assert Criterion.objects.get(code="A2").weight == 4
    Criterion.objects.filter(code="A1").update(weight=1)
    erins.post(url, sent | shown_in(asked, "split"))
    assert list(Criterion.objects.values_list("code", "weight")) == [
        ("A1", 2.5),
        ("A2", 2.5),
        ("B1", 1),
    ]
    assert Criterion.objects.get(code="A1").history.first().history_user == erin


def test_weights_that_cannot_be_divided_keep_their_sum():
    """A hundred thousandths by three: 34, 33 and 33 of them."""
    assert even([0.05, 0.03, 0.02]) == [0.034, 0.033, 0.033]
    assert even([7.0]) == [7.0]
    assert even([0.0, 0.0]) == [0.0, 0.0]
    for count in range(1, 40):
        weights = even([3.7] + [1.0] * (count - 1))
        assert fsum(weights) == pytest.approx(2.7 + count, abs=1e-9)
        assert max(weights) - min(weights) < 0.0011


def test_every_error_is_linked_to_its_field_also_one_that_nobody_sees(small, erins):
    url = page_of(ServiceType.objects.get(slug="payroll"))
    sent = filled(erins, url) | {"summary": "", "countries": "a b", "kpis-1-target": ""}
    page = erins.post(url, sent)
    errors = {row.target: row for row in page.context["linked_errors"]}
    assert errors.keys() == {"id_summary", "id_countries", "id_kpis-1-target"}
    assert all(f'id="{target}"' in page.text for target in errors)
    hidden = erins.post(url, filled(erins, url) | {"steps-0-id": "999999"})
    found = hidden.context.get("linked_errors") or conflict_in(hidden)
    assert found


def test_the_first_field_of_a_new_page_is_ready_to_be_typed_in(small, erins):
    page = erins.get(reverse("admin:catalog_servicetype_add"))
    assert page.text.count(" autofocus") == 1
    assert page.context["adminform"].form.fields["name"].widget.attrs["autofocus"]
    assert " autofocus" not in erins.get(page_of(ServiceType.objects.earliest("pk"))).text


def test_somebody_who_may_only_read_sees_the_page_with_its_preview(small, client_of):
    rita = make_user("rita@example.org", is_staff=True, is_superuser=False)
    rita.user_permissions.add(*permissions("view_criterion", "view_choice"))
    page = client_of(rita).get(page_of(Criterion.objects.get(code="A1")))
    assert page.status_code == 200
    assert page.context["moves"]


def permissions(*names):
    return Permission.objects.filter(codename__in=names)
