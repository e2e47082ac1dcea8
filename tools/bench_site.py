"""The site's part of the bench: the way of an answer, its trips to the database, and every page.

Every answer that is measured is a fresh one: a walk through the questionnaire from the first question to
the last with other choices each time, so that nothing is quick because it was asked before.
"""

from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

from accounts.models import User
from accounts.services import personal_team
from catalog.models import Edition
from decisions.models import Answer, Assessment, CostCase, Depth
from decisions.sample import sample
from decisions.services.place import save_place
from engine.location.intake import read_said
from report.pages import ORDER
from tests.addresses import address_of, own_patterns, parameters
from tests.everything import make_everything
from tests.people import make_answers, make_gates, make_steps
from tools.measuring import Row, Spent, medians, timed
from tools.wire import Browser, Reply, round_trips

BUDGET = 5
TRIPS = 8
PAGES = 4
ROUNDS = 15
"""Times that every page is shown."""
LISTED = 25
"""Assessments on the list that every page is compared with: one page of it."""
STEPS = ("Order", "Check", "Pay")
"""With those of ``make_everything`` five steps."""
ABOUT = {"assessment_id", "version_id"}
"""What an address about one assessment holds."""
PLAIN = " without script"
HTMX = {"HTTP_HX_REQUEST": "true"}


class Walk:
    """One person answers one assessment, question by question, and begins anew at the end."""

    def __init__(self, browser: Browser, assessment: Assessment, *, scripted: bool) -> None:
        self.browser = browser
        self.assessment = assessment
        self.ruleset = assessment.edition.ruleset
        self.headers = HTMX if scripted else {}
        # The same walks in every run, and no two alike.
        self.random = Random(assessment.name)  # noqa: S311
        self.address = ""

    def step(self) -> Spent:
        """Answer the question and see the next page: what is timed."""
        if "/questions/" not in self.address:
            self._begin()
        code = self.address.rstrip("/").rpartition("/")[2]
        choice = str(self.random.choice(self.ruleset.criterion[code].choices).number)
        form = {"answer": choice, "confirmed": choice, "version": "0", "note": "", "evidence": ""}
        return timed(lambda: self._send(form))

    def _begin(self) -> None:
        Answer.objects.filter(assessment=self.assessment).delete()
        Assessment.objects.filter(pk=self.assessment.pk).update(answered=0)
        first = self.ruleset.criteria[0].code
        self.address = f"/assessments/{self.assessment.pk}/questions/{first}/"

    def _send(self, form: dict[str, str]) -> None:
        reply = self.browser.post(self.address, form, **self.headers)
        shown = reply.headers.get("hx-push-url", "")
        to = shown or reply.headers.get("hx-redirect") or reply.headers.get("location", "")
        if not to:
            raise RuntimeError(f"The answer was not saved: {reply.status} {reply.page[:500]}")
        if not shown:
            self.browser.get(to)
        self.address = to.partition("?")[0]


def person(edition: Edition) -> User:
    """Somebody with a list of assessments, two of them in each depth (named like it), of
    which one is for walks without script."""
    user = User.objects.create_user("bench@example.org", "benchmark password", name="Bench")
    team = personal_team(user)
    walked = {name: depth for depth in Depth.values for name in (depth, f"{depth}{PLAIN}")}
    others = {str(number): Depth.FULL.value for number in range(LISTED - len(walked))}
    for name, depth in {**walked, **others}.items():
        Assessment.objects.create(
            team=team,
            owner=user,
            edition=edition,
            name=name,
            service=edition.ruleset.services[0].slug,
            service_chosen=True,
            depth=depth,
        )
    return user


def assessment_of(user: User, name: str) -> Assessment:
    """The one of this name."""
    return Assessment.objects.select_related("edition").get(owner=user, name=name)


def saving(user: User) -> Iterable[Row]:
    """Save an answer and show the next question, in every depth, against the bare view."""
    browser = Browser(user)
    walks = {
        f"{depth}{how}": Walk(browser, assessment_of(user, f"{depth}{how}"), scripted=not how)
        for how in ("", PLAIN)
        for depth in Depth.values
    }
    works = {name: walk.step for name, walk in walks.items()}
    bare = {"bare": lambda: timed(lambda: browser.post("/bare/", {"answer": "1"}))}
    found = medians({**bare, **works})
    base = found["bare"]
    yield Row("a bare view: session, SELECT, UPSERT", str(base))
    for name in walks:
        yield _times(f"save an answer and show the next question, {name}", found[name], base)
    for name in (Depth.FULL, f"{Depth.FULL}{PLAIN}"):
        with round_trips() as trips:
            walks[name].step()
        yield Row(
            f"round trips to the database for it, {name}",
            str(trips.count),
            budget=f"{TRIPS}",
            holds=trips.count <= TRIPS,
        )


