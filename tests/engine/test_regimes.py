"""The rules to mention, on the shipped content."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.location.regimes import applying, out_of_date
from tests.shipped import shipped

CONTENT = shipped().reference.regimes
CHOICES = {row.key: sorted(row.choices) for row in CONTENT.questions}


def keys(applies="applies", **known):
    return {
        row.regime.key
        for row in applying(CONTENT, {key: [value] for key, value in known.items()})
        if row.applies == applies
    }


def test_every_regime_was_checked_and_the_list_is_no_legal_advice():
    assert "not legal advice" in CONTENT.disclaimer
    assert all(regime.checked_on <= date(2026, 11, 30) for regime in CONTENT.regimes)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"region": "EU", "sector": "bank", "ict": "yes"}, {"eba_2019", "dora", "nis2"}),
        ({"region": "EU", "sector": "bank", "ict": "no"}, {"eba_2019"}),
        ({"region": "EU", "sector": "insurance", "ict": "yes"}, {"dora", "nis2", "solvency_ii"}),
        ({"region": "EU", "sector": "insurance", "ict": "no"}, {"solvency_ii"}),
        ({"region": "EU", "sector": "investment"}, {"eba_2019", "mifid_ii"}),
        ({"region": "EU", "sector": "payments", "ict": "no"}, {"eba_2019"}),
        ({"region": "US", "sector": "bank"}, {"us_interagency"}),
        ({"region": "UK", "sector": "insurance"}, {"pra_ss2_21", "fca_sysc8"}),
        ({"region": "UK", "sector": "central_government"}, set()),
        ({"region": "EU", "sector": "central_government"}, set()),
        ({"region": "UK", "data": "personal", "leaves_area": "yes"}, {"gdpr_28", "gdpr_v"}),
        ({"region": "EU", "data": "health", "leaves_area": "no"}, {"gdpr_28", "edpb_07_2020"}),
        ({"region": "US", "data": "health"}, {"hipaa"}),
        ({"region": "other", "data": "card"}, {"pci_dss"}),
        ({"listed": "yes"}, {"sox"}),
        ({"sector": "clinical_trials"}, {"ich_e6"}),
        ({"sector": "legal"}, {"lawyers"}),
        ({"region": "EU", "staff_affected": "yes"}, {"tupe"}),
        ({"region": "EU", "uses_ai": "yes"}, {"ai_act"}),
        ({"region": "SG", "sector": "bank"}, {"asia_finance"}),
        ({"region": "other", "sector": "other", "data": "none"}, set()),
    ],
)
def test_each_regime_applies_where_its_row_says(known, expected):
    assert keys(**known) == expected


@pytest.mark.parametrize(
    ("sector", "region", "expected"),
    [
        ("bank", "EU", {"eba_2025"}),
        ("investment", "EU", {"eba_2025"}),
        ("payments", "EU", {"eba_2025"}),
        ("insurance", "EU", set()),
        ("central_government", "UK", {"uk_public_interest_test"}),
    ],
)
def test_a_draft_and_a_rule_for_a_later_day_never_apply(sector, region, expected):
    """The draft of the banking authority does not address insurers, who are under another authority."""
    known = {"region": region, "sector": sector, "ict": "no"}
    assert keys("not_in_force", **known) == expected
    found = {row.regime.key for row in applying(CONTENT, {"region": [region], "sector": [sector]})}
    assert expected <= found
    assert not expected & {*keys(**known), *keys("may_apply", **known)}


def test_an_unknown_fact_leaves_a_regime_open_and_says_what_would_settle_it():
    findings = {row.regime.key: row for row in applying(CONTENT, {"region": ["EU"]})}
    assert findings["tupe"].applies == "may_apply"
    assert findings["tupe"].unknown == ("staff_affected",)
    assert findings["tupe"].because == ("region",)
    assert "us_interagency" not in findings
    assert applying(CONTENT, {}) == ()


def test_several_regions_add_up():
    found = applying(CONTENT, {"region": ["UK", "US"], "sector": ["bank"]})
    settled = {row.regime.key for row in found if row.applies == "applies"}
    assert settled == {"us_interagency", "pra_ss2_21", "fca_sysc8"}
    assert [row.applies for row in found] == sorted(row.applies for row in found)


@pytest.mark.parametrize("known", [{"planet": ["EU"]}, {"region": ["Mars"]}])
def test_a_fact_the_content_does_not_have_is_refused(known):
    with pytest.raises(ValueError, match="is not known here"):
        applying(CONTENT, known)


def test_a_check_that_is_more_than_a_year_old_is_named():
    found = applying(CONTENT, {"sector": ["legal"]})
    assert out_of_date(found, date(2027, 6, 1)) == ()
    assert out_of_date(found, date(2028, 1, 1)) == found


@given(
    st.fixed_dictionaries(
        {},
        optional={
            key: st.lists(st.sampled_from(values), max_size=2) for key, values in CHOICES.items()
        },
    ),
    st.sampled_from(sorted(CHOICES)),
)
def test_not_knowing_a_fact_never_clears_a_regime_that_others_bring_in(known, key):
    less = {name: values for name, values in known.items() if name != key}
    kept = {row.regime.key for row in applying(CONTENT, less)}
    for row in applying(CONTENT, known):
        if set(row.because) - {key}:
            assert row.regime.key in kept
