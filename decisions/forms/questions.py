"""The form of one question, built from a criterion."""

from copy import deepcopy
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.html import escape

from decisions import wording
from decisions.forms.fields import LongText, explained, typed_anew
from decisions.models import Answer, Evidence
from engine.fit.case import Given
from engine.model.ruleset import Criterion
from writing.forms import BESIDE, MergedForm, VersionedForm, renew

UNKNOWN = "unknown"
NOT_APPLICABLE = "not_applicable"
NOTE_LIMIT = 5_000
REASON_LIMIT = 1_000

ONLY_A_REASON = f"A reason counts with “{wording.NOT_APPLICABLE}” only. Choose that, or move this into the note."
EVIDENCE_CHOICES = [*Evidence.choices, ("", "Not said")]


class QuestionForm(MergedForm, VersionedForm):
    """One answer with its note and what it rests on.

    ``suggested`` is the usual answer for ``service``: shown as a suggestion, never chosen for the
    person. ``version`` is that of the stored answer, ``confirmed`` the answer whose consequences were
    shown, ``back_to`` where to go afterwards.
    """

    answer = forms.ChoiceField(
        label="Your answer",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an answer. If you don't know, say so."},
    )
    reason = LongText(
        limit=REASON_LIMIT,
        rows=2,
        required=False,
        label="Why does it not apply?",
        help_text="One sentence. It is printed beside the result.",
    )
    evidence = forms.ChoiceField(
        required=False,
        choices=EVIDENCE_CHOICES,
        widget=forms.RadioSelect,
        label="What does your answer rest on?",
    )
    note = LongText(
        limit=NOTE_LIMIT,
        rows=5,
        required=False,
        label="Note",
        help_text="Numbers, names of documents, who said so. Up to 5,000 characters.",
    )
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)
    back_to = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        criterion: Criterion,
        *args: Any,
        suggested: int | None = None,
        service: str = "",
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.criterion = criterion
        self.suggestion = service if criterion.choice(suggested or 0) else ""
        answer = cast(forms.ChoiceField, self.fields["answer"])
        tag = f"Typical for {service} (assumption)"
        answer.choices = [
            (str(row.number), explained(row.text, tag=tag if row.number == suggested else ""))
            for row in criterion.choices
        ] + [("or", self._escapes())]
        answer.help_text = escape(criterion.hint)
        if not criterion.not_applicable:
            del self.fields["reason"]

    def _escapes(self) -> list[tuple[str, Any]]:
        rows = [(UNKNOWN, explained(wording.UNKNOWN))]
        if self.criterion.not_applicable:
            rows.append((NOT_APPLICABLE, explained(wording.NOT_APPLICABLE)))
        return rows

    def clean(self) -> dict[str, Any]:
        """ "Does not apply" needs its reason, and no other answer drops one that was typed."""
        values = super().clean() or {}
        reason_is_missing = (
            not values.get("reason") and "reason" in self.fields and "reason" not in self.errors
        )
        if values.get("answer") == NOT_APPLICABLE and reason_is_missing:
            self.add_error("reason", "Say in a few words why it does not apply.")
        elif values.get("answer") not in (None, NOT_APPLICABLE) and typed_anew(self, "reason"):
            self.add_error("reason", ONLY_A_REASON)
        return values

    @property
    def given(self) -> Given:
        """The cleaned answer for the engine. A reason belongs to "does not apply" only."""
        values = self.cleaned_data
        answer = values["answer"]
        status = answer if answer in (UNKNOWN, NOT_APPLICABLE) else "choice"
        return Given(
            choice=int(answer) if status == "choice" else None,
            status=cast(Any, status),
            evidence=values["evidence"] or None,
            reason=values["reason"] if status == NOT_APPLICABLE else "",
            note=values["note"],
        )

    def settle(self) -> None:
        """What saving would drop: a reason for another answer, and a note of the cost case about its own."""
        if "reason" in self.fields and self["answer"].value() != NOT_APPLICABLE:
            renew(self, {"reason": ""})
        is_of_case = self.initial.get("origin") == Answer.Origin.COST_CASE
        if is_of_case and self["note"].value() == self.initial["note"]:
            renew(self, {"note": ""})

    def confirm(self) -> None:
        """Show the form again with what was typed; sending the same answer once more confirms it."""
        data = cast(QueryDict, self.data).copy()
        data["confirmed"] = self.cleaned_data["answer"]
        self.data = data

    @property
    def is_confirmed(self) -> bool:
        """Whether the writer has seen what this answer sets aside."""
        return bool(self.cleaned_data["confirmed"] == self.cleaned_data["answer"])

    @property
    def holds_more(self) -> bool:
        """Whether something was typed or chosen that leaving without an answer would lose."""
        return any((self.data.get(name) or "").strip() for name in BESIDE)


class _Fields(dict[str, forms.Field]):
    """The fields of all forms of a question, which differ in one: Django copies every field for every
    form, which took as long as the rest of making it."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return {**self, "answer": deepcopy(self["answer"], memo)}


QuestionForm.base_fields = _Fields(QuestionForm.base_fields)


def initial_of(answer: Answer | None, unsaid: int) -> dict[str, Any]:
    """A stored answer as the start of a ``QuestionForm``; ``unsaid`` is the version where there is none."""
    if answer is None:
        return {"version": unsaid, "evidence": ""}
    return {
        "answer": answer.status if answer.choice is None else str(answer.choice),
        "reason": answer.reason,
        "evidence": answer.evidence,
        "note": answer.note,
        "origin": answer.origin,
        "version": answer.version,
    }
