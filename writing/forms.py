"""Forms that carry the version of what they were made from."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.core import signing
from django.http import QueryDict

from writing.conflict import Conflict, Difference, Overtaken
from writing.merge import Part, State, Values, merge, same
from writing.page import values_of, word

MOST = 2**31 - 1
VERSION, OPENED, REASON = "version", "opened", "reason"
BESIDE = ("evidence", "note", REASON)
"""What stands beside a choice."""
NOTE = BESIDE[1]
NOT_ASKED = "Some of what you said is not asked any more. Nothing is saved yet: save again to go on without it."
SEAL = signing.Signer(salt=OPENED)
"""Without a time: the same page is the same text."""


class VersionField(forms.IntegerField):
    """The version that a page was made from, hidden. A missing or unreadable one is 0, "saw nothing":
    whoever sends it is shown what is stored, and gets no error about a field that nobody sees."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> int:
        """A number from 0 to the largest that the database holds."""
        try:
            number = super().clean(value) or 0
        except forms.ValidationError:
            return 0
        return number if 0 <= number <= MOST else 0


class VersionedForm(forms.Form):
    """A form for one thing with one ``version``. Its page says ``autocomplete="off"``: browsers
    otherwise put old boxes and choices back beside a fresh hidden version."""

    version = VersionField()

    @property
    def seen(self) -> int:
        """The version that the writer saw; read after ``is_valid``."""
        seen: int = self.cleaned_data["version"]
        return seen

    def send_back(self, conflict: Conflict[Any]) -> None:
        """Show what was typed again, to be saved knowing what is stored now."""
        (version,) = conflict.versions.values()
        renew(self, {"version": version})


