"""The short form of a cost case: what it costs today, a price and a term give a range at once."""

from dataclasses import replace
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from decisions.cost.wording import cut_off
from decisions.forms.cost_asked import CONTRACT, asked_of
from decisions.forms.cost_edits import (
    asks_price,
    cents_problem,
    figure_of,
    free_key,
    initial_of,
    main_option,
    put,
    stored_figure,
    stored_rates,
)
from decisions.forms.cost_terms import TERM_FIELDS, TermsForm
from decisions.forms.fields import explained
from decisions.forms.ranges import range_of
from engine.cost.defaults import CostContent, Deal, first_case, of_other_deal
from engine.cost.lines import (
    ENDS,
    KINDS,
    LONGEST,
    YEAR,
    CostCase,
    CostOption,
    Line,
    Range,
    Terms,
    figure_problem,
)
from engine.cost.money import is_currency
from engine.cost.term import beyond, fitted
from writing.figures import FigureField, WholeField
from writing.typed import marks_problem, money_marks

COUNTS = {2: "two", 3: "three", 4: "four", 5: "five"}


class Triple:
    """Three fields of a form that make one range, for templates."""

    def __init__(self, form: "ShortForm", name: str) -> None:
        self.name = name
        self.label, self.hint = form.about.question(name)
        self.fields = [(end, form[f"{name}_{end}"]) for end in ENDS]
        self.unit = KINDS[name].unit

    @property
    def errors(self) -> list[str]:
        """What is wrong, each sentence once."""
        found = [str(row) for _, field in self.fields for row in field.errors]
        return list(dict.fromkeys(found))


