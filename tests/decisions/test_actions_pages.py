"""The pages of the next actions: the table, a row that is edited in its place, the answer to a check."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from decisions.action_items import ActionEdit, item_id
from decisions.models import ActionItem, Assessment, Version
from decisions.services.actions import MOST_OWN, save_action
from decisions.services.versions import save_version
from decisions.views.actions import table
from tests.forms_on_page import PageForm, forms_of, submit
from tests.people import STRANGE_NAMES, make_assessment, make_gates, make_steps

HTMX = {"HX-Request": "true"}
KO1, KO8 = "check:KO1", "fix:KO8"


def url(assessment: Assessment, key: str = "", name: str = "action") -> str:
    args = [assessment.pk, item_id(assessment, key)] if key else [assessment.pk]
    return reverse(name if key else "actions", args=args)


def rows(browser: Client, assessment: Assessment) -> dict[str, dict[str, Any]]:
    """The rows of the table, by key."""
    return {row["key"]: row for row in browser.get(url(assessment)).context["actions"]}


def edit_form(response: HttpResponse) -> PageForm:
    """The form in which a row is changed."""
    (form,) = [row for row in forms_of(response.content.decode()) if "member" in row.names]
    return form


def test_a_row_is_changed_without_script(open_case, alices, alice):
    answer = submit(
        alices,
        url(open_case, KO8),
        {"member": str(alice.pk), "due": "2027-01-15", "status": "doing", "note": "By then"},
    )
    assert answer["Location"] == f"{url(open_case)}#action-{item_id(open_case, KO8)}"
    row = rows(alices, open_case)[KO8]
    assert (row["who"], row["due"], row["status"]) == ("Alice Adams", date(2027, 1, 15), "doing")
    assert (row["text"], row["note"], row["asked"]) == ("", "By then", True)


def test_with_script_only_the_row_comes_and_goes(open_case, alices):
    address, row_id = url(open_case, KO8), f'id="action-{item_id(open_case, KO8)}"'
    opened = alices.get(address, headers=HTMX)
    assert opened.content.decode().count("<tr") == 1
    form = edit_form(opened)
    sent = {name: values[0] for name, values in form.values.items()} | {"name": "Dana"}
    saved = alices.post(address, sent, headers=HTMX)
    cancelled = alices.get(f"{address}?cancel=yes", headers=HTMX)
    for response in (opened, saved, cancelled):
        html = response.content.decode()
        assert (response.status_code, row_id in html, "<html" in html) == (200, True, False)
        assert response["X-Part"] == "yes"
        assert "HX-Request" in response["Vary"]
    for response in (saved, cancelled):
        assert "<form" not in response.content.decode()
        assert "Dana" in response.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("due", "next week"),
        ("due", "20270-01-15"),
        ("status", "maybe"),
        ("member", "12345678"),
        ("name", "x" * 151),
        ("note", "x" * 1001),
        ("text", "x" * 1001),
    ],
)
def test_a_mistake_stands_beside_its_field_and_nothing_typed_is_lost(
    open_case, alices, headers, field, typed
):
    sent = {"text": "In our words", "name": "Dana", "status": "doing", "note": "A note"}
    sent |= {"version": "0", field: typed}
    if field == "member":
        del sent["name"]
    shown = alices.post(url(open_case, KO8), sent, headers=headers)
    assert shown.status_code == 200
    assert shown.context["form"].errors.keys() == {field}
    form = edit_form(shown)
    is_list = field in ("status", "member")
    kept = {name: value for name, value in sent.items() if not (is_list and name == field)}
    assert {name: form.values[name] for name in kept} == {key: [row] for key, row in kept.items()}
    assert not ActionItem.objects.exists()


def test_a_member_and_a_name_are_asked_about(open_case, alices, alice):
    sent = {"member": str(alice.pk), "name": "Dana", "status": "todo", "version": "0"}
    shown = alices.post(url(open_case, KO8), sent)
    assert shown.context["form"].errors.keys() == {"name"}
    assert not ActionItem.objects.exists()


def test_the_words_of_a_proposal_are_no_text_of_our_own(open_case, alices):
    """Sent as they stood, or cleared, they stay the proposal's; others are ours."""
    for typed, stored in ((None, ""), ("", ""), ("In our words", "In our words")):
        changes = {"note": f"Note {typed}"} | ({} if typed is None else {"text": typed})
        assert submit(alices, url(open_case, KO8), changes).status_code == 302
        assert ActionItem.objects.get().text == stored
        assert rows(alices, open_case)[KO8]["what"]