class MergedForm(forms.Form):
    """A form of several fields that others change, too: it carries what it showed, so that after a conflict
    what the writer did not touch is as saved, all else as sent.

    A field ``evidence``, ``note`` or ``reason``, also with ``-<key>``, stands beside the choice of its answer:
    ``answer``, ``answer-<key>`` or ``<key>``. A reason is part of its choice; the other two are fields of
    their own. ``version-<key>`` is the version of such an answer, ``version`` that of all else.
    """

    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """Of ``opened`` what a page shows that is made from this form."""
        if field_name != OPENED or self.is_bound:
            return super().get_initial_for_field(field, field_name)
        return SEAL.sign_object(self._state().page, compress=True)

    def clean(self) -> dict[str, Any]:
        """Nothing is dropped that was said in a field which is not there any more, as when another edition asks
        other questions: it is given back once, and the next save goes without it."""
        values = super().clean() or {}
        opened = self._opened() or {}
        gone = {name: before for name, before in opened.items() if name not in self.fields}
        sent = {name: cast(QueryDict, self.data).getlist(self.add_prefix(name)) for name in gone}
        said = [name for name in gone if not same(sent[name], _without_reason(gone[name]))]
        if said:
            kept = {name: before for name, before in opened.items() if name not in gone}
            renew(self, {OPENED: SEAL.sign_object(kept, compress=True)})
            texts = "; ".join(text for name in said if name.startswith(NOTE) for text in sent[name])
            self.add_error(None, f"{NOT_ASKED} You had written: {texts}" if texts else NOT_ASKED)
        return values

    def is_touched(self, name: str) -> bool:
        """Whether a field, or what stands beside it, was sent in another way than it was shown."""
        opened = self._opened()
        return opened is None or any(
            not same(values, opened.get(place, []))
            for place, values in self._state().page.items()
            if self._choice(place) == name
        )

    def stood(self, name: str) -> bool:
        """Whether what was sent in a field stood there when the page was shown."""
        opened = (self._opened() or {}).get(self._place(name), [])
        sent = self._told_as(name, values_of(self, [name])[name])
        return all(any(same([one], [other]) for other in opened) for one in sent)

    def bring_together(self, conflict: Conflict[Any], now: "MergedForm") -> list[Difference]:
        """Put what the writer changed on top of ``now``, the form made from what is saved: the next save
        is made knowing that. The rows of the conflict page, a field each."""
        opened, late = self._opened(), {self._version(row.key): row for row in conflict.overtaken}
        merged = merge(State(opened) if opened else None, now._state(), self._state())
        mine = {part.name for part in merged.parts if part.mine}
        # A note that was written for another choice: the writer sees both choices, and keeps the own one.
        mine |= {self._choice(name) for name in mine}
        sent = values_of(self, self._shown)
        versions = {
            field.name: field.value()
            for field in now.hidden_fields()
            if field.name == OPENED or isinstance(field.field, VersionField)
        }
        rest = [name for name in now._shown if now._place(name) not in mine]
        renew(self, {**versions, **values_of(now, rest)})
        self.settle()
        parts = (replace(part, mine=part.name in mine) for part in merged.parts)
        rows = (
            now._difference(part, late, sent, values_of(self, self._shown))
            for part in sorted(parts, key=lambda part: not part.theirs)
        )
        return [row for row in rows if row]

    def settle(self) -> None:
        """Change the data that were brought together where one field leaves another without a meaning."""

    def _difference(
        self, part: Part, late: Mapping[str, Overtaken[Any]], sent: Values, kept: Values
    ) -> Difference | None:
        """A row about what somebody else saved, from the form of that; None where nobody did."""
        choice = self._choice(part.name)
        version = self._version(choice)
        found = late.get(version)
        if found is None:
            return None
        who, at = (found.who, found.at) if part.theirs else (None, None)
        saved = values_of(self, self._shown)
        untouched = not part.mine and self._told(part, kept) == self._told(part, saved)
        labels = {str(self.fields[name].label): None for name in (choice, part.name)}
        name = " · ".join(labels) if version != VERSION else str(self.fields[part.name].label)
        told = self._told(part, sent if untouched else kept)
        return Difference(name, self._told(part, saved), told, who, at, untouched)

    def _told(self, part: Part, values: Values) -> str:
        names = [name for name in self._shown if self._place(name) == part.name]
        words = (word(self.fields[name], values.get(name, [])) for name in names)
        return "\n".join(text for text in words if text)

    @property
    def _shown(self) -> list[str]:
        return [field.name for field in self.visible_fields()]

    def _state(self) -> State:
        """What a browser would send or did send, a choice with its reason as one value."""
        page: dict[str, list[str]] = {}
        for name, values in values_of(self, self._shown).items():
            page.setdefault(self._place(name), []).extend(self._told_as(name, values))
        return State(page)

    def _told_as(self, name: str, values: list[str]) -> list[str]:
        """The values of a field as part of what it is merged with."""
        return (
            values if self._place(name) == name else [f"{name}={text}" for text in values if text]
        )

    def _place(self, name: str) -> str:
        """The field that this one is merged with: itself, or the choice that a reason is part of."""
        return self._choice(name) if name.partition("-")[0] == REASON else name

    def _choice(self, name: str) -> str:
        """The choice that a field stands beside, or the field itself."""
        kind, _, key = name.partition("-")
        choices = (key, f"answer-{key}") if key else ("answer",)
        beside = kind in BESIDE
        return next((one for one in choices if beside and one in self.fields), name)

    def _version(self, key: str) -> str:
        """The field with the version of what has this key in a conflict, or is chosen in this field."""
        names = (f"{VERSION}-{one}" for one in (key, key.removeprefix("answer-")))
        return next((name for name in names if name in self.fields), VERSION)

    def _opened(self) -> Values | None:
        """What was sealed, and by nobody else; None, "saw nothing", where it cannot be read."""
        try:
            return cast(Values, SEAL.unsign_object(str(self[OPENED].value() or "")))
        except signing.BadSignature:
            return None


def _without_reason(values: list[str]) -> list[str]:
    return [text for text in values if not text.startswith(REASON)]


def renew(form: forms.BaseForm, values: Mapping[str, int | str | list[str]]) -> None:
    """Put the stored versions, and what else is saved, into a bound form by field name, all else that was
    typed left as it is: its next save is made knowing what is stored."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    for name, value in values.items():
        data.setlist(form.add_prefix(name), value if isinstance(value, list) else [str(value)])
    form.data = data
