"""The short form of a cost case: people, loaded cost, price and years give a range at once."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from decisions.forms.fields import explained
from decisions.forms.figures import FigureField, range_of, written
from engine.cost_defaults import CostContent, stand_ins
from engine.cost_lines import (
    KINDS,
    LONGEST,
    PRICES,
    CostCase,
    CostOption,
    Line,
    Range,
    Terms,
    figure_problem,
)
from engine.money import places

ENDS = ("low", "likely", "high")
ASKED = {
    "people": ("How many full-time people do this work today?", "Part-timers count in part."),
    "pay": (
        "What does one of them cost a year, all in?",
        "Salary with employer charges, bonus, cover for holidays and sickness.",
    ),
    "price_per_person": (
        "What would a provider charge for one person a year?",
        "From a quote, or from similar contracts.",
    ),
}
"""Kind of line -> its question in the short form, and a hint."""
INCLUDED = "Included in the loaded cost."
AS_MANY = "As many as today."
COMPANY = "company"
PER_CENT = 100


class Triple:
    """Three fields of a form that make one range, for templates."""

    def __init__(self, form: forms.Form, name: str) -> None:
        self.name = name
        self.label, self.hint = ASKED[name]
        self.fields = [(end, form[f"{name}_{end}"]) for end in ENDS]
        self.unit = KINDS[name].unit

    @property
    def errors(self) -> list[str]:
        """What is wrong, each sentence once."""
        found = [str(row) for _, field in self.fields for row in field.errors]
        return list(dict.fromkeys(found))


class ShortForm(forms.Form):
    """Everything that a first range needs; all other cost comes from published ranges, or stays
    out, as the person says."""

    currency = forms.CharField(
        label="Currency",
        help_text="Three letters, for example EUR, USD or JPY. It holds for the whole case.",
        max_length=20,
        error_messages={"required": "Enter the currency, for example EUR."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": "5"}),
    )
    years = forms.CharField(
        label="For how many years?",
        help_text=f"The term of a contract, 1 to {LONGEST}.",
        max_length=40,
        error_messages={"required": f"Enter a number of years from 1 to {LONGEST}."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": "5"}),
    )
    deal = forms.ChoiceField(
        label="What would you buy?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you would buy."},
    )
    wages = FigureField(
        label="By how much do your wages grow a year, in percent?",
        help_text="Provider prices grow too. Without a figure your own wages stay as they are.",
        percent=True,
    )
    rate = FigureField(
        label="Discount rate a year, in percent",
        help_text="What money costs you. Companies commonly use 8 to 12%, before inflation is taken out.",
        percent=True,
        required=True,
        error_messages={"required": "Enter a rate, for example 10."},
    )
    ranges = forms.BooleanField(
        label="Count published ranges for everything else",
        required=False,
        initial=True,
    )
    seen = forms.IntegerField(
        required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )

    def __init__(
        self,
        content: CostContent,
        data: Any = None,
        *,
        case: CostCase | None = None,
        deal: str = "",
        seen: int = 0,
    ) -> None:
        super().__init__(data, initial=initial_of(content, case, deal) | {"seen": seen})
        self.content, self.case = content, case
        self.asks_price = case is None or _asks_price(case)
        field = self.fields["deal"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(row.key, explained(row.name, row.text)) for row in content.deals]
        if not content.deals:
            del self.fields["deal"], self.fields["ranges"]
        for name in self.asked:
            for end in ENDS:
                likely = end == "likely"
                self.fields[f"{name}_{end}"] = FigureField(
                    label=f"{ASKED[name][0]} {end.capitalize()}",
                    required=likely,
                    initial=initial_figure(case, name, end),
                    error_messages={"required": "Enter the likely figure."},
                )

    @property
    def asked(self) -> tuple[str, ...]:
        """The kinds of line that the form asks for; the price only where it is one per person."""
        return tuple(ASKED) if self.asks_price else tuple(ASKED)[:2]

    @property
    def triples(self) -> list[Triple]:
        """The ranges for the template."""
        return [Triple(self, name) for name in self.asked]

    def clean_currency(self) -> str:
        """Three letters."""
        code = str(self.cleaned_data["currency"]).strip().upper()
        if len(code) != 3 or not (code.isascii() and code.isalpha()):
            raise ValidationError("Enter a currency as three letters, for example EUR.")
        return code

    def clean_years(self) -> int:
        """A whole number of years."""
        text = str(self.cleaned_data["years"]).strip()
        if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= LONGEST:
            raise ValidationError(f"Enter a number of years from 1 to {LONGEST}.")
        return int(text)

    def clean_rate(self) -> float:
        """A rate that the engine takes."""
        rate = float(self.cleaned_data["rate"])
        if not -PER_CENT / 2 < rate <= PER_CENT:
            raise ValidationError("Enter a rate from -50 % to 100 %.")
        return rate

    def clean_wages(self) -> float | None:
        """A growth that the engine takes."""
        wages: float | None = self.cleaned_data["wages"]
        if wages is not None:
            found = figure_problem(Range(wages, wages, wages), KINDS["wage_growth"])
            if found:
                raise ValidationError(found[1])
        return wages

    def clean(self) -> dict[str, Any]:
        """Each range, with its problem at the field it belongs to."""
        values = super().clean() or {}
        for name in self.asked:
            if any(f"{name}_{end}" in self.errors for end in ENDS):
                continue
            figures = [values.get(f"{name}_{end}") for end in ENDS]
            try:
                found = range_of(*figures)
            except ValidationError as error:
                self.add_error(f"{name}_likely", error)
                continue
            if found is not None:
                self._check(name, found)
                values[name] = found
        return values

    def _check(self, name: str, found: Range) -> None:
        problem = figure_problem(found, KINDS[name])
        currency = self.cleaned_data.get("currency", "")
        if problem is not None:
            self.add_error(f"{name}_{problem[0]}", problem[1])
        elif name == "people" and not found.likely:
            self.add_error("people_likely", "Enter a number above 0.")
        elif KINDS[name].unit == "money" and currency:
            for end in ENDS:
                if message := cents_problem(getattr(found, end), currency):
                    self.add_error(f"{name}_{end}", message)

    def change(self, stored: CostCase | None) -> CostCase:
        """The case with what the form says, on top of what is stored now."""
        values = self.cleaned_data
        if stored is None:
            return self._first_case()
        return replace(
            stored,
            terms=replace(
                stored.terms,
                currency=values["currency"],
                years=values["years"],
                rate=rate_of(values["rate"]),
            ),
            in_house=self._own(stored.in_house),
            options=(self._main_option(stored), *stored.options[1:]),
        )

    def _first_case(self) -> CostCase:
        values = self.cleaned_data
        nothing = Range(0.0, 0.0, 0.0)
        own: tuple[Line, ...] = (
            Line("people", "people", values["people"]),
            Line("pay", "pay", values["pay"]),
            Line("loading", "loading", nothing, note=INCLUDED),
            *self._wage_line(),
        )
        theirs: tuple[Line, ...] = (
            Line("provider_people", "provider_people", values["people"], note=AS_MANY),
            Line("price_per_person", "price_per_person", values["price_per_person"]),
        )
        deal = values.get("deal", "")
        if values.get("ranges"):
            own = stand_ins(self.content, deal, own, "in_house")
            theirs = stand_ins(self.content, deal, theirs, "provider")
        terms = Terms(values["currency"], values["years"], rate_of(values["rate"]))
        return CostCase(
            terms, own, (CostOption(deal or "provider", self._name(deal), theirs, deal),)
        )

    def _wage_line(self) -> tuple[Line, ...]:
        wages = self.cleaned_data["wages"]
        if wages is None:
            return ()
        return (Line("wage_growth", "wage_growth", Range(wages, wages, wages)),)

    def _own(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        values = self.cleaned_data
        lines = put(put(lines, "people", values["people"]), "pay", values["pay"])
        wages, old = values["wages"], figure_of(lines, "wage_growth")
        if wages is None and old is None:
            return lines
        if wages is not None and old is not None and wages == old.likely:
            return lines  # the lines may know a range around it
        return put(lines, "wage_growth", None if wages is None else Range(wages, wages, wages))

    def _main_option(self, stored: CostCase) -> CostOption:
        values = self.cleaned_data
        if not stored.options:
            return self._first_case().options[0]
        option = stored.options[0]
        lines, deal = option.lines, values.get("deal", option.deal)
        if figure_of(lines, "provider_people") == figure_of(stored.in_house, "people"):
            lines = put(lines, "provider_people", values["people"])
        if self.asks_price:
            lines = put(lines, "price_per_person", values["price_per_person"])
        if deal != option.deal:
            lines = _of_other_deal(self.content, deal, lines)
            option = replace(option, deal=deal, name=self._renamed(option, deal))
        return replace(option, lines=lines)

    def _name(self, deal: str) -> str:
        return next((row.name for row in self.content.deals if row.key == deal), "The provider")

    def _renamed(self, option: CostOption, deal: str) -> str:
        """A name of the person's own stays."""
        usual = {row.key: row.name for row in self.content.deals}
        return usual[deal] if option.name in usual.values() else option.name


