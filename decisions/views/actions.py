"""The next actions: who does what by when; each changed in its place in the table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.http import AuthenticatedHttpRequest, form_page, wants_part
from accounts.models import User
from decisions import navigation, wording
from decisions.access import Access, Action, assessment_or_404
from decisions.action_items import item_id, key_of, written_of
from decisions.costing import cost_row
from decisions.evaluation import today_of
from decisions.forms.actions import NOBODY, ActionForm, CheckForm, NewActionForm, initial_of
from decisions.forms.fields import sent
from decisions.models import ActionItem, Assessment
from decisions.results import result_of
from decisions.services.actions import (
    MOST_OWN,
    TooManyActions,
    add_action,
    remove_action,
    save_action,
)
from decisions.services.gates import save_gates
from decisions.services.parts import last_change
from decisions.views.removed import if_removed
from decisions.views.talk import Talks
from engine.fit.case import GivenGate
from engine.model.ruleset import Gate
from report.action_words import ActionPart, actions_of, words
from report.actions import Proposal, is_overdue
from report.messages import read
from report.paper import first_sentence
from reviews.models import About
from writing.conflict import Difference, Removed
from writing.forms import VersionedForm
from writing.opened import form_on


def table(
    assessment: Assessment,
    parts: Iterable[ActionPart],
    *,
    origin: str = "actions",
    brief: bool = False,
    on: date | None = None,
) -> list[dict[str, Any]]:
    """The rows that ``decisions/_actions_table.html`` shows, of the ``actions`` of a document. Each has
    all of an ``ActionPart`` (key, kind, what, how, why, who, note ...) with ``due`` as a day, and

    - ``id``: of the action; its row in the page is ``action-<id>``
    - ``is_overdue``, ``is_open_check``: an open gate, to be answered in its row
    - ``edit_url``, ``cancel_url``, ``answer_url``: where it is changed, and where yes or no is sent
    - ``gate_version``: what an answer is sent with

    ``origin`` is the page, as in ``navigation.RETURNS``, to which saving leads back. ``brief``: a row
    has no column with Change; nobody's can be given to somebody, an open check is answered in the
    place of its status, and of the decision model's own words the first sentence stands (``shown``). ``on`` is the day by which something is overdue, today where none is given.
    """
    versions = {row.gate: row.version for row in assessment.gate_answers.all()}
    today = on or timezone.localdate()
    back = f"?{urlencode({'from': origin})}"
    rows = (_row(assessment, part, versions, today, back) for part in parts)
    return [{**row, "is_brief": brief, "shown": _shown(row, brief=brief)} for row in rows]


def _shown(row: Mapping[str, Any], *, brief: bool) -> str:
    return row["text"] or (first_sentence(row["what"]) if brief else row["what"])


def _row(
    assessment: Assessment,
    part: ActionPart,
    versions: Mapping[str, int],
    today: date,
    back: str,
) -> dict[str, Any]:
    key = item_id(assessment, part["key"])
    due = date.fromisoformat(part["due"]) if part["due"] else None
    edit_url = reverse("action", args=[assessment.pk, key]) + back
    return {
        **part,
        "id": key,
        "due": due,
        "nobody": NOBODY,
        "is_overdue": is_overdue(due, part["status"], today),
        "is_open_check": part["kind"] == "check" and part["asked"] and len(part["subjects"]) == 1,
        "edit_url": edit_url,
        "cancel_url": f"{edit_url}&cancel=yes",
        "answer_url": reverse("action_answer", args=[assessment.pk, key]) + back,
        "gate_version": versions.get(part["subjects"][0], assessment.unsaid_version)
        if part["subjects"]
        else 0,
    }


@dataclass(frozen=True)
class ActionsPage:
    """The actions of one assessment, as one member sees them."""

    request: AuthenticatedHttpRequest
    access: Access

    @property
    def assessment(self) -> Assessment:
        """The assessment."""
        return self.access.assessment

    @property
    def url(self) -> str:
        """The page with all of them."""
        return reverse("actions", args=[self.assessment.pk])

    @property
    def origin(self) -> str:
        """The page that a change leads back to."""
        return navigation.RETURNS.get(self.request.GET.get("from", ""), "actions")

    @property
    def back_url(self) -> str:
        """Its address."""
        return navigation.url_of(self.assessment, self.origin)

    @cached_property
    def stored(self) -> dict[str, ActionItem]:
        """What people wrote, by key."""
        rows = self.assessment.action_items.select_related("member")
        return {key_of(row): row for row in rows}

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of the table."""
        parts = actions_of(
            result_of(self.assessment, cost_row(self.assessment)), written_of(self.stored.values())
        )
        brief = self.origin == "result" and wants_part(self.request)
        rows = table(self.assessment, parts, origin=self.origin, brief=brief)
        talks = Talks(self.assessment, About.ACTION)
        return [{**row, "talk": talks.of(row["key"])} for row in rows]

    @cached_property
    def members(self) -> list[User]:
        """The people of the team, by name."""
        rows = self.assessment.team.memberships.select_related("user")
        return sorted((row.user for row in rows), key=str)

    def row(self, action_id: UUID) -> dict[str, Any]:
        """The action with this id, or ``Http404``."""
        for row in self.rows:
            if row["id"] == action_id:
                return row
        raise Http404

    def form(self, row: Mapping[str, Any], data: QueryDict | None = None) -> ActionForm:
        """The form of an action; who does it stays among the choices also after leaving the team."""
        stored, ruleset = self.stored.get(row["key"]), self.assessment.edition.ruleset
        today = today_of(self.assessment)
        proposed = read(words(ruleset, Proposal.of(row["key"]), today, timezone.localdate()).what)
        doing = stored.member if stored and stored.member else None
        members = [*self.members, *([doing] if doing and doing not in self.members else [])]
        return ActionForm(
            members,
            data,
            proposed=proposed,
            is_check=row["kind"] == "check" and row["asked"],
            auto_id=f"action-{row['id']}-%s",
            initial=initial_of(stored, proposed),
        )

    def new_form(self, data: QueryDict | None = None) -> NewActionForm:
        """The form of a new one."""
        return NewActionForm(self.members, data)

    def show(self, form: Any = None, **more: Any) -> HttpResponse:
        """All of the page."""
        context = {
            "assessment": self.assessment,
            "can_edit": self.access.can(Action.EDIT),
            "actions": self.rows,
            "actions_url": self.url,
            "form": form,
            "back_url": navigation.url_of(self.assessment, "result"),
            "keep_url": self.back_url,
            **more,
        }
        response = render(self.request, "decisions/actions.html", context)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def show_row(self, row: Mapping[str, Any], **more: Any) -> HttpResponse:
        """One row of the table, for htmx to put in place."""
        context = {
            "assessment": self.assessment,
            "can_edit": True,
            "row": row,
            "keep_url": self.back_url,
            "is_swapped": True,
            **more,
        }
        response = render(self.request, "decisions/_action.html", context)
        patch_vary_headers(response, ["HX-Request"])
        return response


