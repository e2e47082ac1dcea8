"""What is the same on every page is written once, and holds nothing of who opens one."""

from typing import Any
from unittest.mock import patch

from django.template import Context, Template, engines
from django.templatetags.static import static

from config.once import Once


def _template(text: str) -> Template:
    made: Any = engines["django"].from_string(text)
    template: Template = made.template
    return template


def test_nothing_that_a_request_brings_is_kept() -> None:
    """Neither by the first page that shows it nor by another."""
    page = _template("{% once %}[{{ name }}]{% endonce %} {{ name }}")
    assert [page.render(Context({"name": name})) for name in ("Ann", "Bob")] == ["[] Ann", "[] Bob"]


def test_it_is_written_once_for_all_pages() -> None:
    page = _template("{% load static %}{% once %}{% static 'site.css' %}{% endonce %}")
    (node,) = (row for row in page.nodelist if isinstance(row, Once))
    with patch.object(node, "nodelist", wraps=node.nodelist) as inside:
        found = {page.render(Context()) for _ in range(3)}
    assert inside.render.call_count == 1
    assert found == {static("site.css")}