FIRST = ("currency", "years", "months", "cut", "deal", "ranges", "rate", "wages")
"""The order of the page after the ranges."""


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
    years = WholeField(
        label="For how many years?",
        help_text=f"The term of a contract, up to {LONGEST} years.",
        most=LONGEST,
        problem=f"Enter a number of years from 0 to {LONGEST}.",
        required=True,
        error_messages={"required": "Enter the years of the term, 0 where it is shorter than one."},
    )
    months = WholeField(
        label="And how many months?",
        help_text="For a term that ends within a year: 0 to 11.",
        most=YEAR - 1,
        problem=f"Enter a number of months from 0 to {YEAR - 1}.",
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
        done_by: str = "",
    ) -> None:
        super().__init__(data, initial=initial_of(content, case, deal) | {"version": version})
        self.content, self.case = content, case
        self.who = done_by
        self.about = asked_of(done_by, case)
        self.asks_price = case is None or asks_price(case, self.about.price)
        self.asks_cut = False
        field = self.fields["deal"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(row.key, explained(row.name, _meaning(row))) for row in content.deals]
        if not content.deals:
            del self.fields["deal"], self.fields["ranges"]
        if not self._has_staff:
            del self.fields["wages"]
        for name, rate in stored_rates(case).items() if case else ():
            if name in self.fields:
                cast(FigureField, self.fields[name]).stored = rate
        for name in self.asked:
            for end in ENDS:
                likely = end == "likely"
                self.fields[f"{name}_{end}"] = FigureField(
                    label=f"{self.about.question(name)[0]} {end.capitalize()}",
                    unit=KINDS[name].unit,
                    required=likely,
                    stored=stored_figure(case, name, end),
                    error_messages={"required": "Enter the likely figure."},
                )
        ends = (f"{name}_{end}" for name in self.asked for end in ENDS)
        self.order_fields([*ends, *FIRST])

    @property
    def asked(self) -> tuple[str, ...]:
        """The kinds of line that the form asks for; the price only where it is that one alone."""
        return self.about.kinds if self.asks_price else self.about.own

    @property
    def count_words(self) -> str:
        """How many figures it takes, with the term: "four figures"."""
        return f"{COUNTS[len(self.asked) + 1]} figures"

    @property
    def _has_staff(self) -> bool:
        return "people" in self.about.own

    @property
    def triples(self) -> list[Triple]:
        """The ranges for the template."""
        return [Triple(self, name) for name in self.asked]

    def clean_currency(self) -> str:
        """The code of a currency in use."""
        code = str(self.cleaned_data["currency"]).strip().upper()
        if not is_currency(code):
            raise ValidationError(
                "Enter the code of a currency that is in use, as three letters, for example EUR."
            )
        return code

    def clean_months(self) -> int:
        """None typed is none."""
        return int(self.cleaned_data["months"] or 0)

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
        names = ("rate", "wages", *TERM_FIELDS)
        return [self[name] for name in names if name in self.fields]

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
        if "years" not in self.errors and "months" not in self.errors:
            self._check_term(Terms("", values["years"], 0.0, months=values["months"]))
        return values

    def _check_term(self, terms: Terms) -> None:
        """A term from a month to the longest; nothing happens unasked to stored lines that it cuts off."""
        if not 0 < terms.length <= LONGEST * YEAR:
            self.add_error("years", f"Enter a term from one month to {LONGEST} years.")
            return
        found = beyond(self.case, terms) if self.case else ()
        self.asks_cut = self.fields["cut"].required = bool(found)
        if found and not self.cleaned_data.get("cut"):
            self.add_error("years", cut_off(found, terms))

    def _check(self, name: str, found: Range) -> None:
        problem = figure_problem(found, KINDS[name])
        currency = self.cleaned_data.get("currency", "")
        if problem is not None:
            self.add_error(f"{name}_{problem[0]}", problem[1])
        elif name == "people" and not found.likely:
            self.add_error("people_likely", "Enter a number above 0.")
        elif KINDS[name].unit == "money" and currency:
            typed = {end: self.data.get(f"{name}_{end}", "") for end in ENDS}
            for end in filter(typed.get, ENDS):
                marks = money_marks(typed[end])
                message = marks_problem(marks, "money", currency)
                if not message and not self._stays(name, end, currency):
                    message = cents_problem(getattr(found, end), currency)
                if message:
                    self.add_error(f"{name}_{end}", message)

    def _stays(self, name: str, end: str, currency: str) -> bool:
        """Whether a figure is the stored one, in its currency."""
        stored = cast(FigureField, self.fields[f"{name}_{end}"]).stored
        same = self.case is not None and self.case.terms.currency == currency
        return same and stored == self.cleaned_data[f"{name}_{end}"]

    def change(self, stored: CostCase | None) -> CostCase:
        """The case with what the form says, on top of what is stored now, or of what the form was made
        from where it was taken away meanwhile."""
        stored = stored or self.case
        if stored is None:
            return self._first_case()
        case = replace(stored, terms=self.terms(stored.terms), in_house=self._own(stored.in_house))
        option, changed = main_option(stored), self._main_option(stored)
        others = tuple(changed if row is option else row for row in stored.options)
        case = replace(case, options=others if option else (changed, *stored.options))
        return fitted(case, keep_once=self.cleaned_data["cut"] == "move")

    def _first_case(self) -> CostCase:
        values, deal = self.cleaned_data, self.cleaned_data.get("deal", "")
        terms, with_ranges = self.terms(None), bool(values.get("ranges"))
        return first_case(
            self.content,
            deal,
            terms,
            tuple(self._line(name) for name in self.about.own),
            self._line(self.about.price),
            wage_growth=self._wage_growth,
            with_ranges=with_ranges,
        )

    def _line(self, kind: str) -> Line:
        name = self.about.contract if kind == CONTRACT else ""
        return Line(kind, kind, self.cleaned_data[kind], name=name)

    @property
    def _wage_growth(self) -> Range | None:
        wages = self.cleaned_data.get("wages")
        return None if wages is None else Range(wages, wages, wages)

    def _own(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        for name in self.about.own:
            lines = put(lines, name, self.cleaned_data[name])
        if not self._has_staff:
            return lines
        new, old = self._wage_growth, figure_of(lines, "wage_growth")
        if new == old or (new is not None and old is not None and new.likely == old.likely):
            return lines  # the lines may know a range around it
        return put(lines, "wage_growth", new)

    def _main_option(self, stored: CostCase) -> CostOption:
        values, option = self.cleaned_data, main_option(stored)
        if option is None:
            return self._new_option(stored)
        lines, deal = option.lines, values.get("deal", option.deal)
        people = figure_of(stored.in_house, "people")
        if people and figure_of(lines, "provider_people") == people and self._has_staff:
            lines = put(lines, "provider_people", values["people"])
        if self.asks_price:
            lines = put(lines, self.about.price, values[self.about.price])
        if deal != option.deal:
            lines = of_other_deal(self.content, option.deal, deal, lines)
            option = replace(option, deal=deal, name=self._renamed(option, deal))
        return replace(option, lines=lines)

    def _new_option(self, stored: CostCase) -> CostOption:
        option = self._first_case().options[0]
        return replace(option, key=free_key(option.key, {row.key for row in stored.options}))

    def _renamed(self, option: CostOption, deal: str) -> str:
        """A name of the person's own stays."""
        usual = {row.key: row.name for row in self.content.deals}
        return usual[deal] if option.name in usual.values() else option.name


def _meaning(deal: Deal) -> str:
    """What the deal is, with its usual term."""
    years = deal.years
    return f"{deal.text} Usual term: {years.low:g} to {years.high:g} years." if years else deal.text
