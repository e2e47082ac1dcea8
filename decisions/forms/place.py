"""The form about place and rules: only what the questionnaire does not know, all of it optional."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from decisions import wording
from decisions.forms.fields import LongText
from decisions.presentation.languages import language_code, language_name
from engine.location.advice import Said
from engine.location.intake import LONGEST_REASON, MOST_LANGUAGES, zones
from engine.location.regimes import Question
from engine.model.reference import Reference
from writing.forms import VersionedForm

FACT = "fact-"
UNKNOWN = ("", wording.UNKNOWN)
LONGEST_SHOWN = 40


class PlaceForm(VersionedForm):
    """Home, languages, barred countries, and the ``facts`` that are asked now.

    ``asks_barred``: the gate about countries is not answered with no. What is not asked stays as it
    is stored.
    """

    home = forms.ChoiceField(
        label="Your home country",
        help_text="Where the work is needed. Not in the list? Leave it, and enter your time zone.",
        required=False,
        error_messages={"invalid_choice": "Choose a country of the list, or “I don't know”."},
    )
    zone = forms.CharField(
        label="Your time zone",
        help_text=(
            "Only if your country is not in the list or has several: for example Europe/Athens or "
            "America/Los_Angeles."
        ),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    languages = forms.CharField(
        label="Languages of the work",
        help_text="With commas between them: English, German. Leave it empty if you don't know.",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    barred = LongText(
        label="Countries that are ruled out",
        help_text=(
            "One a line, with the reason after a colon: “China: export control”. Leave it empty if none "
            "is, or if you don't know."
        ),
        limit=4_000,
        rows=3,
        required=False,
    )

    def __init__(
        self,
        reference: Reference,
        data: Any = None,
        *,
        facts: tuple[str, ...],
        said: Said,
        version: int,
        asks_barred: bool,
    ) -> None:
        super().__init__(data, initial=initial_of(reference, said) | {"version": version})
        self.reference = reference
        self.questions = [row for row in reference.regimes.questions if row.key in facts]
        countries = sorted(reference.places.countries.values(), key=lambda row: row.name)
        home = cast(forms.ChoiceField, self.fields["home"])
        home.choices = [UNKNOWN, *((row.code, row.name) for row in countries)]
        if not asks_barred:
            del self.fields["barred"]
        if not countries:
            for name in ("home", "zone", "languages", "barred"):
                self.fields.pop(name, None)
        for row in self.questions:
            self.fields[f"{FACT}{row.key}"] = _fact_field(row)

    @property
    def about_place(self) -> list[forms.BoundField]:
        """The fields about the place, for the template."""
        return [
            self[name] for name in ("home", "zone", "languages", "barred") if name in self.fields
        ]

    @property
    def about_rules(self) -> list[forms.BoundField]:
        """The fields about the rules, for the template."""
        return [self[f"{FACT}{row.key}"] for row in self.questions]

    def clean_zone(self) -> str:
        """The name of an IANA time zone, however it is written."""
        typed = self.cleaned_data["zone"].strip().replace(" ", "_")
        found = next((name for name in zones() if name.casefold() == typed.casefold()), "")
        if typed and not found:
            raise ValidationError(
                f"“{_short(typed)}” is not a time zone. Write it as region and city, for example "
                "Europe/Athens."
            )
        return found

    def clean_languages(self) -> tuple[str, ...]:
        """Codes of the languages."""
        typed = [part.strip() for part in self.cleaned_data["languages"].split(",") if part.strip()]
        unknown = [part for part in typed if not language_code(part)]
        if unknown:
            raise ValidationError(
                f"“{_short(unknown[0])}” is not a language that this list knows. Write its English name, "
                "with commas between several."
            )
        codes = tuple(dict.fromkeys(language_code(part) for part in typed))
        if len(codes) > MOST_LANGUAGES:
            raise ValidationError(f"Name up to {MOST_LANGUAGES} languages.")
        return codes

    def clean_barred(self) -> dict[str, str]:
        """Codes of the countries with the reasons."""
        names = {
            name.casefold(): row.code
            for row in self.reference.places.countries.values()
            for name in (row.name, row.code)
        }
        found: dict[str, str] = {}
        for name, reason in _lines(self.cleaned_data["barred"]):
            if not name:
                raise ValidationError(
                    f"“{_short(f': {reason}')}” names no country. Write it before the colon."
                )
            if name.casefold() not in names:
                raise ValidationError(
                    f"“{_short(name)}” is not a country of this decision model. It is never suggested, so "
                    "take it out; or write its English name."
                )
            if len(reason) > LONGEST_REASON:
                raise ValidationError(
                    f"The reason for {name} has {len(reason):,} characters. Use {LONGEST_REASON} or fewer."
                )
            if names[name.casefold()] in found:
                raise ValidationError(f"{name} stands here twice. Keep one line with one reason.")
            found[names[name.casefold()]] = reason
        return found

    def change(self, stored: Said) -> Said:
        """The stored state with what the form asks put into it."""
        values = self.cleaned_data
        asked = {row.key: _values(values[f"{FACT}{row.key}"]) for row in self.questions}
        facts = {**stored.facts, **asked}
        order = [row.key for row in self.reference.regimes.questions]
        return replace(
            stored,
            home=values.get("home", stored.home),
            zone=values.get("zone", stored.zone),
            languages=values.get("languages", stored.languages),
            barred=values.get("barred", stored.barred),
            facts={key: facts[key] for key in order if facts.get(key)},
        )


def initial_of(reference: Reference, said: Said) -> dict[str, Any]:
    """What is stored, as it would be typed."""
    countries = reference.places.countries
    lines = [
        f"{countries[code].name}: {reason}" if reason else countries[code].name
        for code, reason in said.barred.items()
    ]
    return {
        "home": said.home,
        "zone": said.zone,
        "languages": ", ".join(language_name(code) for code in said.languages),
        "barred": "\n".join(lines),
        **{f"{FACT}{row.key}": _initial(row, said.facts) for row in reference.regimes.questions},
    }


def _initial(row: Question, facts: Mapping[str, tuple[str, ...]]) -> str | list[str]:
    values = facts.get(row.key, ())
    return next(iter(values), "") if _is_single(row) else list(values)


def _is_single(row: Question) -> bool:
    """Yes or no: two values that exclude each other."""
    return len(row.choices) <= len(("yes", "no"))


def _fact_field(row: Question) -> forms.Field:
    choices = list(row.choices.items())
    wrong = {"invalid_choice": "Choose among the answers below."}
    if _is_single(row):
        return forms.ChoiceField(
            label=row.name,
            choices=[*choices, UNKNOWN],
            widget=forms.RadioSelect,
            required=False,
            error_messages=wrong,
        )
    return forms.MultipleChoiceField(
        label=row.name,
        help_text="Choose all that hold; none if you don't know.",
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages=wrong,
    )


def _values(cleaned: str | list[str]) -> tuple[str, ...]:
    return ((cleaned,) if cleaned else ()) if isinstance(cleaned, str) else tuple(cleaned)


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Country and reason of every line that says something."""
    for line in text.splitlines():
        name, _, reason = line.partition(":")
        if line.strip(" \t:"):
            yield name.strip(), " ".join(reason.split())


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
