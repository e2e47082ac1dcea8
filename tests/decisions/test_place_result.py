"""What was said of the place stands on the result, in versions and in the facts."""

from decisions.evaluation import said_of
from decisions.services.place import save_place
from decisions.services.versions import save_version
from engine.location.advice import PlaceAnswers
from tests.people import make_answers

SAID = PlaceAnswers(
    home="DE",
    languages=("en", "de"),
    barred={"RO": "A contract"},
    facts={"sector": ("bank",), "region": ("EU", "UK"), "ict": ("no",)},
)


def test_the_result_page_and_a_version_show_it(alices, alice, assessment):
    make_answers(assessment, {"A1": 2, "B1": 1, "B4": 1, "C1": 4, "G1": 1, "G2": 3, "G3": 3})
    save_place(assessment=assessment, by=alice, change=lambda _: SAID, seen={})
    page = alices.get(f"/assessments/{assessment.pk}/result/place/").content.decode()
    address = f"/assessments/{assessment.pk}/place/"
    assert page.count('scope="row"') >= 3  # the countries
    assert address in page
    version = save_version(assessment=assessment, by=alice)
    assert save_version(assessment=assessment, by=alice) == version
    kept = alices.get(f"/versions/{version.pk}/place/").content.decode()
    assert kept.count('scope="row"') == page.count('scope="row"')
    assert address not in kept
    assert said_of(assessment) == SAID
    exported = alices.get(f"/assessments/{assessment.pk}/result.json").json()
    assert exported["place"]["farthest"] == "nearshore"