def _times(what: str, spent: Spent, base: Spent, budget: int = BUDGET) -> Row:
    wall, cpu = spent.against(base)
    holds = max(wall, cpu) <= budget
    return Row(what, str(spent), f"{wall:.1f}x / {cpu:.1f}x", f"{budget}x / {budget}x", holds)


def pages(user: User) -> Iterable[Row]:
    """Every page of an assessment that has everything, against the list, by processor time."""
    browser = Browser(user)
    assessment = assessment_of(user, "0")
    shown = pages_of(browser, filled(assessment))
    random = Random(7)  # noqa: S311 - the same answers in every run

    def show(address: str) -> Spent:
        _say_something_else(assessment, random)
        reply: list[Reply] = []
        spent = timed(lambda: reply.append(browser.get(address)))
        if reply[0].status != 200:
            raise RuntimeError(f"{address}: {reply[0].status}")
        return spent

    works = {
        name: lambda to=to: show(to) for name, to in {"list": "/assessments/", **shown}.items()
    }
    found = medians(works, ROUNDS)
    yield Row(f"the list of {LISTED} assessments", str(found["list"]))
    for name in shown:
        ratio = found[name].cpu / found["list"].cpu
        yield Row(
            f"page {name}", str(found[name]), f"{ratio:.1f}x CPU", f"{PAGES}x CPU", ratio <= PAGES
        )


def pages_of(browser: Browser, keys: Mapping[str, Any]) -> dict[str, str]:
    """Name -> address of every page about the assessment of these keys: found in the site's addresses,
    so that a new one is never left out. What only takes a form, gives a file or leads elsewhere is none."""
    found = {}
    for pattern in own_patterns():
        parts = ORDER[1:] if "part" in parameters(pattern) else [""]
        for part in parts if parameters(pattern) & ABOUT else ():
            address = address_of(pattern, {**keys, "part": part})
            reply = browser.get(address)
            if reply.status not in (200, 302, 405):
                raise RuntimeError(f"{address}: {reply.status}")
            if reply.is_page:
                found[f"{pattern.name} {part}".strip()] = address
    return found


def filled(assessment: Assessment) -> dict[str, Any]:
    """Put everything into the assessment: answers to questions and gates, a cost case, steps with
    answers of their own, place and rules, a scenario, a version. Gives the keys of its addresses."""
    ruleset = assessment.edition.ruleset
    asked = [row for row in ruleset.criteria if row.asked == "questions"][:20]
    answers = {
        row.code: row.choices[place % len(row.choices)].number for place, row in enumerate(asked)
    }
    make_answers(assessment, answers)
    make_gates(assessment, **{row.code: "passes" for row in ruleset.asked_gates()})
    first, second, *_ = ruleset.step_criteria()
    own = {
        name: {
            first.code: first.choices[place].number,
            second.code: second.choices[-1 - place].number,
        }
        for place, name in enumerate(STEPS)
    }
    make_steps(assessment, *STEPS, **own)
    said, _ = read_said(ruleset.reference, sample()["case"]["place"])
    save_place(assessment=assessment, by=assessment.owner, change=lambda _: said, seen={})
    return make_everything(assessment)


def _say_something_else(assessment: Assessment, random: Random) -> None:
    """Another answer and another figure, so that neither result nor costs are known from before."""
    criterion = random.choice(assessment.edition.ruleset.criteria[1:8])
    changed = Answer.objects.filter(assessment=assessment, criterion=criterion.code)
    changed.update(choice=random.choice(criterion.choices).number, note=str(random.random()))
    row = CostCase.objects.get(assessment=assessment)
    row.case["in_house"][1]["amount"] = random.randint(40_000, 60_000)
    CostCase.objects.filter(pk=row.pk).update(case=row.case)


def sizes(user: User) -> Iterable[Row]:
    """What travels for a result page, as a browser asks for it."""
    browser = Browser(user)
    address = f"/assessments/{assessment_of(user, '0').pk}/result/"
    plain = browser.get(address).size
    packed = browser.get(address, HTTP_ACCEPT_ENCODING="gzip, deflate, br, zstd").size
    yield Row(
        "HTML of a result page on the wire",
        f"{packed / 1000:.0f} kB",
        f"{packed / plain:.0%} of {plain / 1000:.0f} kB",
        "compressed",
        packed < plain / 2,
    )
