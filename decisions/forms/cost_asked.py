"""What the short form of a cost case asks: it follows who does the work today."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from decisions.forms.cost_edits import main_option
from decisions.models import DoneBy
from engine.cost.flows import PAY
from engine.cost.lines import PRICES, CostCase

Words = tuple[str, str]
"""A question, and a hint."""
CONTRACT = "contract"
STAFF = ("people", "pay")
USUAL: Mapping[str, Words] = {
    "people": (
        "How many full-time people do this work today?",
        "Part-timers count in part.",
    ),
    "pay": (
        "What does one of them cost a year, all in?",
        "Salary with employer charges, bonus, cover for holidays and sickness.",
    ),
    CONTRACT: (
        "What does today's provider cost you a year?",
        "All that the contract came to in the last year, with extras.",
    ),
    "price_per_person": (
        "What would a provider charge for one person a year?",
        "From a quote, or from similar contracts.",
    ),
    "price_fixed": (
        "What would a provider charge a year?",
        "From a quote, or from similar contracts.",
    ),
}
"""Kind of line -> its question in the short form, and a hint."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The kinds of today's way that are asked for, the price to set against them, what the form is about, and
    where its words are other than usual. ``contract`` is the name of its line, "" for the usual one."""

    own: tuple[str, ...]
    price: str
    lead: str
    words: Mapping[str, Words] = field(default_factory=dict)
    contract: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """All that is asked, the price last."""
        return (*self.own, self.price)

    def question(self, kind: str) -> Words:
        """The question of a kind, and a hint."""
        return self.words.get(kind) or USUAL[kind]


OWN = Asked(
    STAFF,
    "price_per_person",
    "People, what they cost, what a provider charges, and for how long.",
)
BOUGHT = Asked(
    (CONTRACT,),
    "price_fixed",
    "What today's provider costs, what another one charges, and for how long.",
    {"price_fixed": ("What would another provider charge a year?", USUAL["price_fixed"][1])},
)
MIXED = Asked(
    (*STAFF, CONTRACT),
    "price_fixed",
    "Your own people, today's provider, what another way charges for all of it, and for how long.",
    {
        "people": (
            "How many full-time people of your own work on it today?",
            "Without those of the provider.",
        ),
        "price_fixed": (
            "What would a provider charge a year for all of it?",
            "For the part of your own people and that of today's provider.",
        ),
    },
)
BY_WHO: Mapping[str, Asked] = {
    DoneBy.OWN: OWN,
    DoneBy.PROVIDER: BOUGHT,
    DoneBy.MIXED: MIXED,
    DoneBy.SHARED_SERVICE: Asked(
        (CONTRACT,),
        "price_fixed",
        "What your service unit charges for it, what a provider would, and for how long.",
        {
            CONTRACT: (
                "What does your service unit charge for it a year?",
                "Count only what the unit would no longer spend if the work went. A share of cost that stays with "
                "it is no saving.",
            )
        },
        "Charge of the service unit",
    ),
    DoneBy.NOBODY: Asked(
        STAFF,
        "price_per_person",
        "People whom you would need, what they would cost, what a provider charges, and for how long.",
        {
            "people": (
                "How many full-time people of your own would it take?",
                "As many as you would have to find. Part-timers count in part.",
            ),
            "pay": ("What would one of them cost a year, all in?", USUAL["pay"][1]),
        },
    ),
}
"""Who does the work today -> what is asked; people and their pay while nobody has said."""


def asked_of(done_by: str, case: CostCase | None) -> Asked:
    """What to ask: of a stored case what it consists of, in the words for who does the work today."""
    said = BY_WHO.get(done_by, OWN)
    if case is None:
        return said
    kinds = {line.kind for line in case.in_house if line.used is not None}
    has_pay, has_contract = bool(kinds & set(PAY)), CONTRACT in kinds
    if has_pay or has_contract:
        found = (STAFF if has_pay else ()) + ((CONTRACT,) if has_contract else ())
        said = next(row for row in (said, OWN, BOUGHT, MIXED) if row.own == found)
    return replace(said, price=_price(case) or said.price)


def _price(case: CostCase) -> str:
    """The one price that the main option has, if the form has a question for it."""
    option = main_option(case)
    lines = option.lines if option else ()
    prices = [line.kind for line in lines if line.kind in PRICES and line.amount is not None]
    return prices[0] if len(prices) == 1 and prices[0] in USUAL else ""
