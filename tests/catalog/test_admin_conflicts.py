"""Conflicts on pages of the admin, one at a time: both texts, deleted pages and rows, versions that cannot be read."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from catalog.models import Choice, Criterion, Gate, ServiceType, Theme, Trigger
from catalog.services import load_content
from tests.admin import conflict_in, filled, page_of, shown_in
from tests.catalog.makers import make_content
from tests.people import make_user

pytestmark = pytest.mark.usefixtures("kept_small")


@pytest.fixture
def alices(alice, client_of) -> Client:
    alice.is_staff = alice.is_superuser = True
    alice.save()
    client: Client = client_of(alice)
    return client


def test_both_texts_are_shown_and_each_keeps_their_own(small, erins, erin, alices, alice):
    """The second choice is Alice's, the help is Erin's, whoever comes last."""
    url = page_of(Criterion.objects.get(code="A1"))
    sent = filled(erins, url) | {"help": "Erin's help"}
    assert alices.post(url, filled(alices, url) | {"choices-1-text": "Alice's"}).status_code == 302

    response = erins.post(url, sent)
    lines = conflict_in(response)
    assert [(line.saved, line.yours, line.untouched) for line in lines] == [
        ("Alice's", "A1 choice 2", True),
        ("Some help.", "Erin's help", False),
    ]
    assert {line.who for line in lines} == {alice}
    assert Criterion.objects.get(code="A1").help == "Some help."

    assert erins.post(url, shown_in(response)).status_code == 302
    assert Criterion.objects.get(code="A1").help == "Erin's help"
    assert Choice.objects.get(criterion__code="A1", number=2).text == "Alice's"


def test_where_both_wrote_the_last_decides_after_reading_both(small, erins, alices):
    url = page_of(Criterion.objects.get(code="A1"))
    sent = filled(erins, url) | {"question": "Erin?", "choices-0-text": "Erin's"}
    alices.post(url, filled(alices, url) | {"question": "Alice?", "choices-0-text": "Alice's"})
    response = erins.post(url, sent)
    said = [(line.saved, line.yours) for line in conflict_in(response)]
    assert said == [("Alice?", "Erin?"), ("Alice's", "Erin's")]
    assert erins.post(url, shown_in(response)).status_code == 302
    assert Criterion.objects.get(code="A1").question == "Erin?"
    assert Choice.objects.get(criterion__code="A1", number=1).text == "Erin's"


def test_a_third_save_between_is_shown_again(small, erins, alices):
    url = page_of(Theme.objects.get(code="A"))
    sent = filled(erins, url) | {"intro": "Erin's"}
    for number in (1, 2):
        alices.post(url, filled(alices, url) | {"name": f"Alice {number}"})
        response = erins.post(url, sent)
        assert conflict_in(response)[0].saved == f"Alice {number}"
        sent = shown_in(response)
    assert erins.post(url, sent).status_code == 302
    theme = Theme.objects.get(code="A")
    assert (theme.name, theme.intro) == ("Alice 2", "Erin's")


def test_a_choice_that_was_deleted_while_i_wrote_in_it_comes_back_with_my_text(small, erins):
    url = page_of(Criterion.objects.get(code="A2"))
    sent = filled(erins, url) | {"choices-2-text": "Mine"}
    Choice.objects.filter(criterion__code="A2", number=3).delete()
    response = erins.post(url, sent)
    (line,) = conflict_in(response)
    assert (line.saved, line.untouched) == ("", False)
    assert "Mine" in line.yours
    assert erins.post(url, shown_in(response)).status_code == 302
    assert Choice.objects.get(criterion__code="A2", number=3).text == "Mine"


def test_a_page_that_was_deleted_while_i_wrote_is_offered_to_add_with_my_text(small, erins):
    trigger = Trigger.objects.get()
    url = page_of(trigger)
    sent = filled(erins, url) | {"reason": "Mine"}
    trigger.delete()
    response = erins.post(url, sent)
    assert response.status_code == 200
    assert "Mine" in conflict_in(response)[0].yours
    assert not Trigger.objects.exists()
    add = reverse("admin:catalog_trigger_add")
    assert f'action="{add}"' in response.text
    assert erins.post(add, shown_in(response)).status_code == 302
    assert Trigger.objects.get().reason == "Mine"
    assert Trigger.objects.get().conditions.count() == 1


def test_an_import_between_opening_and_saving_is_shown_and_kept(small, erins):
    url = page_of(Criterion.objects.get(code="A1"))
    sent = filled(erins, url) | {"help": "Erin's help"}
    criteria = make_content().definition["criteria"]
    criteria[0]["choices"][0]["text"] = "Imported"
    load_content(make_content(criteria=criteria))
    response = erins.post(url, sent)
    assert conflict_in(response)[0].saved == "Imported"
    assert erins.post(url, shown_in(response)).status_code == 302
    assert Choice.objects.get(criterion__code="A1", number=1).text == "Imported"


def test_the_same_page_sent_twice_is_saved_once_and_no_conflict(small, erins):
    url = page_of(Criterion.objects.get(code="A2"))
    new = {"choices-TOTAL_FORMS": "4", "choices-3-number": "4", "choices-3-text": "New"}
    axes = dict.fromkeys((f"choices-3-{n}" for n in ("sourcing", "expertise", "pooling")), "0")
    sent = filled(erins, url) | {"help": "Mine"} | new | axes | {"choices-3-automation": "0"}
    for _ in range(2):
        response = erins.post(url, sent)
        assert response.status_code == 302, response.context["errors"]
    assert Choice.objects.filter(criterion__code="A2", number=4).count() == 1


@pytest.mark.parametrize("version", ["", "x", "a:b:c", "\0", "é", "9" * 3000, None])
def test_a_page_without_a_readable_version_saw_nothing(small, erins, version):
    url = page_of(Theme.objects.get(code="A"))
    sent = filled(erins, url) | {"name": "Mine"}
    sent = {key: value for key, value in sent.items() if key != "_version"}
    response = erins.post(url, sent | ({} if version is None else {"_version": version}))
    assert [line.saved for line in conflict_in(response)] == ["Theme A"]
    assert Theme.objects.get(code="A").name == "Theme A"
    assert erins.post(url, shown_in(response)).status_code == 302
    assert Theme.objects.get(code="A").name == "Mine"


def test_the_version_of_another_page_is_none_of_this_one(small, erins):
    other = filled(erins, page_of(Theme.objects.get(code="B")))["_version"]
    url = page_of(Theme.objects.get(code="A"))
    response = erins.post(url, filled(erins, url) | {"name": "Mine", "_version": other})
    assert conflict_in(response)


def test_a_page_with_an_error_is_still_made_from_what_it_was_made_from(small, erins, alices):
    url = page_of(Theme.objects.get(code="A"))
    response = erins.post(url, filled(erins, url) | {"name": ""})
    assert "name" in response.context["adminform"].form.errors
    alices.post(url, filled(alices, url) | {"intro": "Alice's"})
    response = erins.post(url, shown_in(response) | {"name": "Mine"})
    assert [line.saved for line in conflict_in(response)] == ["Alice's", "Theme A"]


def test_a_rule_that_was_added_to_a_gate_meanwhile_is_told_on_its_page(small, erins):
    gate = Gate.objects.get(code="KO1")
    sent = filled(erins, page_of(gate)) | {"help": "Mine"}
    Trigger.objects.create(gate=gate, effect="warns", reason="New")
    response = erins.post(page_of(gate), sent)
    assert len(conflict_in(response)) == 2
    assert erins.post(page_of(gate), shown_in(response)).status_code == 302


def test_a_page_that_was_changed_after_somebody_was_asked_is_not_deleted(small, erins):
    """One row of its tables is enough."""
    service = ServiceType.objects.get(slug="payroll")
    url = reverse("admin:catalog_servicetype_delete", args=[service.pk])
    asked = shown_in(erins.get(url), "")
    service.kpis.update(target="Changed since")
    for sent in (asked, {"post": "yes"}, {"_version": "x"}):
        response = erins.post(url, sent)
        assert response.status_code == 200
        assert ServiceType.objects.filter(pk=service.pk).exists()
    assert erins.post(url, shown_in(response, "")).status_code == 302
    assert not ServiceType.objects.filter(pk=service.pk).exists()


def test_pages_that_were_changed_after_somebody_was_asked_are_not_deleted_from_the_list(
    small, erins
):
    url = reverse("admin:catalog_servicetype_changelist")
    keys = [service.pk for service in ServiceType.objects.all()]
    asking = {"action": "delete_selected", "_selected_action": keys}
    response = erins.post(url, asking)
    ServiceType.objects.filter(slug="research").update(summary="Changed since")
    response = erins.post(url, shown_in(response, ""))
    assert response.status_code == 200
    assert ServiceType.objects.count() == 2
    assert erins.post(url, shown_in(response, "")).status_code == 302
    assert not ServiceType.objects.exists()


def test_whatever_is_sent_in_a_conflict_is_answered(small, erins):
    """Every field at once, also those that nobody sees, with a version that cannot be read."""
    row = Criterion.objects.get(code="A1")
    shown, kept = filled(erins, page_of(row)), ("-TOTAL_FORMS", "-INITIAL_FORMS", "-id")
    for number, wrong in enumerate(
        ("\0", "9" * 5000, "-1", "1e400", "a\0b", "٣", "x" * 7_000, "[[[")
    ):
        end = kept[number % 3]
        sent = {name: value if name.endswith(end) else wrong for name, value in shown.items()}
        assert erins.post(page_of(row), sent).status_code == 200, (end, wrong[:9])
    assert row.history.count() == 1


def test_a_table_that_one_may_only_read_is_neither_emptied_nor_in_the_way(small, client_of):
    """Nothing of its rows is sent, which is no wish to clear them."""
    reader = make_user("rita@example.org", "Rita", is_staff=True)
    allowed = ["change_criterion", "view_criterion", "view_choice", "view_theme"]
    reader.user_permissions.add(*Permission.objects.filter(codename__in=allowed))
    ritas, row = client_of(reader), Criterion.objects.get(code="A1")
    sent = filled(ritas, page_of(row)) | {"help": "Rita's"}
    assert not any("text" in name for name in sent)
    assert ritas.post(page_of(row), sent).status_code == 302

    sent = filled(ritas, page_of(row)) | {"help": "Rita's second"}
    row.choices.create(number=9, text="Added")
    response = ritas.post(page_of(row), sent)
    assert [line.untouched for line in conflict_in(response)] == [True, False]
    assert ritas.post(page_of(row), shown_in(response)).status_code == 302
    assert Criterion.objects.get(code="A1").help == "Rita's second"
    assert row.choices.count() == 3
