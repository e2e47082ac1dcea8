"""The short form of a cost case: people, loaded cost, price and years give a range at once."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from decisions.forms.cost_edits import (
    ENDS,
    asks_price,
    cents_problem,
    figure_of,
    initial_figure,
    initial_of,
    put,
)
from decisions.forms.cost_terms import TERM_FIELDS, TermsForm
from decisions.forms.fields import explained
from decisions.forms.figures import FigureField, range_of
from decisions.presentation.cost_wording import cut_off
from decisions.typed import marks_problem, money_marks
from engine.cost.defaults import CostContent, Deal, of_other_deal, short_case
from engine.cost.lines import (
    KINDS,
    LONGEST,
    CostCase,
    CostOption,
    Line,
    Range,
    figure_problem,
)
from engine.cost.term import beyond, fitted

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


class ShortForm(TermsForm):
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
    cut = forms.ChoiceField(
        label="What shall happen with cost after the term?",
        required=False,
        choices=[
            ("end", "Take it out: what runs longer ends with the term"),
            ("move", "Keep one-off cost, in the last year; take out the rest"),
        ],
        widget=forms.RadioSelect,
    )
    deal = forms.ChoiceField(
        label="What would you buy?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you would buy."},
    )
    wages = FigureField(
        label="By how much do your wages grow a year, in percent?",
        help_text="Provider prices grow too. Without a figure your own wages stay as they are.",
        unit="percent",
    )
    ranges = forms.BooleanField(
        label="Count published ranges for everything else",
        required=False,
        initial=True,
    )

    def __init__(
        self,
        content: CostContent,
        data: Any = None,
        *,
        case: CostCase | None = None,
        deal: str = "",
        version: int = 0,
    ) -> None:
        super().__init__(data, initial=initial_of(content, case, deal) | {"version": version})
        self.content, self.case = content, case
        self.asks_price = case is None or asks_price(case)
        self.asks_cut = False
        field = self.fields["deal"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(row.key, explained(row.name, _meaning(row))) for row in content.deals]
        if not content.deals:
            del self.fields["deal"], self.fields["ranges"]
        for name in self.asked:
            for end in ENDS:
                likely = end == "likely"
                self.fields[f"{name}_{end}"] = FigureField(
                    label=f"{ASKED[name][0]} {end.capitalize()}",
                    unit=KINDS[name].unit,
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

    def clean_wages(self) -> float | None:
        """A growth that the engine takes."""
        wages: float | None = self.cleaned_data["wages"]
        if wages is not None:
            found = figure_problem(Range(wages, wages, wages), KINDS["wage_growth"])
            if found:
                raise ValidationError(found[1])
        return wages

    @property
    def more(self) -> list[forms.BoundField]:
        """What many people leave as it is."""
        return [self[name] for name in ("rate", "wages", *TERM_FIELDS)]

    @property
    def more_is_open(self) -> bool:
        """Whether something there is wrong."""
        return any(field.errors for field in self.more)

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
        self._ask_about_cost_after(values.get("years"), values.get("cut"))
        return values

    def _ask_about_cost_after(self, years: int | None, cut: str | None) -> None:
        """Nothing happens unasked to stored lines that the typed term cuts off."""
        found = beyond(self.case, years) if self.case and years else ()
        self.asks_cut = self.fields["cut"].required = bool(found)
        if years and found and not cut:
            self.add_error("years", cut_off(found, years))

    def _check(self, name: str, found: Range) -> None:
        problem = figure_problem(found, KINDS[name])
        currency = self.cleaned_data.get("currency", "")
        if problem is not None:
            self.add_error(f"{name}_{problem[0]}", problem[1])
        elif name == "people" and not found.likely:
            self.add_error("people_likely", "Enter a number above 0.")
        elif KINDS[name].unit == "money" and currency:
            for end in ENDS:
                marks = money_marks(self.data.get(f"{name}_{end}", ""))
                message = marks_problem(marks, "money", currency)
                if message := message or cents_problem(getattr(found, end), currency):
                    self.add_error(f"{name}_{end}", message)

    def change(self, stored: CostCase | None) -> CostCase:
        """The case with what the form says, on top of what is stored now, or of what the form was made
        from where it was taken away meanwhile."""
        stored = stored or self.case
        if stored is None:
            return self._first_case()
        case = replace(
            stored,
            terms=self.terms(stored.terms),
            in_house=self._own(stored.in_house),
            options=(self._main_option(stored), *stored.options[1:]),
        )
        cut = self.cleaned_data["cut"]
        return fitted(case, keep_once=cut == "move") if cut else case

    def _first_case(self) -> CostCase:
        values = self.cleaned_data
        return short_case(
            self.content,
            values.get("deal", ""),
            self.terms(None),
            values["people"],
            values["pay"],
            values["price_per_person"],
            wage_growth=self._wage_growth,
            with_ranges=bool(values.get("ranges")),
        )

    @property
    def _wage_growth(self) -> Range | None:
        wages = self.cleaned_data["wages"]
        return None if wages is None else Range(wages, wages, wages)

    def _own(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        values = self.cleaned_data
        lines = put(put(lines, "people", values["people"]), "pay", values["pay"])
        new, old = self._wage_growth, figure_of(lines, "wage_growth")
        if new == old or (new is not None and old is not None and new.likely == old.likely):
            return lines  # the lines may know a range around it
        return put(lines, "wage_growth", new)

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
            lines = of_other_deal(self.content, option.deal, deal, lines)
            option = replace(option, deal=deal, name=self._renamed(option, deal))
        return replace(option, lines=lines)

    def _renamed(self, option: CostOption, deal: str) -> str:
        """A name of the person's own stays."""
        usual = {row.key: row.name for row in self.content.deals}
        return usual[deal] if option.name in usual.values() else option.name


def _meaning(deal: Deal) -> str:
    """What the deal is, with its usual term."""
    years = deal.years
    return f"{deal.text} Usual term: {years.low:g} to {years.high:g} years." if years else deal.text
