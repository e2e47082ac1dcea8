"""What the pages about the money of an assessment share: the case behind the door, a conflict, and what saving did."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.http import AuthenticatedHttpRequest
from decisions.access import Access, Action, assessment_or_404
from decisions.cost.differences import ORDER, CostDifference, CostNames, differences
from decisions.cost.option import silence
from decisions.costing import cost_row, stored_case
from decisions.evaluation import today_of
from decisions.models import Assessment, CostCase
from decisions.services.cost import CostConflict, CostSaved
from decisions.services.parts import last_change
from decisions.views.aside import tell
from engine.cost import lines as cost_lines
from engine.cost.priced import Priced, priced
from engine.model.ruleset import COST_CASE, Ruleset
from writing.conflict import Difference, Removed
from writing.forms import VersionField


@dataclass(frozen=True)
class CostPage:
    """What every page about money needs: who, where, and the case as it is stored."""

    request: AuthenticatedHttpRequest
    access: Access
    row: CostCase | None

    @property
    def assessment(self) -> Assessment:
        """The assessment behind the door."""
        return self.access.assessment

    @property
    def ruleset(self) -> Ruleset:
        """The pinned decision model; what is published about cost stands in ``reference.cost``."""
        return self.assessment.edition.ruleset

    @cached_property
    def case(self) -> cost_lines.CostCase | None:
        """The stored case, which may lack figures."""
        return stored_case(self.row) if self.row else None

    def priced(self, case: cost_lines.CostCase) -> Priced:
        """A case with its figures, beside who does the work today."""
        return priced(case, today_of(self.assessment))

    @property
    def question(self) -> str:
        """The name of the question that the case answers, "" where the decision model has none."""
        row = self.ruleset.answered_by(COST_CASE)
        return row.name if row else ""

    @property
    def version(self) -> int:
        """The version that the page shows, 0 for none."""
        return self.row.version if self.row else 0

    def differences(
        self, before: cost_lines.CostCase | None, after: cost_lines.CostCase | None
    ) -> list[CostDifference]:
        """Where two cases differ, in the names that this decision model has for deals and sources."""
        return differences(before, after, CostNames.of(self.ruleset))

    def conflict(
        self, conflict: CostConflict | None, kept: cost_lines.CostCase | None = None
    ) -> dict[str, Any]:
        """For the page of a conflict: both cases where they differ. ``kept`` is what the next save
        makes, where that leaves alone what the writer did not touch."""
        if conflict is None:
            return {}
        (found,) = conflict.overtaken
        sent = self.differences(found.saved, found.yours)
        mine = self.differences(found.saved, kept) if kept else sent
        changed = {(row["side"], row["name"]) for row in mine}
        rest = [row for row in sent if (row["side"], row["name"]) not in changed]
        rows = [
            Difference(
                f"{row['name']}, {row['side']}",
                row["before"],
                row["after"],
                found.who,
                found.at,
                untouched=row in rest,
            )
            for row in (*mine, *rest)
        ]
        return {"conflict": rows}

    def case_removed(self) -> Removed:
        """That the whole case is gone, and by whom."""
        return Removed("cost case", *last_change(self.assessment, "cost_removed"))

    def removed(
        self,
        removed: Removed,
        opened: cost_lines.CostCase | None,
        typed: cost_lines.CostCase | None,
    ) -> dict[str, Any]:
        """For the page of a conflict where nothing is left to compare with: what was typed on the case
        that the form was made from."""
        rows = [
            Difference(f"{row['name']}, {row['side']}", "", row["after"], removed.who, removed.at)
            for row in self.differences(opened, typed)
            if row["name"] != ORDER  # follows from the figures
        ]
        return {"removed": removed, "conflict": rows}

    def render(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """The page with what all pages about money show."""
        base = {
            "assessment": self.assessment,
            "allowed": self.access.allowed,
            "can_edit": self.access.can(Action.EDIT),
            "row": self.row,
            "case": self.case,
            "version": self.version,
        }
        return render(self.request, template, base | context, status=status)


def cost_page(
    request: AuthenticatedHttpRequest, assessment_id: UUID, action: Action | None = None
) -> CostPage:
    """The page behind the door: reading needs VIEW, posting EDIT."""
    usual = Action.EDIT if request.method == "POST" else Action.VIEW
    access = assessment_or_404(request.user, assessment_id, action or usual)
    return CostPage(request, access, cost_row(access.assessment))


def not_done(page: CostPage) -> None:
    """Say that a button did nothing: what it was to change is not what the page showed."""
    messages.warning(
        page.request,
        "The cost case was changed meanwhile, so nothing was done. Look at it, then try again.",
    )


def version_sent(page: CostPage, name: str = "version") -> int:
    """The version that a button was shown beside."""
    return VersionField().clean(page.request.POST.get(name, ""))


def told(page: CostPage, saved: CostSaved, to: str = "cost", *keys: str) -> HttpResponse:
    """Back to a page, with what saving did and did not do."""
    tell_effects(page, saved)
    if saved.priced is None:
        messages.success(page.request, "The cost case was removed.")
        return redirect("assessment", page.assessment.pk)
    if saved.priced.best is None:
        messages.warning(page.request, "Saved. The figures appear once nothing is missing.")
    elif saved.priced.choice is None:
        messages.warning(page.request, f"Saved. {silence(saved.priced)}.")
    elif not page.question:
        messages.success(page.request, "Saved.")
    elif saved.person_answered:
        messages.info(
            page.request,
            f"Saved. “{page.question}” keeps the answer that a person gave; the case did not change it.",
        )
    else:
        messages.success(page.request, f"Saved. The case answers “{page.question}”.")
    return redirect(to, page.assessment.pk, *keys)


def tell_effects(page: CostPage, saved: CostSaved) -> None:
    """Say which other answers stopped or started to count with the case's own."""
    if saved.effects:
        effects = saved.effects
        tell(page.request, page.ruleset, effects.set_aside, effects.brought_back)
