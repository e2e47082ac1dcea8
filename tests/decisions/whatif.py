"""Ways to open the what-if page, shared by its tests."""

from urllib.parse import urlencode

from decisions.evaluation import case_of, steps_of
from decisions.models import Assessment
from report.whatif import Baseline


def url(assessment: Assessment, **changes: object) -> str:
    """The what-if page with changes; "__" stands for the full stop of a name."""
    names = {name.replace("__", "."): value for name, value in changes.items()}
    return f"/assessments/{assessment.pk}/what-if/" + (f"?{urlencode(names)}" if names else "")


def baseline_of(assessment: Assessment) -> Baseline:
    """What the changes are applied to."""
    return Baseline(
        assessment.edition.ruleset,
        case_of(assessment),
        assessment.weights or None,
        steps_of(assessment),
    )
