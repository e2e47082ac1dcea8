"""Every form that changes what is stored says what it was made from, and browsers put nothing back into it.

A walk over all pages of assessments with everything in them. The forms are found in the pages, not in a
list: a new one fails here until it carries a version or has its reason below.
"""

from typing import Any

from django.forms import Form
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from accounts.models import Role
from decisions.models import Assessment, Depth, Paper
from decisions.services.versions import save_version
from report.pages import ORDER
from tests.addresses import address_of, own_patterns, parameters
from tests.decisions.test_matrix import FILES, SHARED, TABLE
from tests.everything import make_everything
from tests.forms_on_page import PageForm, forms_of
from tests.people import join, make_answers, make_assessment, make_team, make_user
from tests.reviews.by_link import board_of

WITHOUT_VERSION = {
    # These make something new, and say so themselves when it is there already.
    "assessment_new": "starts an assessment; its key makes a form sent twice one",
    "assessment_import": "makes one of a file; its key makes a form sent twice one",
    "template_start": "makes one from a template; its key makes a form sent twice one",
    "assessment_copy": "makes a copy; its key makes a form sent twice one",
    "version_restore": "makes a draft; its key makes a form sent twice one",
    "steps": "adds a step; its key makes a form sent twice one",
    "actions": "adds an action; its key makes a form sent twice one",
    "comments": "begins a thread; its key makes a form sent twice one",
    "thread": "adds a reply; its key makes a form sent twice one",
    "shared_comments": "begins a thread; its key makes a form sent twice one",
    "shared_thread": "adds a reply; its key makes a form sent twice one",
    "question_ask": "sends a mail; its key makes a form sent twice one",
    "steps_typical": "adds steps; their key makes a form sent twice one",
    "whatif": "keeps a scenario; a name that is taken is refused",
    "version_save": "freezes what is stored, changes nothing",
    "papers": "makes the PDF of what is stored, changes nothing",
    "version_papers": "makes the PDF of what is frozen, changes nothing",
    "paper_check": "looks into a file, keeps nothing",
    "paper_retry": "makes a PDF again, of the same version",
    "share": "makes a link; its key makes a form sent twice one",
    "create_team": "makes a team; its key makes a form sent twice one",
    "cost_sheet": "is compared with what is stored before anything is replaced",
    # These change nothing that two people could say differently.
    "assessment_finish": "says that the answers are complete, and shows them as they are stored",
    "link_revoke": "ends a link, whoever made it",
    "withdraw_invitation": "takes the link of a mail back",
    "profile": "one's own name",
    "mails": "one's own mails, on or off",
    "assessment_mails": "one's own mails, on or off",
    "mails_stop": "one's own mails, off",
    "assessment_restore": "brings back what nobody can change while it is deleted",
    "leave_team": "one's own membership",
    "remove_member": "a membership, whatever the role",
}
"""Address -> why its form needs none."""

ONE_STATEMENT = {
    "assessment_weights": "weights, which mean something only beside each other",
    "weights_rank": "an order",
    "weights_pairwise": "judgements that make one order",
    "cost_option_add": "adds a way, and leaves all others as they are saved",
}
"""Address -> why its several fields are taken from one writer."""


def everything(assessment: Assessment) -> list[dict[str, Any]]:
    """The keys of two assessments: one with everything in it, and one from the quick screen, with a
    paper that failed, of a service type with typical steps."""
    owner, team = assessment.owner, assessment.team
    make_answers(assessment, {"A1": 2})
    quick = make_assessment(team, owner, depth=Depth.QUICK, service="payroll", is_template=True)
    make_answers(quick, {"A1": 1})
    version = save_version(assessment=quick, by=owner)
    failed = Paper.objects.create(
        version=version, requested_by=owner, queued_at=timezone.now(), state=Paper.State.FAILED
    )
    all_keys = make_everything(assessment)
    others = {"assessment_id": quick.pk, "version_id": version.pk, "paper_id": failed.pk}
    pages = [{"part": part, **others} for part in ORDER[1:]]
    return [all_keys, {"code": "C4", **others}, {"side": "in_house", **others}, *pages]