def test_an_own_action_needs_words_and_is_added_once(open_case, alices):
    (form,) = [
        row for row in forms_of(alices.get(url(open_case)).content.decode()) if "key" in row.names
    ]
    empty = form.send(alices, url(open_case), {"text": "  ", "name": "Dana"})
    assert empty.context["form"].errors.keys() == {"text"}
    for _ in range(2):
        done = form.send(alices, url(open_case), {"text": STRANGE_NAMES[3], "name": "Dana"})
        assert done.status_code == 302
    (row,) = ActionItem.objects.all()
    assert (row.key, row.text, row.name) == ("", STRANGE_NAMES[3], "Dana")
    assert STRANGE_NAMES[3] not in alices.get(url(open_case)).content.decode()
    # Somebody goes back to the form and sends other words, or means somebody else.
    for other in ({"text": "Another", "name": "Dana"}, {"text": STRANGE_NAMES[3], "name": "Erin"}):
        assert form.send(alices, url(open_case), other).status_code == 302
    assert ActionItem.objects.count() == 3
    cleared = submit(alices, url(open_case, f"own:{row.pk}"), {"text": ""})
    assert cleared.context["form"].errors.keys() == {"text"}


def test_where_the_list_is_full_it_says_so(open_case, alices, alice):
    more = [
        ActionItem(assessment=open_case, text="More", changed_by=alice) for _ in range(MOST_OWN)
    ]
    ActionItem.objects.bulk_create(more)
    (form,) = [
        row for row in forms_of(alices.get(url(open_case)).content.decode()) if "key" in row.names
    ]
    shown = form.send(alices, url(open_case), {"text": "One more"})
    assert shown.context["form"].errors.keys() == {"text"}
    assert ActionItem.objects.count() == MOST_OWN


def test_a_check_is_answered_in_its_row(open_case, alices):
    """It goes from the list with yes; with no what to do about it comes. Evidence and note stay."""
    make_gates(open_case, KO1="unknown")
    open_case.gate_answers.filter(gate="KO1").update(note="Asked legal", evidence="estimate")
    row = rows(alices, open_case)[KO1]
    assert row["is_open_check"]
    sent = {"value": "fires", "version": row["gate_version"]}
    answer = alices.post(row["answer_url"], sent)
    assert answer["Location"] == url(open_case)
    stored = open_case.gate_answers.get(gate="KO1")
    assert (stored.value, stored.note, stored.evidence) == ("fires", "Asked legal", "estimate")
    after = rows(alices, open_case)
    assert KO1 not in after
    assert "fix:KO1" in after


def test_an_answer_on_the_result_leads_back_to_it(open_case, alices):
    address = url(open_case, KO1, "action_answer")
    answer = alices.post(f"{address}?from=result", {"value": "passes", "version": "0"})
    assert answer["Location"] == reverse("result", args=[open_case.pk])
    assert alices.post(address, {"value": "maybe", "version": "0"}).context["form"].errors
    unknown = url(open_case, "check:A1", "action_answer")
    assert alices.post(unknown, {"value": "passes"}).status_code == 404


def test_the_first_actions_are_changed_on_the_summary_and_lead_back_to_it(open_case, alices):
    """With script the row has as many cells as its table there, without it the page comes back."""
    summary = reverse("result", args=[open_case.pk])
    shown = alices.get(summary)
    row = next(row for row in shown.context["actions"] if row["key"] == KO8)
    assert row["edit_url"] in shown.content.decode()
    head = (
        shown.content.decode()
        .partition('class="table table-cards todo"')[2]
        .partition("</thead>")[0]
    )
    columns = head.count('<th scope="col"')
    opened = alices.get(row["edit_url"], headers=HTMX)
    assert f'colspan="{columns}"' in opened.content.decode()
    form = edit_form(opened)
    sent = {name: values[0] for name, values in form.values.items()} | {"name": "Dana"}
    saved = alices.post(form.attributes["action"], sent, headers=HTMX).content.decode()
    assert saved.count("<td") + saved.count("<th") == columns
    without = submit(alices, row["edit_url"], {"name": "Erin"})
    assert without["Location"] == f"{summary}#action-{row['id']}"


def test_who_only_looks_finds_no_way_to_change_the_first_actions(open_case, bob_as, client_of):
    shown = client_of(bob_as(Role.VIEWER)).get(reverse("result", args=[open_case.pk]))
    assert shown.context["actions"]
    html = shown.content.decode()
    assert not [row for row in shown.context["actions"] if row["edit_url"] in html]
    assert not [form for form in forms_of(html) if "value" in form.names]


