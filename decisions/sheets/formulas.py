"""The formulas of the spreadsheet: those of ``engine.cost.flows``, cell by cell.

``docs/cost-model.md`` has them in words. Each line has one row on the sheet of its side; ``exact`` cells
hold amounts before rounding and in nominal money, ``amount`` cells what is printed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from decisions.sheets.layout import COLUMN, FIRST_ROW, OWN, Years, term
from engine.cost.flows import PAY, PRICE_GROWTH, UPLIFTED
from engine.cost.lines import ENDS, KINDS, MINIMUM_OF, PRICES, QUANTITIES_OF, YEARS_OF, Line

HELPERS = ("time", "part", "deflator", "inflation", "volume", "wages", "work", "staff", "running")
"""Rows under the lines of our own side that the others build on, in this order."""


@dataclass(frozen=True)
class SideSheet:
    """One side on its sheet: where each line stands and what its cells hold."""

    sheet: str
    lines: Sequence[Line]
    years: Years
    own: "SideSheet | None" = None

    @property
    def after(self) -> int:
        """The first row under the lines."""
        return FIRST_ROW + len(self.lines)

    def row(self, line: Line) -> int:
        """The row of a line."""
        return FIRST_ROW + list(self.lines).index(line)

    def used(self, line: Line) -> str:
        """The cell with the figure that counts, on its own sheet."""
        return f"${COLUMN['Counts']}${self.row(line)}"

    def counted(self, line: Line) -> str:
        """The figure of a line that counts: of its own range, or of the published one, the chosen end."""
        row, chosen = self.row(line), term("their end" if self.own else "our end")
        found = '""'
        for start in ("Published ", ""):
            low, likely, high = (
                f"{COLUMN[f'{start}{end}' if start else end.capitalize()]}{row}" for end in ENDS
            )
            ends = {"low": low, "high": high}
            picked = likely
            for end, cell in ends.items():
                picked = f'IF({chosen}="{end}",IF({cell}="",{likely},{cell}),{picked})'
            found = f'IF({likely}<>"",{picked},{found})'
        return found

    def of(self, kinds: Iterable[str]) -> list[Line]:
        """The lines of these kinds, in the order of the kinds."""
        return [row for kind in kinds for row in self.lines if row.kind == kind]

    def total(self, kind: str) -> str:
        """The figures of one kind added up."""
        return _plus(f"N({self.used(line)})" for line in self.of((kind,)))

    def sums(self, kinds: Iterable[str], year: int) -> str:
        """The exact amounts of some kinds in one year added up."""
        column = self.years.exact(year)
        return _plus(f"N({column}{self.row(line)})" for line in self.of(kinds))

    def helper(self, name: str, year: int) -> str:
        """The cell of a helper row of our own side, from any sheet."""
        own = self.own or self
        row = own.after + 3 + HELPERS.index(name)
        return f"'{OWN}'!{self.years.exact(year)}${row}"

    def exact(self, line: Line, year: int) -> str:
        """What a line costs in one year, before rounding; "0" where it costs nothing."""
        basis = KINDS[line.kind].basis
        makers = {
            "per_person": self._pay if self.own is None else self._price,
            "per_hour": self._pay if self.own is None else self._price,
            "per_unit": self._price,
            "per_outcome": self._price,
            "share_of_staff": lambda row, at: f"{self.helper('staff', at)}*({self.used(row)}/100)",
            "improvement": lambda row, at: f"{self.helper('running', at)}*(-{self.used(row)}/100)",
            "yearly": self._yearly,
            "once": self._once,
            "share_of_today": lambda row, at: (
                f"{self.helper('running', at)}*({self.used(row)}/100)"
            ),
            "price_growth": self._growth,
            "share_of_first_year": self._first_year,
            "share_of_price": self._share,
            "exit": self._exit,
            "months": self._months,
            "uplift": self._uplift,
        }
        return makers[basis](line, year) if basis in makers else ""

    def _pay(self, line: Line, year: int) -> str:
        people = f"{self.helper('work', year)}*({self._quantity(line)})"
        return f"{people}*{self.used(line)}*{self.helper('wages', year)}"

    def _price(self, line: Line, year: int) -> str:
        if year == 0:
            return "0"
        needed = f"{self.helper('volume', year)}*({self._quantity(line)})"
        if self.of((MINIMUM_OF[line.kind],)):
            needed = f"MAX({needed},{self.total(MINIMUM_OF[line.kind])})"
        return f"{self.helper('part', year)}*{needed}*{self.used(line)}"

    def _quantity(self, line: Line) -> str:
        """What a price is multiplied with."""
        found = []
        for kind in QUANTITIES_OF[line.kind]:
            own = self.own if self.own is not None and KINDS[kind].owner == "in_house" else None
            cells = (
                f"N('{OWN}'!{own.used(row)})" if own else f"N({self.used(row)})"
                for row in (own or self).of((kind,))
            )
            share = "/100" if KINDS[kind].unit == "percent" else ""
            found.append(f"({_plus(cells)}){share}")
        return "*".join(found)

    def _yearly(self, line: Line, year: int) -> str:
        if year == 0:
            return "0"
        first, last = (f"${COLUMN[head]}{self.row(line)}" for head in ("From year", "To year"))
        counts = f'AND({year}>=MAX(1,N({first})),OR({last}="",{year}<=N({last})))'
        raised = "" if line.kind == "price_fixed" else f"{self.helper('inflation', year)}*"
        amount = f"{self.helper('part', year)}*{raised}{self.used(line)}"
        return f"IF({counts},{_signed(line, amount)},0)"

    def _once(self, line: Line, year: int) -> str:
        due = f"N(${COLUMN['Due in year']}{self.row(line)})"
        amount = f"{self.helper('inflation', year)}*{self.used(line)}"
        return f"IF({due}={year},{_signed(line, amount)},0)"

    def price(self, year: int, before: Line | None = None) -> str:
        """The provider's price with its growth, or as it is before one line of growth is added."""
        raising = self.of(PRICE_GROWTH)
        counted = raising if before is None else raising[: raising.index(before)]
        column = self.years.exact(year)
        bases = self.sums(PRICES, year)
        return _plus([bases, *(f"N({column}{self.row(line)})" for line in counted)])

    def _growth(self, line: Line, year: int) -> str:
        index = f"(1+{self.used(line)}/100)^{max(0, year - 1)}"
        return f"({self.price(year, line)})*({index}-1)"

    def _first_year(self, line: Line, year: int) -> str:
        whole = f"({self.price(1)})/{self.helper('part', 1)}"
        return f"{whole}*{self.used(line)}/100" if year == 0 else "0"

    def _share(self, line: Line, year: int) -> str:
        only = YEARS_OF.get(line.kind)
        if only not in (None, year):
            return "0"
        return f"({self.price(year)})*({self.used(line)}/100)"

    def _exit(self, line: Line, year: int) -> str:
        last = self.years.terms.periods
        whole = f"({self.price(last)})/{self.helper('part', last)}"
        return f"{whole}*{self.used(line)}/100" if year == last else "0"

    def _months(self, line: Line, year: int) -> str:
        whole = f"{self.helper('running', 1)}/{self.helper('part', 1)}"
        return f"{self.used(line)}/12*{whole}" if year == 1 else "0"

    def _uplift(self, line: Line, year: int) -> str:
        raised = _plus([self.price(year), self.sums(UPLIFTED, year)])
        return f"({raised})*({self.used(line)}/100)"

    def amount(self, line: Line, year: int) -> str:
        """The printed amount: in the prices of the terms, rounded to the smallest unit."""
        exact = f"{self.years.exact(year)}{self.row(line)}"
        deflated = f"{exact}*{self.helper('deflator', year)}"
        return f'IF({self.used(line)}="","",ROUND({deflated},{term("places")}))'


