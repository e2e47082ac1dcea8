"""The form that takes a spreadsheet."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from decisions.sheets.unpack import LARGEST_FILE


class SheetForm(forms.Form):
    """One XLSX file of a cost case, small enough to be one."""

    file = forms.FileField(
        label="Spreadsheet (.xlsx)",
        help_text=f"An exported file that you changed, up to {LARGEST_FILE // 1000:,} kB.",
        error_messages={
            "required": "Choose a file.",
            "missing": "Choose a file.",
            "invalid": "Choose a file.",
            "empty": "This file is empty.",
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self) -> Any:
        """The size, before anything is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(f"This file is larger than {LARGEST_FILE // 1000:,} kB.")
        return file
