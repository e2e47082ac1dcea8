"""What the forms share: long texts, and labels of choices with a line of explanation."""

from functools import lru_cache
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString


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
        """Browsers send line ends as two characters; a line end counts as one."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


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
    return bool(form.cleaned_data.get(name)) and name in form.changed_data


def helper(*fields: Any) -> FormHelper:
    """Crispy markup of the fields; the page writes the form tag and its buttons."""
    made = FormHelper()
    made.form_tag = False
    made.layout = Layout(*fields)
    return made


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was posted, even when it is empty, or nothing."""
    return request.POST if request.method == "POST" else None
