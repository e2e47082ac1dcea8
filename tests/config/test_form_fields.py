"""Controls that are written without Django's templates: letter for letter what these give."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe

from config.form_fields import WRITERS, Renderer

NASTY = """5 > 3 & "quoted" 'too'\n</textarea><script>"""
CHOICES = [
    ("", "Nothing"),
    (1, lazystr("One & only")),
    ("Many <b>", [("a", mark_safe("<i>A</i>")), ("b", NASTY)]),
]
ATTRIBUTES = {
    "id": "id_it",
    "class": "form-control",
    "required": True,
    "disabled": False,
    "data-words": NASTY,
    "rows": 3,
    "size": mark_safe("&amp;"),
}
WIDGETS: list[type[forms.Widget]] = [
    forms.CheckboxInput,
    forms.DateInput,
    forms.EmailInput,
    forms.FileInput,
    forms.HiddenInput,
    forms.NumberInput,
    forms.PasswordInput,
    forms.TextInput,
    forms.URLInput,
    forms.Textarea,
    forms.Select,
]


def test_every_control_is_written_as_django_writes_it() -> None:
    widgets = [kind(ATTRIBUTES) for kind in WIDGETS]
    assert {widget.template_name for widget in widgets} == set(WRITERS)
    for widget in widgets:
        if isinstance(widget, forms.Select):
            widget.choices = CHOICES
        for value in (None, "", 0, 1, True, "1", "a", 12345.5, NASTY, mark_safe("&lt;")):
            one = widget.render(f"name{NASTY}", value, {"aria-invalid": "true"}, Renderer())
            two = widget.render(f"name{NASTY}", value, {"aria-invalid": "true"}, DjangoTemplates())
            assert one == two, (widget, value)


@pytest.mark.parametrize(
    ("field", "kind", "classes"),
    [
        (forms.CharField(), "text", "form-control is-invalid"),
        (forms.CharField(widget=forms.Textarea({"class": "wide"})), "text", "wide form-control"),
        (forms.ChoiceField(choices=[(1, "One")]), "select", "form-select is-invalid"),
        (forms.BooleanField(), "box", "form-check-input is-invalid"),
        (forms.ChoiceField(choices=[(1, "One")], widget=forms.RadioSelect), "rows", ""),
    ],
)
def test_a_field_knows_its_kind_and_marks_what_is_wrong(
    field: forms.Field, kind: str, classes: str
) -> None:
    form = type("OneForm", (forms.Form,), {"it": field})({})
    assert form["it"].kind == kind
    if classes:
        assert f'class="{classes}' in form["it"].control
        assert "is-invalid" in form["it"].control
        assert "is-invalid" not in type("OneForm", (forms.Form,), {"it": field})()["it"].control
