"""Forms that carry the version of what they were made from."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from writing.conflict import Conflict

MOST = 2**31 - 1


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


def renew(form: forms.BaseForm, versions: Mapping[str, int]) -> None:
    """Put the stored versions into a bound form by field name, all that was typed left as it is:
    its next save is made knowing what is stored."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    for name, version in versions.items():
        data[form.add_prefix(name)] = str(version)
    form.data = data
