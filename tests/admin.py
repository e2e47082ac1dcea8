"""The admin's pages as a browser sees them."""

from typing import Any

from django.test import Client
from django.urls import reverse

from tests.forms_on_page import forms_of


def page_of(row: Any) -> str:
    """The address of the page on which a row is changed."""
    opts = row._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])


def filled(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send from the page as it stands."""
    return shown_in(client.get(url))


def shown_in(response: Any, form: str | None = None) -> dict[str, Any]:
    """What a browser would send from a page that was answered; "" is the form without an id."""
    wanted = f"{response.context['opts'].model_name}_form" if form is None else form
    (found,) = [row for row in forms_of(response.text) if row.attributes.get("id", "") == wanted]
    sent = {name: values for name, values in found.values.items() if name != "csrfmiddlewaretoken"}
    return {name: values if len(values) > 1 else values[0] for name, values in sent.items()}


def conflict_in(response: Any) -> list[Any]:
    """The lines of the conflict page."""
    found: list[Any] = response.context["conflict"]
    return found
