"""Which service types a name points to."""

from dataclasses import replace

import pytest

from decisions.closest import LONGEST, MOST, closest, named
from engine.model.ruleset import ServiceType
from tests.shipped import shipped


@pytest.fixture(scope="module")
def services() -> tuple[ServiceType, ...]:
    return shipped().services


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("Supplier invoices", "accounts-payable"),
        ("SUPPLIER INVOICE", "accounts-payable"),
        ("Invoice checking", "accounts-payable"),
        ("Internal invoice checking", "accounts-payable"),
        ("Internal audit", "internal-audit"),
        ("Payroll for EMEA", "payroll"),
        ("Paying wages in Germany", "payroll"),
        ("pay", "payroll"),
        ("Call centre", "inbound-customer-support"),
        ("Patent searches", "patent-research"),
        ("Recruiting engineers", "recruitment"),
        ("KYC", "kyc-aml-checks"),
        ("tràvel éxpenses", "travel-expense"),
    ],
)
def test_a_name_finds_its_service_type_first(services, text, best):
    assert closest(services, text)[0].slug == best


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Payroll", "payroll"),
        (" payrolls ", "payroll"),
        ("Accounts Payable", "accounts-payable"),
        ("the call centre", "inbound-customer-support"),
        ("Payroll for EMEA", None),
        ("helpdesk", None),
        ("", None),
        ("of the", None),
    ],
)
def test_the_very_name_of_one_service_type_is_known_from_words_of_it(services, text, slug):
    """A help desk is for colleagues or for customers: two service types are called so."""
    found = named(services, text)
    assert (found and found.slug) == slug
    assert found is None or closest(services, text)[0] is found


@pytest.mark.parametrize("text", ["", " ", "of the", "xyzzy", "\0", "\u200b", "%", "日本"])
def test_what_says_nothing_about_the_work_finds_nothing(services, text):
    assert closest(services, text) == []


def test_case_and_accents_do_not_matter_in_any_script(services):
    """As in the search of the list: what is typed small finds what is written large."""
    made = [replace(services[0], name="ÜBERSEE Straße", also="")]
    for text in ("übersee", "Übersee", "u\u0308bersee", "STRASSE"):
        assert closest(made, text) == made


def test_only_a_few_are_offered_and_a_long_text_costs_no_more(services):
    words = " ".join(row.name for row in services)
    assert len(words) > LONGEST
    assert 0 < len(closest(services, words)) <= MOST
    assert closest(services, words) == closest(services, words[:LONGEST])
