"""Admin pages of the questions: themes, criteria with choices and conditions, presets."""

from math import fsum
from typing import Any

from django.contrib import admin, messages
from django.db.models import FloatField, QuerySet, Sum, Value
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from catalog.admin.assistance import moves_in_words
from catalog.admin.base import PageAdmin, PartInline, PartsCountedAdmin, parts_column
from catalog.definition import fingerprint, working_ruleset
from catalog.models import Choice, Criterion, Preset, PresetWeight, ShowIf, Theme
from catalog.models.base import ConditionRow, active_rows
from catalog.models.questions import Asked
from catalog.weights import even, split_evenly
from engine.moves import moved_by
from writing.admin import SENT_AS


def in_words(row: ConditionRow) -> str:
    """The condition as a sentence, so that an editor can read back what was typed."""
    if row._state.adding:
        return ""
    texts = {choice.number: choice.text for choice in row.on.choices.all()}
    wanted = " or ".join(f"“{texts.get(number, '(no such choice)')}”" for number in row.choices)
    return f"“{row.on.name}” is answered with {wanted}"


class ConditionInline(PartInline):
    """Conditions as rows, each read back as a sentence."""

    fields = ["on", "choices", "reads"]
    readonly_fields = ["reads"]

    @admin.display(description="In words")
    def reads(self, row: ConditionRow) -> str:
        """The stored condition in words."""
        return in_words(row)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the criterion of each condition and its choices."""
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.select_related("on").prefetch_related("on__choices")


class ChoiceInline(PartInline):
    """The answers with their effects in one table."""

    model = Choice
    fields = [
        "number",
        "text",
        "sourcing",
        "expertise",
        "pooling",
        "automation",
        "note",
    ]


class ShowIfInline(ConditionInline):
    """When the question is asked."""

    model = ShowIf
    fk_name = "criterion"


def _moves(row: Criterion) -> Any:
    ruleset = working_ruleset()
    found = ruleset.criterion.get(row.code)
    return found and moved_by(ruleset, row.code, found.weight, found.choices)


class PresetWeightInline(PartInline):
    """The weights that a preset lays over the questions' own."""

    model = PresetWeight


@admin.register(Theme)
class ThemeAdmin(PartsCountedAdmin):
    """Sections of the questionnaire."""

    counted = "criteria"
    list_display = ["code", "name", parts_column("Questions"), "position"]
    search_fields = ["code", "name", "intro"]
    fields = ["code", "name", "intro", "position"]


@admin.register(Criterion)
class CriterionAdmin(PageAdmin):
    """Questions with their choices, effects and conditions."""

    list_display = [
        "code",
        "name",
        "theme",
        "weight",
        "share",
        "quick",
        "kind",
        "position",
    ]
    list_display_links = ["code", "name"]
    list_filter = ["theme", "role", "asked", "quick", "per_step", "evidence_strength"]
    list_select_related = ["theme"]
    search_fields = ["code", "name", "question", "help", "choices__text", "choices__note"]
    inlines = [ChoiceInline, ShowIfInline]
    fieldsets = [
        (None, {"fields": ["code", "theme", "position", "name", "question", "short", "hint"]}),
        ("Words", {"fields": ["help", "why", "find_out", "counts_today", "sources"]}),
        ("Weight", {"fields": ["weight", "share", ("weight_low", "weight_high"), "apart"]}),
        (
            "Effects",
            {
                "fields": ["role", "most", "effects_reason", "evidence_strength"],
                "description": (
                    "The effects stand with the choices below. 0 is no argument either way; a "
                    "positive effect under Provider speaks for a provider, a negative one against."
                ),
            },
        ),
        (
            "When and where it is asked",
            {"fields": ["asked", "quick", "per_step", "not_applicable"]},
        ),
        (
            "What the program knows about it",
            {"fields": ["answered_by", "decides", "read_as_unknown"]},
        ),
    ]
    readonly_fields = ["share"]
    actions: tuple[str, ...] = ("split_evenly",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the sum of all weights that count."""
        counting = active_rows(Criterion).filter(asked=Asked.QUESTIONS)
        total = counting.aggregate(total=Sum("weight"))["total"] or 0
        rows: QuerySet[Any] = super().get_queryset(request)
        weighed: QuerySet[Any] = rows.annotate(total=Value(float(total), output_field=FloatField()))
        return weighed

    @admin.display(description="Kind", ordering="role")
    def kind(self, row: Criterion) -> str:
        """In one word, as the whole sentence makes every row of the list three times as high."""
        return row.role.capitalize() if row.asked == Asked.QUESTIONS else "Not among the questions"

    @admin.display(description="Share", ordering="weight")
    def share(self, row: Any) -> str:
        """Its part of the sum of all weights, as they are saved."""
        total = getattr(row, "total", 0)  # none of a new question
        counts = row.asked == Asked.QUESTIONS and not row.retired and total
        return f"{100 * row.weight / total:.1f} % of {total:g}" if counts else ""

    @admin.action(description="Split the weight of the selected evenly", permissions=["change"])
    def split_evenly(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Show what each selected question would weigh, then do it while they weigh what was shown."""
        rows = list(queryset)
        now = [row.weight for row in rows]
        state = fingerprint({row.code: row.weight for row in rows})
        if request.POST.get(SENT_AS) == state:
            split_evenly(questions=rows, by=request.user)
            self.message_user(request, f"{fsum(now):g} is split evenly over {len(rows)} questions.")
            return None
        if SENT_AS in request.POST:
            message = "Somebody changed a weight after you were asked. Look at it again."
            self.message_user(request, message, messages.WARNING)
        context = {
            **self.admin_site.each_context(request),
            "title": "Split these weights evenly?",
            "opts": self.opts,
            "rows": list(zip(rows, even(now), strict=True)),
            "total": fsum(now),
            "state": state,
        }
        return TemplateResponse(request, "admin/catalog/split.html", context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With what its choices move, as they are saved."""
        row = context["original"]
        context["moves"] = moves_in_words(_moves(row)) if row is not None else None
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(Preset)
class PresetAdmin(PageAdmin):
    """Presets: named weights that are laid over the questions' own."""

    list_display = ["key", "name", "position"]
    search_fields = ["key", "name", "description"]
    fields = ["key", "name", "description", "position"]
    inlines = [PresetWeightInline]
