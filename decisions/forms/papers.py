"""The forms around papers: what a paper shall hold, and a file to be looked into."""

from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import NameField
from decisions.forms.fields import LongText, helper
from exports.pdf.order import PARTS, SIZES, USUAL, Approver, Order

MOST_APPROVERS = 12
"""With usual names so many lines to sign on fit on the first page; else they have a page of their own."""
LONGEST_NAME = 160
LARGEST_FILE = 20_000_000
ONLY_A_NOTE = "What is said now makes a note on where you stand, which nobody signs. Clear this, or answer more first."


class OrderForm(forms.Form):
    """What a paper shall hold, its size, its mark, and who signs."""

    parts = forms.MultipleChoiceField(
        label="Parts behind it",
        help_text="Each part is printed only where there is something to say. The facts inside the file are those"
        " of what is printed.",
        choices=list(PARTS.items()),
        initial=list(USUAL),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    approvers = LongText(
        label="Who signs",
        help_text=f"One a line, the role after a comma: “Bob Brown, Finance director”. Up to {MOST_APPROVERS};"
        " with none there is one empty line to sign on.",
        limit=MOST_APPROVERS * (2 * LONGEST_NAME + len(", \n")),
        rows=3,
        required=False,
    )
    mark = NameField(
        label="Mark of confidentiality",
        help_text="Stands on every page, for example “Confidential” or “For the board only”.",
        max_length=40,
        required=False,
    )
    size = forms.ChoiceField(
        label="Paper size",
        choices=list(SIZES.items()),
        initial="a4",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a size."},
    )

    def __init__(self, *args: Any, is_note: bool = False, **kwargs: Any) -> None:
        """Nobody signs a note; who was typed before it became one is not dropped."""
        super().__init__(*args, **kwargs)
        self.is_note = is_note
        if is_note and not self["approvers"].value():
            del self.fields["approvers"]

    @property
    def helper(self) -> Any:
        """Crispy markup."""
        names = [name for name in ("parts", "approvers", "mark") if name in self.fields]
        return helper(*names, Field("size"))

    def clean_approvers(self) -> tuple[Approver, ...]:
        """A name and a role for each line that says anything."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["approvers"].split("\n")]
        rows = [_approver(line) for line in lines if line.strip(" ,")]
        if rows and self.is_note:
            raise ValidationError(ONLY_A_NOTE)
        if len(rows) > MOST_APPROVERS:
            raise ValidationError(f"Name {MOST_APPROVERS} or fewer. You have {len(rows)}.")
        for row in rows:
            if max(len(row.name), len(row.role)) > LONGEST_NAME:
                text = max(row.name, row.role, key=len)
                raise ValidationError(
                    f"Use {LONGEST_NAME} characters or fewer for a name and for a role: “{text[:40]}…”"
                )
        return tuple(rows)

    @property
    def order(self) -> Order:
        """What was chosen, in the order of printing."""
        found = self.cleaned_data
        parts = tuple(part for part in PARTS if part in found["parts"])
        return Order(parts, found["size"], found["mark"], found.get("approvers", ()))


def _approver(line: str) -> Approver:
    name, _, role = line.partition(",")
    return Approver(name.strip(), role.strip())


class PaperFileForm(forms.Form):
    """One PDF, not larger than a paper can be."""

    file = forms.FileField(
        label="The PDF",
        help_text=f"Up to {LARGEST_FILE // 1_000_000} MB. It is looked into and not kept.",
        error_messages={
            "required": "Choose a file.",
            "missing": "Choose a file.",
            "invalid": "Choose a file.",
            "empty": "This file is empty.",
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf"}),
    )

    def clean_file(self) -> Any:
        """The size, before anything is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(f"This file is larger than {LARGEST_FILE // 1_000_000} MB.")
        return file
