"""Is this PDF one of our papers, is it as we made it, and has anything changed since?"""

from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Q

from accounts.models import User
from decisions.access import readable_papers
from decisions.models import Paper
from decisions.services.versions import is_current
from exports.pdf.attachment import found_in


@dataclass(frozen=True, slots=True)
class Checked:
    """A paper of ours. ``is_intact``: the file is the one that was made, not only its facts;
    ``is_current``: the assessment still says what this version says."""

    paper: Paper
    is_intact: bool
    is_current: bool


def check_paper(*, by: User, pdf: bytes) -> Checked | None:
    """The paper that this file is or was made of, if it is one of ours that the person may read:
    None alike for papers of others and for any other file. Raises ``UnreadablePdf``."""
    attached = [sha256(one).hexdigest() for one in found_in(pdf)]
    whole = sha256(pdf).hexdigest()
    same = Q(sha256=whole) | Q(attached_sha256__in=attached)
    papers = list(readable_papers(by).filter(same, state=Paper.State.READY))
    papers.sort(key=lambda row: row.sha256 != whole)
    if not papers:
        return None
    paper = papers[0]
    return Checked(paper, paper.sha256 == whole, is_current(paper.version))
