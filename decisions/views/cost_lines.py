"""The lines of a cost case, side by side with the table that they make; and further options."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeGuard
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.http import AuthenticatedHttpRequest, form_page
from decisions.comment_targets import cost_key
from decisions.cost.part import columns, idle_words, options, tables
from decisions.cost.published import Published, published_range
from decisions.forms.cost_edits import free_key
from decisions.forms.cost_lines import LineForm
from decisions.forms.cost_merge import SENT_AS, merged_side, opened_of, seal
from decisions.forms.cost_side import OWN, OptionForm, SideForm, option_of, side_form
from decisions.forms.fields import sent
from decisions.services.cost import COST, CostConflict, CostSaved, save_cost
from decisions.views.cost_page import (
    CostPage,
    cost_page,
    not_done,
    tell_effects,
    told,
    version_sent,
)
from decisions.views.talk import Talks
from engine.cost.defaults import CostContent, stand_ins
from engine.cost.intake import MOST_OPTIONS
from engine.cost.lines import KINDS, OWN_WAYS, CostCase, CostOption, Line
from engine.cost.term import fitted
from engine.model.ruleset import Ruleset
from reviews.models import About
from writing.conflict import Removed
from writing.forms import renew
from writing.opened import form_on


@form_page
@never_cache
def cost_lines(
    request: AuthenticatedHttpRequest, assessment_id: UUID, side: str = OWN
) -> HttpResponse:
    """Every line of one side. The button or the browser recomputes without saving."""
    page = cost_page(request, assessment_id)
    opened = _opened(page, side)
    made_from = opened or page.case
    if not _has(made_from, side):
        return _gone(page)
    content = page.ruleset.reference.cost
    add = request.POST.get("kind", "") if "add" in request.POST else ""
    form = side_form(content, made_from, side, sent(request), add)
    option = option_of(made_from, side)
    case = _with_option(page.case or made_from, option)
    if len(case.options) > MOST_OPTIONS:
        form.problem = f"A case has up to {MOST_OPTIONS} options, and this one was removed."
    if request.method == "POST" and form.is_valid() and "save" in request.POST:
        saved = save_cost(
            assessment=page.assessment,
            by=request.user,
            change=lambda stored: with_lines(stored or made_from, side, form.lines, option),
            seen=version_sent(page),
        )
        if isinstance(saved, CostSaved):
            return told(page, saved, "cost_side", side)
        return _overtaken(page, side, form, opened, saved)
    return _lines(page, case, side, form)


def _opened(page: CostPage, side: str) -> CostCase | None:
    """The case that the sent form was made from, if it has this side."""
    opened = opened_of(page.assessment, page.request.POST)
    return opened.case if opened and _has(opened.case, side) else None


def _has(case: CostCase | None, side: str) -> TypeGuard[CostCase]:
    return case is not None and (side == OWN or option_of(case, side) is not None)


def _overtaken(
    page: CostPage,
    side: str,
    typed: SideForm,
    opened: CostCase | None,
    conflict: CostConflict,
) -> HttpResponse:
    """Both cases, and the form with what was typed on top of what is saved now."""
    (found,) = conflict.overtaken
    more: dict[str, Any] = {"version": conflict.versions[COST]}
    now, content = found.saved, page.ruleset.reference.cost
    if not _has(now, side):
        assert found.yours is not None
        more["keep_url"] = reverse("cost", args=[page.assessment.pk])
        removed = page.case_removed() if now is None else Removed("way to compare")
        own = with_lines(opened, side, typed.lines, option_of(opened, side)) if opened else None
        more |= page.removed(removed, opened, own or found.yours)
        return _lines(page, found.yours, side, typed, more)
    base = side_form(content, opened, side) if opened else None
    data = merged_side(page.request.POST, base, side_form(content, now, side), typed)
    form = side_form(content, now, side, data)
    kept = with_lines(now, side, form.lines, option_of(now, side)) if form.is_valid() else None
    more |= {SENT_AS: seal(page.assessment, now)}
    return _lines(page, now, side, form, more | page.conflict(conflict, kept))


def _gone(page: CostPage) -> HttpResponse:
    """There is nothing to write on, and nothing is known of what there was."""
    if page.request.method == "POST":
        messages.warning(page.request, "It was removed meanwhile. Nothing was saved.")
    elif page.case is not None:
        raise Http404
    return redirect("cost", page.assessment.pk)


def with_lines(
    case: CostCase, side: str, lines: tuple[Line, ...], option: CostOption | None
) -> CostCase:
    """The case with other lines on one side; ``option`` as the form knows it, where that is gone."""
    if side == OWN or option is None:
        return replace(case, in_house=lines)
    options = _with_option(case, option).options
    changed = (replace(row, lines=lines) if row.key == side else row for row in options)
    return replace(case, options=tuple(changed))


def _with_option(case: CostCase, option: CostOption | None) -> CostCase:
    """The case with the option that a form was made from, which may be gone."""
    if option is None or option_of(case, option.key):
        return case
    return replace(case, options=(*case.options, option))


def _lines(
    page: CostPage,
    case: CostCase,
    side: str,
    form: SideForm,
    more: Mapping[str, Any] | None = None,
    *,
    option_form: OptionForm | None = None,
) -> HttpResponse:
    option, content = option_of(case, side), page.ruleset.reference.cost
    typed = form.is_bound
    talks = Talks(page.assessment, About.COST)
    seen = version_sent(page) if typed else page.version
    context = {
        "case": case,
        "form": form,
        "side": side,
        "option": option,
        "rows": [
            (row, _suggested(row, page.ruleset), talks.of(cost_key(side, row.line.key)))
            for row in form.rows
        ],
        "kinds": [kind for kind in KINDS.values() if kind.owner == ("provider" if option else OWN)],
        "version": seen,
        SENT_AS: page.request.POST.get(SENT_AS) or seal(page.assessment, case),
        "is_unsaved": typed,
        "option_form": option_form or OptionForm(content, initial={"version": seen}),
        "can_add_option": len(case.options) < MOST_OPTIONS,
        "tab": "lines",
        **_live(page, form, case, side),
        **(more or {}),
    }
    htmx = page.request.htmx
    template = "_cost_swap.html" if htmx and "live" in page.request.POST else "cost_lines.html"
    response = page.render(f"decisions/{template}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _suggested(row: LineForm, ruleset: Ruleset) -> Published | None:
    """The published range of a line, with what it rests on."""
    return None if row.suggestion is None else published_range(row.suggestion, ruleset)


def _live(page: CostPage, form: SideForm, case: CostCase, side: str) -> dict[str, Any]:
    """The table and the figures that the form makes now, saved or not."""
    if not form.is_valid():
        return {"is_live": False}
    shown = page.priced(with_lines(case, side, form.lines, option_of(case, side)))
    wanted = ("improved",) if side == OWN else (side,)
    return {
        "is_live": True,
        "columns": columns(case.terms),
        "tables": [row for row in tables(shown) if row["key"] in wanted],
        "options": [row for row in options(shown) if side in (OWN, row["key"])],
        "missing": [row.sentence for row in shown.problems],
        "idle": idle_words(shown, side),
    }


@form_on("cost_lines", "assessment_id")
def cost_option_add(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Another way to compare, without figures of its own yet."""
    page = cost_page(request, assessment_id)
    content = page.ruleset.reference.cost
    form, case = OptionForm(content, request.POST), page.case
    if case is None:
        return _gone(page)
    lines = side_form(content, case, OWN)
    if form.is_valid() and len(case.options) >= MOST_OPTIONS:
        form.add_error(None, f"A case has up to {MOST_OPTIONS} options.")
    if not form.is_valid():
        return _lines(page, case, OWN, lines, option_form=form)
    option = _new_option(content, case, form.cleaned_data)
    saved = save_cost(
        assessment=page.assessment,
        by=request.user,
        change=lambda _: fitted(replace(case, options=(*case.options, option))),
        seen=form.seen,
    )
    if not isinstance(saved, CostSaved):
        renew(form, {"version": saved.versions[COST]})
        more = {"version": saved.versions[COST], **page.conflict(saved)}
        return _lines(page, case, OWN, lines, more, option_form=form)
    messages.success(request, f"“{option.name}” was added. Enter its price, and what you know.")
    tell_effects(page, saved)
    return redirect("cost_side", assessment_id, option.key)