def helper_formula(own: SideSheet, name: str, year: int) -> str:
    """The formula of one cell of the helper rows of our own side."""
    before = max(0, year - 1)
    steady = year < 2
    if name == "time":
        part = own.helper("part", year)
        back = f'IF({term("timing")}="mid",0.5,0)'
        return f"{before}+{part}*(1-{back})" if year else "0"
    if name == "part":
        is_last = year == own.years.terms.periods
        months = term("months")
        part = f"IF({months}>0,{months}/12,1)" if is_last else "1"
        return part if year else "0"
    if name == "deflator":
        power = f"(1+{term('inflation')})^(-{own.helper('time', year)})"
        return f'IF({term("prices")}="real",{power},1)'
    if name == "inflation":
        return "1" if steady else f"{own.helper(name, before)}*(1+{term('inflation')})"
    if name in ("volume", "wages"):
        kind = "volume_growth" if name == "volume" else "wage_growth"
        return "1" if steady else f"{own.helper(name, before)}*(1+({own.total(kind)})/100)"
    if name == "work":
        follow = f"(1+{term('staff_follows_volume')}*({own.helper('volume', year)}-1))"
        return f"{own.helper('part', year)}*{follow}"
    if name == "staff":
        return own.sums(PAY, year)
    yearly = [
        kind.key for kind in KINDS.values() if kind.owner == "in_house" and kind.basis == "yearly"
    ]
    return own.sums((*PAY, "loading", *yearly), year)


def _signed(line: Line, amount: str) -> str:
    return f"-{amount}" if KINDS[line.kind].sign < 0 else amount


def _plus(parts: Iterable[str]) -> str:
    return "+".join(part for part in parts if part != "0") or "0"
