"""One question per page: shown, saved, and on to the next page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django_htmx.http import push_url

from accounts.http import AuthenticatedHttpRequest, form_page, lead_to, wants_part
from decisions import navigation
from decisions.access import Access, Action, assessment_or_404
from decisions.adaptive import Ahead, ahead
from decisions.comment_targets import comments_url
from decisions.evaluation import answers_of, depth_of, gates_of
from decisions.forms.questions import QuestionForm, initial_of
from decisions.models import Answer, Assessment
from decisions.services.answers import save_answer
from decisions.services.assessments import finish
from decisions.services.comments import note_answered
from decisions.views.aside import tell
from decisions.views.talk import Talk
from decisions.wording import SAVED_FOR_LATER, SUPPORT
from engine.fit import interview
from engine.fit.case import Given
from engine.model.ruleset import Criterion, GateAnswer, Ruleset, Source
from reviews.models import About, Thread
from reviews.reading import open_about
from writing.conflict import Conflict, Difference


@dataclass(frozen=True)
class Page:
    """What both halves of the question view need: who, where, and the answers so far."""

    request: AuthenticatedHttpRequest
    access: Access
    criterion: Criterion
    answers: dict[str, Given]
    gates: Mapping[str, GateAnswer]
    stored: Answer | None
    origin: str

    @property
    def assessment(self) -> Assessment:
        """The assessment behind the door."""
        return self.access.assessment

    @property
    def ruleset(self) -> Ruleset:
        """The pinned decision model."""
        return self.assessment.edition.ruleset

    @property
    def sources(self) -> list[Source]:
        """What the question rests on, as far as the register has it."""
        known = self.ruleset.source
        return [known[code] for code in self.criterion.sources if code in known]

    @property
    def threads(self) -> list[Thread]:
        """The open threads about the question."""
        if not self.access.has_threads:
            return []
        return open_about(self.assessment.pk, About.QUESTION, self.criterion.code)

    def form(self, data: Any = None) -> QuestionForm:
        """The question's form, unbound with what is stored, or bound."""
        service = self.ruleset.service.get(self.assessment.service)
        return QuestionForm(
            self.criterion,
            data,
            initial=initial_of(self.stored, self.assessment.unsaid_version)
            | {"back_to": self.origin},
            suggested=service.prefilled.get(self.criterion.code) if service else None,
            service=service.name if service else "",
        )


@form_page
@never_cache
def question(request: AuthenticatedHttpRequest, assessment_id: UUID, code: str) -> HttpResponse:
    """One question. Continue saves the answer and leads on."""
    posted = request.method == "POST"
    access = assessment_or_404(request.user, assessment_id, Action.EDIT if posted else Action.VIEW)
    found = access.assessment.edition.ruleset.criterion.get(code)
    if found and found.asked == "place":
        if posted:  # to the edition before, which asked it here: nothing takes what was typed
            raise Http404
        return redirect(navigation.question_url(access.assessment, code))
    origin = request.POST.get("back_to", "") if posted else request.GET.get("from", "")
    page = _page(request, access, code, origin)
    return _save(page) if posted else _show(page)


def _page(request: AuthenticatedHttpRequest, access: Access, code: str, origin: str) -> Page:
    """The page of one question, from the rows that are loaded."""
    assessment = access.assessment
    criterion = assessment.edition.ruleset.criterion.get(code)
    if criterion is None or criterion.asked == "never":
        raise Http404
    stored = next((row for row in assessment.answers.all() if row.criterion == code), None)
    said = gates_of(assessment)
    return Page(request, access, criterion, answers_of(assessment), said, stored, origin)


def _show(page: Page) -> HttpResponse:
    shown = interview.asked(page.ruleset, page.answers, depth_of(page.assessment))
    if page.criterion.code in shown:
        return _render(page, page.form())
    everywhere = interview.asked(page.ruleset, page.answers, "full")
    if page.criterion.code in everywhere:
        words = "belongs to the full assessment. Go deeper to answer it; your answers are kept."
        messages.info(page.request, f"“{page.criterion.name}” {words}")
        return redirect("assessment_depth", page.assessment.pk)
    messages.info(page.request, _hidden_words(page.ruleset, page.criterion))
    return redirect(navigation.next_url(page.assessment))


def _hidden_words(ruleset: Ruleset, criterion: Criterion) -> str:
    names = " and ".join(f"“{ruleset.criterion[row.criterion].name}”" for row in criterion.show_if)
    return f"“{criterion.name}” is not asked, because of your answer to {names}."


def _save(page: Page) -> HttpResponse:
    form = page.form(page.request.POST)
    if "later" in page.request.POST and not page.request.POST.get("answer") and not form.holds_more:
        return lead_to(page.request, page.assessment)
    if not form.is_valid():
        return _render(page, form)
    given = form.given
    effects = interview.consequences(page.ruleset, page.answers, page.criterion.code, given)
    if effects.set_aside and not form.is_confirmed:
        form.confirm()
        return _render(page, form, sets_aside=_criteria(page.ruleset, effects.set_aside))
    saved = save_answer(
        assessment=page.assessment,
        by=page.request.user,
        code=page.criterion.code,
        given=given,
        seen_version=form.seen,
    )
    if isinstance(saved, Conflict):
        return _overtaken(page, saved)
    if shown := page.request.POST.getlist("asked"):  # the page said that somebody asks for it
        asked = [row for row in _asked(page, page.threads) if str(row.pk) in shown]
        note_answered(assessment=page.assessment, by=page.request.user, asked=asked)
    tell(page.request, page.ruleset, saved.set_aside, saved.brought_back)
    return _go_on(page, effects.opens)