def _new_option(content: CostContent, case: CostCase, values: dict[str, Any]) -> CostOption:
    deal = values["deal"]
    key = free_key(deal or "provider", {row.key for row in case.options})
    known = {row.key: row.name for row in content.deals} | dict(OWN_WAYS)
    usual = known.get(deal, "The provider")
    names = {row.name for row in case.options}
    name = values["name"] or (usual if usual not in names else f"{usual} ({key})")
    lines = stand_ins(content, deal, (), "provider") if values["ranges"] else ()
    return CostOption(key, name, lines, deal)


@require_POST
def cost_option_remove(
    request: AuthenticatedHttpRequest, assessment_id: UUID, side: str
) -> HttpResponse:
    """Take an option out of the case."""
    page = cost_page(request, assessment_id)
    case = page.case
    option = option_of(case, side) if case else None
    if case is None or option is None:
        raise Http404
    others = tuple(row for row in case.options if row.key != side)
    saved = save_cost(
        assessment=page.assessment,
        by=request.user,
        change=lambda _: replace(case, options=others),
        seen=version_sent(page),
    )
    if isinstance(saved, CostSaved):
        messages.success(request, f"“{option.name}” was removed from the cost case.")
        tell_effects(page, saved)
    else:
        not_done(page)
    return redirect("cost_lines", assessment_id)
