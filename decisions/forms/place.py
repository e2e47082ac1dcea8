"""The form about place and rules: only what the questionnaire does not know, all of it optional."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape

from decisions import wording
from decisions.activity import PLACE_NAMES
from decisions.forms.fields import LongText
from decisions.forms.questions import EVIDENCE_CHOICES, NOTE_LIMIT
from decisions.forms.questions import UNKNOWN as UNKNOWN_ANSWER
from decisions.languages import language_code, language_name
from decisions.models import Answer, Part
from engine.fit.case import Given
from engine.location.advice import PlaceAnswers
from engine.location.intake import LONGEST_REASON, MOST_LANGUAGES
from engine.location.regimes import RegimeQuestion
from engine.model.places import zones
from engine.model.reference import Reference
from engine.model.ruleset import Criterion
from writing.forms import MergedForm, VersionedForm, VersionField

FACT, ANSWER, BARRED = "fact-", "answer-", "barred"
UNKNOWN = ("", wording.UNKNOWN)
LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question of the decision model that is asked here."""

    criterion: Criterion
    answer: forms.BoundField
    evidence: forms.BoundField
    note: forms.BoundField


class PlaceForm(MergedForm, VersionedForm):
    """Home, languages, barred countries, the ``facts`` that are asked now, and the ``criteria`` that
    are asked here and not among the questions, each with the version of its stored answer.

    ``asks_barred``: the gate about countries does not pass. What is not asked stays as it is stored.
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
        criteria: tuple[Criterion, ...],
        said: PlaceAnswers,
        stored: Mapping[str, Answer],
        version: int,
        unsaid: int,
        asks_barred: bool,
    ) -> None:
        super().__init__(data, initial=initial_of(reference, said) | {"version": version})
        self.reference = reference
        self.criteria = criteria
        self.questions = [row for row in reference.regimes.questions if row.key in facts]
        countries = sorted(reference.places.countries.values(), key=lambda row: row.name)
        home = cast(forms.ChoiceField, self.fields["home"])
        home.choices = [UNKNOWN, *((row.code, row.name) for row in countries)]
        if not asks_barred:
            del self.fields[BARRED]
        if not countries:
            for name in ("home", "zone", "languages", BARRED):
                self.fields.pop(name, None)
        for row in self.questions:
            self.fields[f"{FACT}{row.key}"] = _fact_field(row)
        others = list(self.fields)
        for criterion in criteria:
            self._add(criterion, stored.get(criterion.code), unsaid)
        self.order_fields([name for name in self.fields if name not in others])  # they come first

    def _add(self, criterion: Criterion, stored: Answer | None, unsaid: int) -> None:
        code = criterion.code
        choices = [(str(row.number), row.text) for row in criterion.choices]
        self.fields[f"{ANSWER}{code}"] = forms.ChoiceField(
            label=criterion.question,
            help_text=escape(criterion.hint),
            choices=[*choices, (UNKNOWN_ANSWER, wording.UNKNOWN)],
            widget=forms.RadioSelect,
            required=False,
            error_messages={"invalid_choice": "Choose among the answers below."},
        )
        self.fields[f"evidence-{code}"] = forms.ChoiceField(
            required=False,
            choices=EVIDENCE_CHOICES,
            widget=forms.RadioSelect,
            label="What does this answer rest on?",
        )
        self.fields[f"note-{code}"] = LongText(
            limit=NOTE_LIMIT, rows=3, required=False, label="Note"
        )
        self.fields[f"version-{code}"] = VersionField()
        self.initial.update(_initial_answer(code, stored, unsaid))

    @property
    def asked(self) -> list[str]:
        """The names of what is asked now and at other times not: the page sends them along, as a list of which
        nothing is chosen looks like one that was not there."""
        names = (BARRED, *(f"{FACT}{row.key}" for row in self.questions))
        return [name for name in names if name in self.fields]

    @property
    def about_place(self) -> list[forms.BoundField]:
        """The fields about the place, for the template."""
        return [self[name] for name in ("home", "zone", "languages", BARRED) if name in self.fields]

    @property
    def about_rules(self) -> list[forms.BoundField]:
        """The fields about the rules, for the template."""
        return [self[f"{FACT}{row.key}"] for row in self.questions]

    @property
    def question_rows(self) -> list[QuestionRow]:
        """The questions for the template, in order of asking."""
        return [
            QuestionRow(
                row,
                self[f"{ANSWER}{row.code}"],
                self[f"evidence-{row.code}"],
                self[f"note-{row.code}"],
            )
            for row in self.criteria
        ]

    def clean(self) -> dict[str, Any]:
        """Nothing that was typed is dropped for want of an answer."""
        values = super().clean() or {}
        for row in self.criteria:
            name = f"{ANSWER}{row.code}"
            is_said = values.get(f"evidence-{row.code}") or values.get(f"note-{row.code}")
            if is_said and not values.get(name) and name not in self.errors:
                self.add_error(name, "Choose an answer; your note is kept with it.")
        return values

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

    def change(self, stored: PlaceAnswers) -> PlaceAnswers:
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

    @property
    def answers(self) -> dict[str, Given]:
        """The questions that were answered."""
        values = self.cleaned_data
        return {
            row.code: _given(
                values[f"{ANSWER}{row.code}"],
                values[f"evidence-{row.code}"],
                values[f"note-{row.code}"],
            )
            for row in self.criteria
            if values[f"{ANSWER}{row.code}"]
        }

    @property
    def seen_versions(self) -> dict[str, int]:
        """The versions that were shown: of the place, and of the answer to each question."""
        codes = {row.code: self.cleaned_data[f"version-{row.code}"] for row in self.criteria}
        return {Part.PLACE: self.seen, **codes}


def _given(answer: str, evidence: str, note: str) -> Given:
    is_choice = answer != UNKNOWN_ANSWER
    return Given(
        choice=int(answer) if is_choice else None,
        status="choice" if is_choice else "unknown",
        evidence=cast(Any, evidence or None),
        note=note,
    )


def _initial_answer(code: str, stored: Answer | None, unsaid: int) -> dict[str, Any]:
    if stored is None:
        return {f"evidence-{code}": "", f"version-{code}": unsaid}
    return {
        f"{ANSWER}{code}": stored.status if stored.choice is None else str(stored.choice),
        f"evidence-{code}": stored.evidence,
        f"note-{code}": stored.note,
        f"version-{code}": stored.version,
    }


def initial_of(reference: Reference, said: PlaceAnswers) -> dict[str, Any]:
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


def _initial(row: RegimeQuestion, facts: Mapping[str, tuple[str, ...]]) -> str | list[str]:
    values = facts.get(row.key, ())
    return next(iter(values), "") if _is_single(row) else list(values)


def _is_single(row: RegimeQuestion) -> bool:
    """Yes or no: two values that exclude each other."""
    return len(row.choices) <= len(("yes", "no"))


def _fact_field(row: RegimeQuestion) -> forms.Field:
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


def place_words(reference: Reference, said: PlaceAnswers) -> dict[str, str]:
    """Everything that was said, by its name."""
    typed = initial_of(reference, said)
    country = reference.places.countries.get(said.home)
    facts = {
        row.name: ", ".join(row.choices[value] for value in said.facts.get(row.key, ()))
        for row in reference.regimes.questions
    }
    words = {
        "home": country.name if country else "",
        "zone": said.zone,
        "languages": typed["languages"],
        "barred": typed["barred"].replace("\n", "; "),
    }
    return {PLACE_NAMES[key]: text for key, text in words.items()} | facts