def addresses(keys: list[dict[str, Any]]) -> set[str]:
    """The addresses of this project for all of it, but for those behind a link."""
    return {
        address_of(pattern, row)
        for pattern in own_patterns()
        for row in keys
        if parameters(pattern) <= row.keys() and pattern.name not in FILES | SHARED
    }


def behind_a_link(assessment: Assessment) -> tuple[Client, set[str]]:
    """The browser of a guest, and the addresses with what it wrote."""
    board = board_of(assessment)
    thread = board.begin("A comment", name="Gina Guest")
    own = (
        board.own(thread.comments.get(), name)
        for name in ("shared_comment", "shared_comment_remove")
    )
    return board.browser, {board.comments, board.at(thread), *own}


def fields_in_order(response: Any) -> list[str]:
    """The fields of the page's form that are on the page, in the order in which their problems are told."""
    form = response.context.get("form") if response.context else None
    rows = form.visible_fields() if isinstance(form, Form) else []
    return [row.html_name for row in rows if f' name="{row.html_name}"' in response.text]


def fields_on_page(response: Any) -> list[str]:
    """The same ones in the order in which they stand."""
    return sorted(fields_in_order(response), key=lambda one: response.text.index(f' name="{one}"'))


def walk(
    browser: Client, paths: set[str]
) -> tuple[set[str], dict[tuple[str, str], list[PageForm]]]:
    """The names of the pages that were opened, and the forms that are sent, by page and the address that
    they are sent to."""
    opened: set[str] = set()
    found: dict[tuple[str, str], list[PageForm]] = {}
    for path in sorted(paths):
        response = browser.get(path)
        if response.status_code != 200 or "text/html" not in response["Content-Type"]:
            assert response.status_code in (200, 302, 405), path
            continue
        page = str(resolve(path).url_name)
        opened.add(page)
        assert fields_in_order(response) == fields_on_page(response), path
        for form in forms_of(response.content.decode()):
            if form.posts:
                target = form.attributes.get("action") or path
                where = (page, str(resolve(target.partition("?")[0]).url_name))
                found.setdefault(where, []).append(form)
    return opened, found


def test_every_form_carries_the_version_it_was_made_from_and_nothing_is_put_back_into_it(
    alices, assessment
):
    make_team(assessment.owner, "Another")
    join(assessment.team, make_user("erin@example.org"), Role.EDITOR)  # whom to ask
    opened, found = walk(alices, addresses(everything(assessment)))
    found |= walk(*behind_a_link(assessment))[1]
    every = [(where, form) for where, forms in found.items() for form in forms]
    with_version = {target for (_, target), form in every if form.versions}
    bare = {target for (_, target), form in every if not form.versions}
    assert sorted(bare - WITHOUT_VERSION.keys()) == []
    assert sorted(with_version & WITHOUT_VERSION.keys()) == []
    put_back = [
        where
        for where, form in every
        if form.versions and form.attributes.get("autocomplete") != "off"
    ]
    assert put_back == []
    # What the writer did not touch stays as it is saved: such a form says what it showed.
    several = {
        target
        for (_, target), form in every
        if form.versions
        and len(form.values.keys() - form.hidden) > 1
        and "opened" not in form.names
    }
    assert several == ONE_STATEMENT.keys()
    # The walk saw the forms it is about, and there is no reason for a form that is gone.
    assert {
        "question",
        "gates",
        "step",
        "place",
        "cost_short",
        "step_move",
        "scenario",
    } <= with_version
    assert sorted(WITHOUT_VERSION.keys() - bare) == []
    pages = {row.name for row in TABLE if row.method == "GET" and row.answer == 200}
    assert sorted(pages - opened - FILES - {"blank_questionnaire"}) == []