def rate_of(percent: float) -> float:
    """A rate as a share, without the dust of a binary division."""
    return round(percent / PER_CENT, 10)


def percent_of(share: float) -> float:
    """A share as a rate in percent."""
    return round(share * PER_CENT, 8)


def cents_problem(amount: float, currency: str) -> str:
    """What is wrong with decimals that the currency does not have, "" for nothing."""
    allowed = places(currency)
    if round(amount, allowed) == amount:
        return ""
    if allowed == 0:
        return f"{currency} has no cents: enter a whole number."
    return f"{currency} has {allowed} decimals: enter no more."


def figure_of(lines: Iterable[Line], kind: str) -> Range | None:
    """The figure of the first line of a kind."""
    return next((line.amount for line in lines if line.kind == kind), None)


def put(lines: tuple[Line, ...], kind: str, amount: Range | None) -> tuple[Line, ...]:
    """The lines with another figure in the first line of a kind, which may be new."""
    for place, line in enumerate(lines):
        if line.kind == kind:
            return (*lines[:place], replace(line, amount=amount), *lines[place + 1 :])
    return (*lines, Line(kind, kind, amount))


def _of_other_deal(content: CostContent, deal: str, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The published ranges of another deal where those of the old one counted; figures stay."""
    counted = any(line.fallback for line in lines)
    bare = tuple(
        replace(line, fallback=None, note="", source="") if line.amount is None else line
        for line in lines
        if line.amount is not None or not line.fallback
    )
    return stand_ins(content, deal, bare, "provider") if counted else bare


def _asks_price(case: CostCase) -> bool:
    """Whether the first option has one price, per person, or none yet."""
    lines = case.options[0].lines if case.options else ()
    prices = [line.kind for line in lines if line.kind in PRICES and line.amount is not None]
    return prices in ([], ["price_per_person"])


def initial_of(content: CostContent, case: CostCase | None, deal: str) -> dict[str, Any]:
    """What the form shows before anything is typed."""
    if case is None:
        usual = next((row.percent for row in content.rates if row.key == COMPANY), 10.0)
        return {"years": "5", "rate": written(usual, percent=True), "deal": deal}
    wages = figure_of(case.in_house, "wage_growth")
    return {
        "currency": case.terms.currency,
        "years": str(case.terms.years),
        "rate": written(percent_of(case.terms.rate), percent=True),
        "deal": case.options[0].deal if case.options else deal,
        "wages": written(wages.likely, percent=True) if wages else "",
    }


def initial_figure(case: CostCase | None, kind: str, end: str) -> str:
    """A stored figure; equal ends are left empty, as they were typed."""
    if case is None:
        return ""
    lines = (
        case.in_house
        if KINDS[kind].side == "in_house"
        else case.options[0].lines
        if case.options
        else ()
    )
    found = figure_of(lines, kind)
    if found is None or (end != "likely" and found.low == found.high):
        return ""
    return written(getattr(found, end))
