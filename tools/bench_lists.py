"""The lists' part of the bench: a team with 100,000 assessments against one with 100."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.db import connection

from accounts.models import Team, User
from accounts.services import personal_team
from catalog.models import Edition
from decisions.models import Assessment, Depth
from tools.measuring import Row, Spent, medians, timed
from tools.wire import Browser

FEW, MANY = 100, 100_000
ROUNDS = 15
BUDGET = 2
LEFT = 20
"""Rows on the last page."""
EMAIL = "bench{}@example.org"
COPY = """
INSERT INTO decisions_assessment ({columns})
SELECT {values} FROM decisions_assessment, generate_series(1, %s) AS number
WHERE id = %s
"""
OWN = {
    "id": "gen_random_uuid()",
    "start_key": "gen_random_uuid()",
    "name": "(ARRAY['Supplier invoices', 'Payroll', 'Patent searches', 'Call centre', 'Travel'])"
    "[1 + number %% 5] || ' ' || number",
    "updated_at": "updated_at - number * interval '1 minute'",
}
"""What differs between the copies; the rest is that of the first."""
SEARCHES = {
    "all": "",
    "one word": "q=invoices",
    "two letters": "q=pa",
    "one letter": "q=x",
    "a number that few have": "q=97",
    "nothing found": "q=zzzz",
}


def measure(edition: Edition) -> Iterable[Row]:
    """Every search, its first page and its last; the larger list against the smaller."""
    few, many = (Browser(_owner(edition, number)) for number in (FEW, MANY))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for name, query in SEARCHES.items():
        yield _row(name, few, many, f"/assessments/?{query}", f"/assessments/?{query}")
    teams = [Team.objects.get(memberships__user__email=EMAIL.format(n)) for n in (FEW, MANY)]
    yield _row("one team", few, many, *(f"/assessments/?team={team.pk}" for team in teams))
    for name, share in (("a page in the middle", 0.5), ("the last page", 1.0)):
        yield _row(name, few, many, *(_beside(number, share) for number in (FEW, MANY)))


def _beside(number: int, share: float) -> str:
    """The page that begins behind the row that stands at this share of the list of so many."""
    place = int(share * number) - LEFT
    rows = Assessment.objects.filter(owner__email=EMAIL.format(number))
    row = rows.order_by("-updated_at", "id")[place]
    return "/assessments/?" + urlencode({"older": f"{row.updated_at.isoformat()}_{row.pk}"})


def _row(name: str, few: Browser, many: Browser, at_few: str, at_many: str) -> Row:
    works = {
        "few": lambda: _shown(few, at_few),
        "many": lambda: _shown(many, at_many),
    }
    found = medians(works, ROUNDS)
    ratio = found["many"].wall / found["few"].wall
    what = f"a list of {MANY:,} against one of {FEW}: {name}"
    return Row(what, str(found["many"]), f"{ratio:.1f}x", f"{BUDGET}x", ratio <= BUDGET)


def _shown(browser: Browser, address: str) -> Spent:
    return timed(lambda: _checked(browser, address))


def _checked(browser: Browser, address: str) -> None:
    reply = browser.get(address)
    if reply.status != 200:
        raise RuntimeError(f"{address}: {reply.status}")


def _owner(edition: Edition, number: int) -> User:
    """Somebody whose team has so many assessments."""
    user = User.objects.create_user(EMAIL.format(number), "benchmark password")
    first = Assessment.objects.create(
        team=personal_team(user),
        owner=user,
        edition=edition,
        name="Supplier invoices",
        service=edition.ruleset.services[0].slug,
        service_chosen=True,
        depth=Depth.FULL,
    )
    columns = [str(field.column) for field in Assessment._meta.concrete_fields]
    names = ", ".join(columns)
    values = ", ".join(OWN.get(column, column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(COPY.format(columns=names, values=values), [number - 1, first.pk])
    return user