def test_two_who_answer_a_check_see_both(open_case, alices, bob_as, client_of):
    bobs = client_of(bob_as(Role.EDITOR))
    address = url(open_case, KO1, "action_answer")
    assert bobs.post(address, {"value": "passes", "version": "0"}).status_code == 302
    shown = alices.post(address, {"value": "fires", "version": "0"})
    (late,) = shown.context["conflict"]
    assert (late.who.name, late.saved != late.yours) == ("Bob Brown", True)
    assert open_case.gate_answers.get(gate="KO1").value == "passes"
    (form,) = [
        row
        for row in forms_of(shown.content.decode())
        if "value" in row.names and row.values.get("value")
    ]
    assert form.values["value"] == ["fires"]
    assert form.send(alices, address, {}).status_code == 302
    assert open_case.gate_answers.get(gate="KO1").value == "fires"


def test_a_check_is_done_by_its_answer_alone(open_case, alices):
    shown = alices.post(url(open_case, KO1), {"status": "done", "version": "0"})
    assert shown.context["form"].errors.keys() == {"status"}


def test_what_single_steps_ask_for_names_them_on_the_summary_and_is_done_there(open_case, alices):
    """The advice for the whole may be the opposite; a check that is open in a step alone is answered in it."""
    sort, post = make_steps(open_case, "Sort", "Post")
    make_gates(sort, KO1="fires")
    make_gates(open_case, KO2="passes")
    make_gates(post, KO2="unknown")
    shown = alices.get(reverse("result", args=[open_case.pk]))
    fix = next(row for row in shown.context["actions"] if row["key"] == "fix:KO1")
    row = shown.content.decode().partition(f'id="action-{fix["id"]}"')[2].partition("</tr>")[0]
    assert "Step 1" in row
    check = rows(alices, open_case)["check:KO2:steps"]
    assert not check["is_open_check"]
    refused = alices.post(url(open_case, check["key"]), {"status": "done", "version": "0"})
    assert refused.context["form"].errors.keys() == {"status"}


def test_who_comes_second_sees_both_in_the_row(open_case, alices, bob_as, client_of):
    bobs = client_of(bob_as(Role.EDITOR))
    form = edit_form(alices.get(url(open_case, KO8), headers=HTMX))
    submit(bobs, url(open_case, KO8), {"name": "Bob's coach"})
    sent = {name: values[0] for name, values in form.values.items()} | {"name": "Alice's coach"}
    shown = alices.post(url(open_case, KO8), sent, headers=HTMX)
    (late,) = shown.context["conflict"]
    assert (late.saved, late.yours) == ("Bob's coach", "Alice's coach")
    assert ActionItem.objects.get().name == "Bob's coach"
    again = {name: values[0] for name, values in edit_form(shown).values.items()}
    assert again["name"] == "Alice's coach"
    alices.post(url(open_case, KO8), again, headers=HTMX)
    assert ActionItem.objects.get().name == "Alice's coach"


def test_an_action_is_not_removed_over_a_change_that_nobody_saw(open_case, alices):
    submit(alices, url(open_case, KO8), {"name": "Dana"})
    seen = ActionItem.objects.get().version
    submit(alices, url(open_case, KO8), {"name": "Erin"})
    address = url(open_case, KO8, "action_remove")
    assert alices.post(address, {"version": seen})["Location"] == url(open_case, KO8)
    assert ActionItem.objects.get().name == "Erin"
    alices.post(address, {"version": ActionItem.objects.get().version})
    assert not ActionItem.objects.exists()
    assert rows(alices, open_case)[KO8]["who"] == ""
    assert alices.post(address, {"version": seen}).status_code == 404


def test_who_left_the_team_stays_beside_the_action_until_somebody_else_is_named(
    open_case, alices, alice, bob_as
):
    bob = bob_as(Role.EDITOR)
    submit(alices, url(open_case, KO8), {"member": str(bob.pk)})
    open_case.team.memberships.filter(user=bob).delete()
    submit(alices, url(open_case, KO8), {"note": "Still his"})
    assert ActionItem.objects.get().member == bob
    assert rows(alices, open_case)[KO8]["who"] == "Bob Brown"
    submit(alices, url(open_case, KO8), {"member": str(alice.pk)})
    again = alices.get(url(open_case, KO8)).context["form"]
    assert str(bob.pk) not in again.members


def test_a_stranger_cannot_be_named_as_a_member(open_case, alices, charlie):
    shown = alices.post(
        url(open_case, KO8), {"member": str(charlie.pk), "status": "todo", "version": "0"}
    )
    assert shown.context["form"].errors.keys() == {"member"}


def test_who_only_looks_finds_the_list_and_no_form(open_case, bob_as, client_of):
    bobs = client_of(bob_as(Role.VIEWER))
    html = bobs.get(url(open_case)).content.decode()
    assert rows(bobs, open_case)[KO8]["what"] in html
    assert not [form for form in forms_of(html) if form.posts and "text" in form.names]
    assert not [form for form in forms_of(html) if "value" in form.names]


