"""The forms around comments: a new one, a reply, another text, who takes care of it, and a question to a
colleague."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from decisions.forms.fields import LongText
from decisions.forms.steps import key_field
from reviews.services import MOST_LETTERS, MOST_MENTIONS, Written
from writing.forms import VersionedForm

NOBODY = ("nobody", "Nobody")
PLEASE = "Can you answer this question, please?"


def _choices(members: Sequence[User]) -> list[tuple[str, str]]:
    return [(str(row.pk), str(row)) for row in members]


class CommentForm(forms.Form):
    """A comment: its text and whom it mentions. ``key`` makes one that is sent twice one comment."""

    text = LongText(
        limit=MOST_LETTERS,
        rows=4,
        label="Your comment",
        error_messages={"required": "Write your comment."},
    )
    mentions = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Who should see it",
        error_messages={"invalid_choice": "Choose among the members of the team."},
    )
    key = key_field()

    def __init__(self, members: Sequence[User], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.members = members
        cast(forms.MultipleChoiceField, self.fields["mentions"]).choices = _choices(members)
        self.initial.setdefault("key", uuid4())

    def clean_mentions(self) -> tuple[User, ...]:
        """The people, not more than can be meant."""
        keys = set(self.cleaned_data["mentions"])
        if len(keys) > MOST_MENTIONS:
            raise ValidationError(
                f"Mention {MOST_MENTIONS} people or fewer. You have chosen {len(keys)}."
            )
        return tuple(row for row in self.members if str(row.pk) in keys)

    @property
    def written(self) -> Written:
        """What was written, cleaned."""
        values = self.cleaned_data
        return Written(values["text"], values["key"], values["mentions"])


class EditCommentForm(VersionedForm):
    """Another text of a comment."""

    text = LongText(
        limit=MOST_LETTERS,
        rows=6,
        label="Your comment",
        error_messages={"required": "Write your comment, or remove it."},
    )


class AssignForm(VersionedForm):
    """Who takes care of a thread."""

    person = forms.ChoiceField(
        label="Assigned to",
        error_messages={
            "required": "Choose somebody, or nobody.",
            "invalid_choice": "Choose among the members who can comment.",
        },
    )

    def __init__(self, members: Sequence[User], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.members = {str(row.pk): row for row in members}
        rows = [NOBODY, *_choices(members)]
        cast(forms.ChoiceField, self.fields["person"]).choices = rows

    @property
    def chosen(self) -> User | None:
        """The member, cleaned."""
        return self.members.get(self.cleaned_data["person"])


class AskForm(forms.Form):
    """Whom to ask for an answer, and what to tell them."""

    person = forms.ChoiceField(
        widget=forms.RadioSelect,
        label="Whom do you ask?",
        error_messages={
            "required": "Choose whom you ask.",
            "invalid_choice": "Choose among the members who can answer.",
        },
    )
    text = LongText(
        limit=MOST_LETTERS,
        rows=4,
        label="Your note",
        initial=PLEASE,
        help_text="It stands in the mail and in the comments on the question.",
        error_messages={"required": "Write a word or two to whom you ask."},
    )
    key = key_field()

    def __init__(self, members: Sequence[User], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.members = {str(row.pk): row for row in members}
        cast(forms.ChoiceField, self.fields["person"]).choices = _choices(members)
        self.initial.setdefault("key", uuid4())

    @property
    def chosen(self) -> User:
        """The member, cleaned."""
        return self.members[self.cleaned_data["person"]]

    @property
    def written(self) -> Written:
        """The note, cleaned."""
        return Written(self.cleaned_data["text"], self.cleaned_data["key"])
