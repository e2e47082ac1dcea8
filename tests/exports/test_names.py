"""Names of files: safe everywhere, readable, and never empty."""

import re
from datetime import date

import pytest

from exports.pdf.names import file_name
from exports.pdf.typeset import attachment_name
from tests.decisions.paper_cases import CASES, printed

DAY = date(2026, 11, 22)
SAFE = re.compile(r"([a-z0-9]+(-[a-z0-9]+)*_)?(decision|note)_v3_2026-11-22\.json")


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Payroll EMEA", "payroll-emea_"),
        ("Straße & Øre: Łódź", "strasse-ore-lodz_"),
        ("The board's payroll", "the-boards-payroll_"),
        ("給与計算", "geiyujisuan_"),
        ("Расчёт зарплаты", "raschet-zarplaty_"),
        ("كشوف المرتبات", "kshwf-lmrtbt_"),
        ("👍", "thumbsup_"),
        ("\U00012000", ""),
        ("CON", "con_"),
        ("_.._", ""),
        ('..\\/"\r\nSet-Cookie: a=b', "set-cookie-a-b_"),
        ("x" * 200, "x" * 60 + "_"),
    ],
)
def test_a_name_is_safe_readable_and_says_process_kind_version_and_day(name, stem):
    assert file_name(name, "decision", 3, DAY) == f"{stem}decision_v3_2026-11-22.pdf"
    assert file_name(name, "note", 3, DAY) == f"{stem}note_v3_2026-11-22.pdf"
    assert (
        file_name(name, "questionnaire", 7, DAY) == f"{stem}questionnaire_edition-7_2026-11-22.pdf"
    )


@pytest.mark.parametrize("name", CASES)
def test_the_facts_inside_have_the_name_of_their_paper(name):
    shown = printed(name).shown
    kind = "note" if shown["front"]["note"] else "decision"
    found = SAFE.fullmatch(attachment_name(shown))
    assert found
    assert found[3] == kind
