"""A form about cost and what was saved meanwhile, brought together: what the writer did not touch is
as saved, all else as typed."""

from dataclasses import dataclass

from django.core import signing
from django.http import QueryDict

from decisions.costing import document_of
from decisions.forms.cost import ShortForm
from decisions.forms.cost_side import SideForm
from decisions.models import Assessment
from engine.cost.intake import read_cost_case
from engine.cost.lines import CostCase
from engine.model.reading import InvalidInput
from writing.merge import Row, State, merge
from writing.page import values_of

SENT_AS = "opened"
"""The hidden field with the case that a form was made from."""


@dataclass(frozen=True)
class Opened:
    """The case that a form was made from, None where there was none."""

    case: CostCase | None


def seal(assessment: Assessment, case: CostCase | None) -> str:
    """The case as text that only we can make, for forms of this assessment only."""
    document = document_of(case) if case else None
    return signing.dumps(document, salt=_salt(assessment), compress=True)


def opened_of(assessment: Assessment, data: QueryDict) -> Opened | None:
    """The case that the sent form was made from; None when that cannot be read."""
    try:
        document = signing.loads(data.get(SENT_AS, ""), salt=_salt(assessment))
        return Opened(None if document is None else read_cost_case(document, computable=False))
    except (signing.BadSignature, InvalidInput):
        return None


def _salt(assessment: Assessment) -> str:
    return f"{assessment._meta.label}:{assessment.pk}:cost"


def merged_short(
    data: QueryDict, opened: ShortForm | None, saved: ShortForm, sent: ShortForm
) -> QueryDict:
    """What to bind the short form to. ``opened`` is the form as it was before anything was typed."""
    stored, typed = _short_state(saved), _short_state(sent)
    base = _short_state(opened) if opened else None
    # A field that only one of the forms has was touched by nobody.
    typed = State({**stored.page, **typed.page})
    base = State({**typed.page, **base.page}) if base else None
    result = data.copy()
    for name, values in merge(base, stored, typed).state.page.items():
        result.setlist(name, list(values))
    return result


def merged_side(
    data: QueryDict, opened: SideForm | None, saved: SideForm, sent: SideForm
) -> QueryDict:
    """What to bind the form of one side to, as for the short form; a line is a row of a table."""
    base = _side_state(opened) if opened else None
    state = merge(base, _side_state(saved), _side_state(sent)).state
    result = data.copy()
    rows = state.tables[SIDE]
    result.setlist("line", [row.name for row in rows])
    for row in rows:
        for name, values in row.values.items():
            result.setlist(f"{row.name}-{name}", list(values))
    return result


SIDE = "lines"


def _short_state(form: ShortForm) -> State:
    return State(values_of(form, [name for name in form.fields if name != "version"]))


def _side_state(form: SideForm) -> State:
    rows = [Row(row.line.key, row.line.key, values_of(row, row.fields)) for row in form.rows]
    return State({}, {SIDE: rows})