def _overtaken(page: Page, conflict: Conflict[Given]) -> HttpResponse:
    """What was typed on top of the answer that is saved now, and where the two differ."""
    now = _page(page.request, page.access, page.criterion.code, page.origin)
    form = now.form(page.request.POST)
    differences = form.bring_together(conflict, now.form())
    return _render(now, form, conflict=differences)


def _criteria(ruleset: Ruleset, codes: tuple[str, ...]) -> list[Criterion]:
    return [ruleset.criterion[code] for code in codes]


def _go_on(page: Page, opened: tuple[str, ...]) -> HttpResponse:
    """The next page; after the last question of the quick screen its result. A script gets a question
    that follows in this answer, made from the rows that are loaded, with the address to show for it."""
    request, assessment = page.request, page.assessment
    if "later" in request.POST:
        messages.success(request, SAVED_FOR_LATER)
        return lead_to(request, assessment)
    answers = answers_of(assessment)
    found = navigation.following(assessment, answers, page.criterion.code, page.origin, opened)
    if found is None and "finish" in request.POST and assessment.is_quick:
        finish(assessment=assessment, by=request.user)
        return lead_to(request, navigation.url_of(assessment, "result"))
    if found is None or not wants_part(request):
        return lead_to(request, _address(page, found))
    following = _page(request, page.access, *found)
    return push_url(_render(following, following.form()), _address(page, found))


def _address(page: Page, found: tuple[str, str] | None) -> str:
    """The address of the question that follows, or of the page after the last one."""
    if found:
        return navigation.question_url(page.assessment, *found)
    return navigation.return_url(page.assessment, page.origin)


def _render(
    page: Page,
    form: QuestionForm,
    *,
    conflict: list[Difference] | None = None,
    sets_aside: list[Criterion] | None = None,
) -> HttpResponse:
    before = ahead(page.assessment, page.answers, page.gates)
    threads = page.threads
    context = {
        "base": "decisions/_swap.html" if wants_part(page.request) else "base.html",
        "form": form,
        "assessment": page.assessment,
        "stored": page.stored,
        "can_edit": page.access.can(Action.EDIT),
        "suggestion": form.suggestion,
        "note_is_open": _holds_a_note(form),
        "sets_aside": sets_aside,
        "ahead": before,
        "reasons": before.reasons(page.criterion.code),
        "is_last": _is_last(page, before),
        "conflict": conflict,
        "talk": Talk(
            comments_url(page.assessment, About.QUESTION, page.criterion.code), len(threads)
        ),
        "asked": _asked(page, threads),
        **_about(page),
        **_ways_on(page, skips=conflict is not None),
    }
    response = render(page.request, "decisions/question.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _asked(page: Page, threads: list[Thread]) -> list[Thread]:
    """Those that ask this person for the answer."""
    return [row for row in threads if row.asks and row.assigned_to_id == page.request.user.pk]


def _holds_a_note(form: QuestionForm) -> bool:
    """Whether the page shows a note, or what was just sent or is wrong beside it."""
    sent = form.is_bound and (form["evidence"].value() or {"note", "evidence"} & form.errors.keys())
    return bool(form["note"].value() or sent)


def _is_last(page: Page, before: Ahead) -> bool:
    """Whether the result of the quick screen follows: no other question is open, and nobody waits to
    have the person back."""
    is_open = set(before.open_codes) - {page.criterion.code}
    return page.assessment.is_quick and not is_open and page.origin not in navigation.RETURNS


def _about(page: Page) -> dict[str, Any]:
    """The question itself, and where it stands among the others."""
    assessment, criterion, answers = page.assessment, page.criterion, page.answers
    return {
        "criterion": criterion,
        "theme": page.ruleset.theme[criterion.theme],
        "position": navigation.position_of(assessment, answers, criterion.code),
        "progress": interview.progress(page.ruleset, answers, depth_of(assessment)),
        "sources": page.sources,
        "support": SUPPORT[criterion.evidence_strength],
        "counts": navigation.counts_words(assessment, criterion.code),
    }


def _ways_on(page: Page, *, skips: bool) -> dict[str, Any]:
    """Where the page leads; ``skips`` adds the way past the question without saving it."""
    assessment, code = page.assessment, page.criterion.code
    following = navigation.following(assessment, page.answers, code, page.origin) if skips else None
    return {
        "url": navigation.question_url(assessment, code),
        "back_url": navigation.back_url(assessment, page.answers, code, page.origin),
        "skip_url": _address(page, following) if skips else "",
        "gates_are_open": navigation.gates_are_open(assessment, page.gates),
        "stop_url": navigation.after_questions(assessment, page.gates),
    }
