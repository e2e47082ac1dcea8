"""What the forms share: long texts, days, and labels of choices with a line of explanation."""

import re
from datetime import date
from functools import lru_cache
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from writing.forms import MergedForm
from writing.visible import or_nothing


class LongText(forms.CharField):
    """Text over several lines with a limit that the server explains.

    The browser gets no ``maxlength``: it would cut a long paste off without a word.
    """

    widget = forms.Textarea

    def __init__(self, *, limit: int, rows: int, **options: Any) -> None:
        message = (
            f"Use {limit:,} characters or fewer. You have %(show_value)d; "
            "nothing was cut off, shorten it or keep the rest elsewhere."
        )
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(widget=widget, **options)
        self.validators.append(MaxLengthValidator(limit, message))

    def to_python(self, value: Any) -> Any:
        """Browsers send line ends as two characters; a line end counts as one. Signs that nobody sees say nothing."""
        text = super().to_python(value)
        return or_nothing(text.replace("\r\n", "\n")) if isinstance(text, str) else text


FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
WRONG_YEAR = "Check the year of the date."


class DayField(forms.DateField):
    """A day in a year that is no slip of the finger. With dots the day always stands first.

    A field of text: a browser's own field for dates sends nothing at all where what was typed is no
    day, which would drop it without a word.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"],
            widget=forms.DateInput(attrs={"autocomplete": "off"}, format="%Y-%m-%d"),
            validators=[
                MinValueValidator(FIRST_DAY, WRONG_YEAR),
                MaxValueValidator(LAST_DAY, WRONG_YEAR),
            ],
            error_messages={
                "invalid": "Write the date as year, month and day, 2027-12-31, or as day, month and "
                "year, 31.12.2027.",
                "no_such_day": "This month has no such day. Check the day and the month.",
                "no_year": "Add the year, as in 2027-12-31.",
            },
            **options,
        )

    def to_python(self, value: Any) -> date | None:
        """The day; what is wrong with it is told apart: no such day, no year, or no date at all."""
        try:
            return super().to_python(value)
        except ValidationError as error:
            text = str(value).strip()
            for whole in (text, f"{text} {LEAP}", f"{text.removesuffix('.')}.{LEAP}"):
                if self._is_day(DAY.sub("1", whole)):
                    code = "no_year" if self._is_day(whole) else "no_such_day"
                    raise ValidationError(self.error_messages[code], code) from error
            raise

    def _is_day(self, text: str) -> bool:
        try:
            super().to_python(text)
        except ValidationError:
            return False
        return True


LEAP = 2024
"""A year that has every day."""
DAY = re.compile(r"(?<=-)\d{1,2}$|^\d{1,2}(?=[ .])")
"""The day in a date: the last number of one with hyphens, the first of one with dots or in words."""


@lru_cache(maxsize=4096, typed=True)  # what is safe already and what is not are two types
def explained(text: str, hint: str = "", tag: str = "") -> SafeString:
    """The label of one choice: its text, a quieter line under it, and a small tag."""
    label = format_html("{}", text)
    if hint:
        label += format_html('<span class="choice-hint">{}</span>', hint)
    if tag:
        label += format_html('<br><span class="suggested">{}</span>', tag)
    return label


def typed_anew(form: forms.Form, name: str) -> bool:
    """Whether somebody has typed or chosen something in a field that did not stand there before; read
    in ``clean``, where a form refuses to drop what it would not use."""
    if not form.cleaned_data.get(name) or name not in form.changed_data:
        return False
    return not (isinstance(form, MergedForm) and form.stood(name))  # what is saved may be newer


def helper(*fields: Any) -> FormHelper:
    """Crispy markup of the fields; the page writes the form tag and its buttons."""
    made = FormHelper()
    made.form_tag = False
    made.layout = Layout(*fields)
    return made


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was posted, even when it is empty, or nothing."""
    return request.POST if request.method == "POST" else None
