"""The forms around comments: a new one, a reply, another text, who takes care of it, and a question to a
colleague; and a comment by a link."""

from collections.abc import Iterable, Sequence
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import NameField
from accounts.models import User
from decisions.forms.fields import LongText
from decisions.forms.steps import key_field
from reviews.lookalike import clean, is_a_name, is_of_the_team
from reviews.models import About, Guest
from reviews.services import MOST_LETTERS, MOST_MENTIONS, Target, Written
from writing.forms import VersionedForm

NOBODY = ("nobody", "Nobody")
LONGEST_NAME: int = (Guest._meta.get_field("name").max_length or 0) - len(" (9999)")
"""There is room for a number behind it."""
PLEASE = "Can you answer this question, please?"
WHOLE = "The whole result"
GROUPS: dict[str, str] = {
    About.QUESTION: "Questions",
    About.GATE: "Rules",
    About.STEP: "Steps",
    About.COST: "Cost lines",
    About.ACTION: "Actions",
}
"""How a list of what can be commented is divided, after the whole."""


def _choices(members: Sequence[User]) -> list[tuple[str, str]]:
    return [(str(row.pk), str(row)) for row in members]


class TextForm(forms.Form):
    """The text of a comment. ``key`` makes one that is sent twice one comment."""

    text = LongText(
        limit=MOST_LETTERS,
        rows=4,
        label="Your comment",
        error_messages={"required": "Write your comment."},
    )
    key = key_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("key", uuid4())


class CommentForm(TextForm):
    """A comment of a member, and whom it mentions."""

    mentions = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Who should see it",
        error_messages={"invalid_choice": "Choose among the members of the team."},
    )

    def __init__(self, members: Sequence[User], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.members = members
        cast(forms.MultipleChoiceField, self.fields["mentions"]).choices = _choices(members)

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


class GuestReplyForm(TextForm):
    """A comment by a link, and the name of its writer, which is given with the first one: another name would
    stand beside what was said before."""

    name = NameField(
        required=False,
        max_length=LONGEST_NAME,
        label="Your name",
        help_text="It stands beside all that you write here and cannot be changed later. Nobody checks it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, taken: list[str], guest: Guest | None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.taken = taken
        self.guest = guest
        if guest:
            del self.fields["name"]

    def clean_name(self) -> str:
        """A name that shows all that it is made of, and that no reader takes for that of somebody else."""
        name = clean(self.cleaned_data["name"])
        if not name:
            return name
        if not is_a_name(name) or len(name) > LONGEST_NAME:
            raise ValidationError(
                "Use letters, of one alphabet in a word, and numbers, spaces, hyphens, apostrophes and full stops."
            )
        if is_of_the_team(name, self.taken):
            raise ValidationError(
                "Somebody in the team, or who wrote here, has this name or one that looks like it. Use another: "
                "your initials, or your first name alone."
            )
        return name

    @property
    def given_name(self) -> str:
        """The name, cleaned; "" where none was asked for."""
        name: str = self.cleaned_data.get("name", "")
        return name

    @property
    def written(self) -> Written:
        """What was written, cleaned."""
        return Written(self.cleaned_data["text"], self.cleaned_data["key"])


class GuestCommentForm(GuestReplyForm):
    """A new comment by a link, on the whole or on something that the link shows."""

    about = forms.ChoiceField(
        label="What is it about?",
        error_messages={
            "required": "Choose what it is about.",
            "invalid_choice": "This is not shown any more. Choose something else.",
        },
    )
    field_order = ("about", "text", "name")

    def __init__(self, shown: Iterable[Target], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.shown = {f"{one.about}:{one.key}": one for one in shown}
        groups: dict[str, list[tuple[str, str]]] = {}
        for value, one in self.shown.items():
            name = WHOLE if one.about == About.ASSESSMENT else one.name
            groups.setdefault(GROUPS.get(one.about, ""), []).append((value, name))
        whole = groups.pop("", [])
        cast(forms.ChoiceField, self.fields["about"]).choices = [*whole, *groups.items()]

    @property
    def target(self) -> Target:
        """What it is about, cleaned."""
        return self.shown[self.cleaned_data["about"]]


class EditCommentForm(VersionedForm):
    """Another text of a comment."""

    text = LongText(
        limit=MOST_LETTERS,
        rows=6,
        label="Your comment",
        error_messages={"required": "Write your comment, or remove it."},
    )


class ReadForm(VersionedForm):
    """A button beside a thread, and how many of its comments the page showed."""

    read = forms.IntegerField(required=False, min_value=0)


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
