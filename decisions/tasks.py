"""Work for the Celery worker, one line each; the work itself is in ``decisions.papers``."""

from celery import Task, shared_task
from django.utils import timezone

from decisions.deleted import remove_old, remove_old_links
from decisions.papers import clear_out, complete, requeue_lost


@shared_task(bind=True)
def render_paper(self: "Task[[str], None]", paper_id: str) -> None:
    """Make the paper. Safe to run twice."""
    complete(paper_id, redelivered=bool((self.request.delivery_info or {}).get("redelivered")))


@shared_task
def sweep_papers() -> None:
    """Send the papers again whose message or run was lost."""
    for paper_id in requeue_lost(timezone.now()):
        render_paper.delay(paper_id)


@shared_task
def clear_papers() -> None:
    """Remove the files of papers that nobody needs any more."""
    clear_out(timezone.now())


@shared_task
def remove_deleted() -> None:
    """Remove for good what was deleted, and links that ended, long enough ago."""
    remove_old(timezone.now())
    remove_old_links(timezone.now())
