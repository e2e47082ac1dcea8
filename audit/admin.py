"""The whole log in the admin: read, filtered, taken along as CSV, never changed."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse

from audit.log import record
from audit.models import Event, Kind
from audit.reading import as_csv, in_words, with_person


class NotesDeletions(admin.ModelAdmin[Any]):
    """Whatever is deleted in the admin leaves a line."""

    def event_of(self, row: Any) -> dict[str, Any]:
        """What the line says of the row; never the name of a person."""
        return {"subject": f"{self.opts.verbose_name} {row}"}

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Called before the rows are deleted, from a page and from a list."""
        for row in queryset:
            record(Kind.DELETED, by=request.user, **self.event_of(row))
        return super().log_deletions(request, queryset)


@admin.register(Event)
class EventAdmin(admin.ModelAdmin[Event]):
    """What happened on the site."""

    list_display = ("at", "who", "kind", "subject", "whom", "details")
    list_filter = ("kind",)
    search_fields = ("subject",)
    search_help_text = "What it is about, or the name of a person"
    date_hierarchy = "at"
    actions = ("download",)
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Event], search_term: str
    ) -> tuple[QuerySet[Event], bool]:
        """By what the events are about, and by who did them or whom they are about."""
        found, doubled = super().get_search_results(request, queryset, search_term)
        if search_term:
            found = found | with_person(queryset, search_term)
        return found, doubled

    @admin.display(description="who")
    def who(self, event: Event) -> str:
        """The name that the person has now."""
        return in_words([event])[0].who

    @admin.display(description="about whom")
    def whom(self, event: Event) -> str:
        """The name that the person has now."""
        return in_words([event])[0].person

    @admin.display(description="details")
    def details(self, event: Event) -> str:
        """What else is known."""
        return in_words([event])[0].detail

    @admin.action(description="Download as CSV", permissions=["view"])
    def download(self, request: HttpRequest, events: QuerySet[Any]) -> StreamingHttpResponse:
        """The chosen events as a file."""
        record(Kind.EXPORTED, by=request.user, subject="Log of events", file="log")
        return as_csv(Event.objects.filter(pk__in=events.values("pk")), "log.csv")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Events happen."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What happened stays."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Retention by the settings is the only end."""
        return False
