"""The command that tries the recommendation on the published decisions."""

from pathlib import Path

from django.core.management import call_command

DOC = Path(__file__).parents[2] / "docs" / "decision-model.md"


def test_the_command_prints_what_the_documentation_shows(capsys):
    call_command("try_precedents")
    printed = capsys.readouterr().out.strip()
    assert printed.startswith("| what |")
    assert printed in DOC.read_text(encoding="utf-8")
