"""Forms of the catalog's admin: lists as text, guarded pages, publishing and importing."""

import json
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalog.models.outcomes import Outcome
from catalog.models.precedents import Decided
from engine.model.reading import CODE, UNSTORABLE
from engine.model.ruleset import OPTIONS
from writing.figures import FigureField
from writing.typed import DIGITS, written

CHOICE = re.compile(r"[0-9]{1,3}")
FILE_LIMIT = 3 * 1024 * 1024


class ListField(forms.CharField):
    """A list that people type as text. What was typed is kept when it cannot be read."""

    separator = ", "

    def prepare_value(self, value: Any) -> Any:
        """The text for the input: joined items, or what was typed."""
        return self.separator.join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The items, trimmed, without empty ones."""
        text = super().to_python(value) or ""
        parts = text.split(self.separator.strip(" "))
        return [self.item(part.strip()) for part in parts if part.strip()]

    def item(self, text: str) -> Any:
        """One item; raises ``ValidationError`` for a wrong one."""
        if UNSTORABLE.search(text):
            raise ValidationError("This holds a character that cannot be stored.")
        return text

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the items, not the text around them."""
        try:
            return bool(self.to_python(data) != (initial or self.to_python("")))
        except ValidationError:
            return True


class CodesField(ListField):
    """Codes, separated by commas."""

    def item(self, text: str) -> str:
        """One code."""
        if not CODE.fullmatch(text):
            raise ValidationError(f"“{text[:60]}” is not a code. Separate codes by commas.")
        return text


class NumbersField(ListField):
    """Whole numbers, separated by commas, kept in ascending order."""

    def to_python(self, value: Any) -> Any:
        """Each number once, the smallest first."""
        return sorted(set(super().to_python(value)))

    def item(self, text: str) -> int:
        """One number of a choice."""
        if not re.fullmatch(r"[0-9]{1,3}", text):
            raise ValidationError(f"“{text[:60]}” is not a number. Write for example: 4, 5.")
        return int(text)


class NumberField(FigureField):
    """A number, shown as it is read again. A stored one may have more decimals than people type."""

    def __init__(self, **options: Any) -> None:
        super().__init__(unit="units", decimals=DIGITS, **options)

    def prepare_value(self, value: Any) -> Any:
        """The text that means exactly this number, or what was typed."""
        return written(value) if isinstance(value, float) else value


class WholeNumberField(forms.IntegerField):
    """A whole number: "1.000" may mean a thousand, and is not taken for 1."""

    re_decimal = re.compile(r"(?!)")  # Django takes a point and noughts away here


class LinesField(ListField):
    """Texts, one per line."""

    separator = "\n"
    widget = forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"})


class DocumentField(forms.JSONField):
    """JSON, shown indented."""

    widget = forms.Textarea

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was typed, as it was typed."""
        return initial if self.disabled else data

    def prepare_value(self, value: Any) -> Any:
        """Readable JSON, or what was typed."""
        if isinstance(value, str) or value is None:
            return value
        return json.dumps(value, ensure_ascii=False, indent=2)

    def to_python(self, value: Any) -> Any:
        """The parsed document; characters that no database stores are refused."""
        try:
            document = super().to_python(value)
        except RecursionError:
            raise ValidationError("This is nested too deeply.") from None
        if UNSTORABLE.search(json.dumps(document, ensure_ascii=False)) or "\\u0000" in str(value):
            raise ValidationError("This holds a character that cannot be stored.")
        return document


class AnswersField(ListField):
    """Answers as text: the code of each question with the number of its choice."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        """The text for the input, or what was typed."""
        if not isinstance(value, dict):
            return value
        return self.separator.join(f"{code}: {number}" for code, number in value.items())

    def to_python(self, value: Any) -> Any:
        """The numbers by code."""
        items = super().to_python(value)
        answers = dict(items)
        if len(answers) < len(items):
            raise ValidationError("A question is answered twice.")
        return answers

    def item(self, text: str) -> tuple[str, int]:
        """One answer."""
        code, _, number = (part.strip() for part in text.partition(":"))
        if not (CODE.fullmatch(code) and CHOICE.fullmatch(number)):
            raise ValidationError(
                f"“{text[:60]}” is not an answer. Write for example: A1: 2, B1: 4."
            )
        return code, int(number)


class SomeOfField(forms.MultipleChoiceField):
    """Some of a few words, as check boxes."""

    widget = forms.CheckboxSelectMultiple
    words: Sequence[tuple[str, Any]] = ()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=self.words, **kwargs)


class OptionsField(SomeOfField):
    """Some of the five ways to have the work done."""

    words = [(key, Outcome(key).label) for key in OPTIONS]


class OutcomesField(SomeOfField):
    """Some of what can be recommended."""

    words = Outcome.choices


class DecidedField(SomeOfField):
    """Some of what a published decision can have been."""

    words = Decided.choices


class PageForm(forms.ModelForm[Any]):
    """A page of the working copy, with the reason why it is changed."""

    change_reason = forms.CharField(
        label="Reason for this change",
        max_length=100,
        required=False,
        help_text="One line for the history of this page. You may leave it empty.",
        widget=forms.TextInput(attrs={"size": 80}),
    )


class PublishForm(forms.Form):
    """The note of a new edition."""

    note = forms.CharField(
        label="What changed, and why",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        help_text="Everybody who compares editions reads this.",
    )


class ImportForm(forms.Form):
    """A definition as a JSON file."""

    file = forms.FileField(
        label="JSON file",
        help_text="One file with the whole model, as Export writes it. At most 3 MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> bytes:
        """The bytes of the file, unless it is too large to be a catalog."""
        upload = self.cleaned_data["file"]
        if upload.size > FILE_LIMIT:
            raise ValidationError("The file is larger than 3 MB, so it is not a catalog.")
        content: bytes = upload.read()
        return content


class ApplyForm(forms.Form):
    """The import that was shown, and the state of the working copy it was compared with."""

    definition = forms.CharField(widget=forms.HiddenInput, strip=False)
    compared_with = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(
        label="Reason for this change",
        max_length=100,
        initial="Imported from a file",
        help_text="One line for the history of every changed object.",
        widget=forms.TextInput(attrs={"size": 80}),
    )