def test_overdue_actions_are_marked_on_the_list_and_found_by_it(open_case, alices, alice, team):
    """By the day of the site; done is not overdue."""
    late, today = timezone.localdate() - timedelta(days=1), timezone.localdate()
    other, done = make_assessment(team, alice, name="Other"), make_assessment(team, alice)
    for row, edit in (
        (open_case, ActionEdit(due=late)),
        (other, ActionEdit(due=today)),
        (done, ActionEdit(due=late, status="done")),
    ):
        save_action(assessment=row, by=alice, key="find:A1", edit=edit, seen=0)
    found = {row.pk: row.overdue for row in alices.get("/assessments/").context["assessments"]}
    assert found == {open_case.pk: 1, other.pk: None, done.pk: None}
    shown = alices.get("/assessments/?actions=overdue")
    assert [row.pk for row in shown.context["assessments"]] == [open_case.pk]
    assert url(open_case) in shown.content.decode()
    assert rows(alices, open_case)["find:A1"]["is_overdue"]


def test_the_page_takes_few_queries_and_writes_nothing(open_case, alices, alice):
    """At most seven: session, person, door, actions with who does them, members, steps, cost case."""
    for key in (KO1, KO8):
        fresh = Assessment.objects.get(pk=open_case.pk)
        edit = ActionEdit(member=alice)
        save_action(assessment=fresh, by=alice, key=key, edit=edit, seen=0)
    with CaptureQueriesContext(connection) as queries:
        alices.get(url(open_case))
    assert len(queries) <= 7
    assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)


def test_what_was_done_is_told_in_the_trail(open_case, alices):
    for changes in ({"name": "Dana"}, {"due": "2027-01-15"}, {"status": "done"}):
        submit(alices, url(open_case, KO8), changes)
    html = alices.get(reverse("assessment", args=[open_case.pk])).content.decode()
    for words in ("Dana", "15 January 2027", "marked as done"):
        assert words in html
    assert "action saved" not in html


def test_a_version_shows_the_actions_as_they_were(open_case, alices, alice):
    """Overdue by the day on which it was kept, and nothing to change there."""
    late = timezone.localdate() - timedelta(days=1)
    edit = ActionEdit(name="Dana", due=late)
    assert save_action(assessment=open_case, by=alice, key=KO8, edit=edit, seen=0) is None
    kept = save_version(assessment=open_case, by=alice)
    submit(alices, url(open_case, KO8), {"name": "Erin"})
    shown = alices.get(reverse("version", args=[kept.pk]))
    (row,) = [row for row in shown.context["actions"] if row["key"] == KO8]
    assert (row["who"], row["is_overdue"]) == ("Dana", True)
    html = shown.content.decode()
    assert "Dana" in html
    assert row["edit_url"] not in html
    assert not [form for form in forms_of(html) if "value" in form.names]
    Version.objects.filter(pk=kept.pk).update(created_at=timezone.now() - timedelta(days=9))
    earlier = alices.get(reverse("version", args=[kept.pk])).context["actions"]
    assert not any(one["is_overdue"] for one in earlier)


def test_the_words_of_the_advice_are_nobodys_own_when_they_change_under_an_open_form(
    open_case, alices
):
    """Somebody gives the contract another end meanwhile. Who only says by when keeps the words of the advice."""
    made = Assessment.objects.filter(pk=open_case.pk)
    made.update(done_by="provider", contract_ends=date(2027, 9, 30))
    form = edit_form(alices.get(url(open_case, "contract")))
    made.update(contract_ends=date(2029, 3, 31))
    form.send(alices, url(open_case, "contract"), {"name": "Dana"})
    row = rows(alices, open_case)["contract"]
    assert (row["who"], row["text"]) == ("Dana", "")
    assert "2029" in row["what"]


def test_the_summary_has_the_first_sentence_of_the_models_words_and_all_of_anybodys(assessment):
    """Its rows are few words; all of them stand with all actions."""
    part: Any = {
        "key": "fix:KO1",
        "kind": "fix",
        "what": "Name it. Then split it.",
        "text": "",
        "due": None,
    }
    part |= {
        "who": "",
        "status": "todo",
        "subjects": ["KO1"],
        "note": "",
        "asked": True,
        "where": "",
    }
    ours = part | {
        "key": f"own:{uuid4()}",
        "kind": "own",
        "what": "Ask. Then tell.",
        "text": "Ask. Then tell.",
    }
    for brief, shown in ((True, "Name it."), (False, "Name it. Then split it.")):
        rows = table(assessment, [part, ours], brief=brief)
        assert [row["shown"] for row in rows] == [shown, "Ask. Then tell."]
        assert rows[0]["what"] == "Name it. Then split it."
