"""The forms around a newer edition of the decision model."""

from django import forms

from writing.forms import VersionedForm, VersionField


class EditionForm(VersionedForm):
    """The edition that the page was about, and the revision of the assessment that it showed."""

    edition = VersionField()


class DeclineForm(forms.Form):
    """The edition that is declined."""

    edition = VersionField()