def _page(request: AuthenticatedHttpRequest, assessment_id: UUID, action: Action) -> ActionsPage:
    return ActionsPage(request, assessment_or_404(request.user, assessment_id, action))


@form_page
@never_cache
def actions(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """All actions; POST adds one of people's own."""
    posted = request.method == "POST"
    page = _page(request, assessment_id, Action.EDIT if posted else Action.VIEW)
    form = page.new_form(sent(request))
    if posted and form.is_valid():
        try:
            added = add_action(
                assessment=page.assessment, by=request.user, key=form.new_key, edit=form.edit
            )
        except TooManyActions:
            form.add_error("text", f"{MOST_OWN} actions are the most. Remove one first.")
        else:
            messages.success(request, "The action is added.")
            return redirect(f"{page.url}#action-{added}")
    return page.show(form)


def _removed(request: AuthenticatedHttpRequest, access: Access, gone: UUID) -> HttpResponse:
    """All actions, with what was typed about one that is gone, to be added anew."""
    page = ActionsPage(request, access)
    data = request.POST.copy()
    data["key"] = str(uuid5(gone, "again"))
    data["status"] = data.get("status") or ActionItem.Status.TODO
    mark = last_change(page.assessment, "action_removed", detail__id=str(gone))
    return page.show(
        page.new_form(data),
        removed=Removed("action", *mark),
        conflict=[Difference("What", "", data.get("text", ""))],
    )


@form_page
@never_cache
@if_removed(_removed)
def action(request: AuthenticatedHttpRequest, assessment_id: UUID, action_id: UUID) -> HttpResponse:
    """One action, changed in its row; without script the same on the whole page."""
    page = _page(request, assessment_id, Action.EDIT)
    row = page.row(action_id)
    if "cancel" in request.GET and wants_part(request):
        return page.show_row(row)
    form = page.form(row, sent(request))
    differences: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        conflict = save_action(
            assessment=page.assessment,
            by=request.user,
            key=row["key"],
            edit=form.edit,
            seen=form.seen,
        )
        if conflict is None:
            return _saved(page, action_id)
        now = ActionsPage(request, page.access)
        differences = form.bring_together(conflict, now.form(row))
    stored = page.stored.get(row["key"])
    shown = {"conflict": differences, "editing": action_id, "stored": stored}
    if wants_part(request):
        return page.show_row(row, form=form, **shown)
    return page.show(form, **shown)


def _saved(page: ActionsPage, action_id: UUID) -> HttpResponse:
    """The row as it is now; without script, the page at its place."""
    if not wants_part(page.request):
        messages.success(page.request, "The action is saved.")
        return redirect(f"{page.back_url}#action-{action_id}")
    fresh = ActionsPage(page.request, page.access)
    return fresh.show_row(fresh.row(action_id), news="The action is saved.")


@require_POST
def action_remove(
    request: AuthenticatedHttpRequest, assessment_id: UUID, action_id: UUID
) -> HttpResponse:
    """Remove an action of people's own, or put a proposal back as it was proposed."""
    page = _page(request, assessment_id, Action.EDIT)
    row = page.row(action_id)
    form = VersionedForm(request.POST)
    form.full_clean()
    if not remove_action(
        assessment=page.assessment, by=request.user, key=row["key"], seen=form.seen
    ):
        messages.warning(request, wording.CHANGED_MEANWHILE)
        return redirect("action", assessment_id, action_id)
    done = "The action is as the advice proposes it." if row["asked"] else "The action is removed."
    messages.success(request, done)
    return redirect(page.url)


@form_on("actions", "assessment_id")
@never_cache
def action_answer(
    request: AuthenticatedHttpRequest, assessment_id: UUID, action_id: UUID
) -> HttpResponse:
    """Answer the gate of a check with yes or no; its evidence and note stay."""
    page = _page(request, assessment_id, Action.EDIT)
    assessment = page.assessment
    gate = _gate(assessment, action_id)
    form = CheckForm(request.POST)
    differences: list[Difference] = []
    if form.is_valid():
        stored = assessment.gate_answers.filter(gate=gate.code).first()
        evidence = cast(Any, stored.evidence or None) if stored else None
        given = GivenGate(form.answer, evidence, stored.note if stored else "")
        conflict = save_gates(
            assessment=assessment,
            by=request.user,
            answers={gate.code: given},
            seen={gate.code: form.seen},
        )
        if conflict is None:
            messages.success(request, "The answer is saved. The advice and the actions follow it.")
            return redirect(page.back_url)
        form.send_back(conflict)
        differences = conflict.differences(
            lambda _: gate.question, lambda _, said: wording.given_gate_words(said)
        )
    return page.show(form, conflict=differences, answering=gate)


def _gate(assessment: Assessment, action_id: UUID) -> Gate:
    """The gate whose check has this id, or ``Http404``."""
    for gate in assessment.edition.ruleset.asked_gates():
        if item_id(assessment, Proposal("check", (gate.code,)).key) == action_id:
            return gate
    raise Http404
