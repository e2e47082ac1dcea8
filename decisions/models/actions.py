"""What people wrote about the next actions of an assessment, and actions of their own."""

import uuid
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery

from accounts.models import User
from decisions import wording
from decisions.models.assessments import Assessment
from writing.models import Versioned


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    """Which actions."""

    def overdue(self, on: date) -> Self:
        """Those that should have been done before this day."""
        return self.filter(due__lt=on).exclude(status=ActionItem.Status.DONE)

    def count_of(self, assessment: str) -> Subquery:
        """How many of these an assessment has, to annotate: its key is in this field of the outer row;
        None without any."""
        rows = self.filter(assessment=OuterRef(assessment)).order_by()
        return Subquery(rows.values("assessment").annotate(count=Count("pk")).values("count"))


class ActionItem(Versioned):
    """One action that somebody touched. ``key`` names the proposal of the advice that it is about
    (``report.actions``), "" for an action of people's own; ``text`` is "" where the proposal's own
    words stand. Who does it is a member of the team, or anybody else by ``name``.
    """

    class Status(models.TextChoices):
        """How far it is."""

        TODO = "todo", wording.ACTION_STATUS["todo"]
        DOING = "doing", wording.ACTION_STATUS["doing"]
        DONE = "done", wording.ACTION_STATUS["done"]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="action_items"
    )
    key = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    member = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=150, blank=True)
    due = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.TODO)
    note = models.TextField(blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[ActionItemQuerySet] = ActionItemQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "key"], condition=~Q(key=""), name="one_item_per_proposal"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["todo", "doing", "done"]), name="action_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(member=None) | Q(name=""), name="a_member_or_a_name"
            ),
            models.CheckConstraint(
                condition=~Q(key="") | ~Q(text=""), name="own_actions_have_a_text"
            ),
        ]
        indexes = [
            models.Index(fields=["due"], condition=~Q(status="done"), name="due_and_not_done")
        ]

    def __str__(self) -> str:
        return self.text or self.key

    @property
    def who(self) -> str:
        """Who does it by name, "" for nobody yet."""
        return str(self.member) if self.member else self.name
