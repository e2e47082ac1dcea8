"""RDMO's half of ``tools.bench_rdmo``, run by the Python of the environment that holds RDMO.

Reads from standard input what to ask (a JSON list of questions with a text, help and options) and the
database; fills RDMO with one catalog of one question a page, walks through it as its own script in the
browser does, and prints the medians of the three requests that a person waits for: the answer, the next
page, and what is answered there already. (The browser sends two more, for the navigation at the side.)
"""

import json
import sys
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time
from typing import Any

import django
import rdmo.core.settings
from django.conf import settings

ASKED = json.load(sys.stdin)
ROUNDS = 60
STATIC = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

base = {name: getattr(rdmo.core.settings, name) for name in dir(rdmo.core.settings)}
settings.configure(
    **{name: value for name, value in base.items() if name.isupper()}
    | {
        "SECRET_KEY": "benchmark-only-0123456789abcdefghijklmnopqrstuvwxyz",
        "ALLOWED_HOSTS": ["testserver"],
        "ROOT_URLCONF": __name__,
        "DATABASES": {"default": ASKED["database"]},
        "STATIC_ROOT": str(Path(sys.prefix) / "static"),
        "STORAGES": {**base["STORAGES"], "staticfiles": STATIC},
        # Tables from the models: its migrations alone take a minute.
        "MIGRATION_MODULES": {app.rpartition(".")[2]: None for app in base["INSTALLED_APPS"]},
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    }
)
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.sites.models import Site  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import include, path  # noqa: E402
from rdmo.domain.models import Attribute  # noqa: E402
from rdmo.options.models import Option, OptionSet, OptionSetOption  # noqa: E402
from rdmo.projects.models import Membership, Project, Value  # noqa: E402
from rdmo.questions.models import (  # noqa: E402
    Catalog,
    CatalogSection,
    Page,
    PageQuestion,
    Question,
    Section,
    SectionPage,
)

urlpatterns = [
    path("", include("rdmo.core.urls")),
    path("api/v1/", include("rdmo.core.urls.v1")),
]
PREFIX = "https://bench.example.org/terms"


def fill() -> tuple[Project, list[tuple[Page, Attribute, list[Option]]]]:
    """One catalog with one section, a page for every question, and a project of one person."""
    catalog = Catalog.objects.create(
        uri_prefix=PREFIX, uri_path="bench", title_lang1="Bench", available=True, order=1
    )
    catalog.sites.add(Site.objects.get_current())
    section = Section.objects.create(uri_prefix=PREFIX, uri_path="bench", title_lang1="Bench")
    CatalogSection.objects.create(catalog=catalog, section=section, order=1)
    pages = []
    for order, asked in enumerate(ASKED["questions"], start=1):
        name = f"q{order}"
        attribute = Attribute.objects.create(uri_prefix=PREFIX, key=name)
        options = OptionSet.objects.create(uri_prefix=PREFIX, uri_path=name, order=order)
        made = [
            Option.objects.create(
                uri_prefix=PREFIX, uri_path=f"{name}/{place}", text_lang1=text[:250]
            )
            for place, text in enumerate(asked["options"])
        ]
        for place, option in enumerate(made):
            OptionSetOption.objects.create(optionset=options, option=option, order=place)
        question = Question.objects.create(
            uri_prefix=PREFIX,
            uri_path=name,
            attribute=attribute,
            text_lang1=asked["text"],
            help_lang1=asked["help"],
            widget_type="radio",
            value_type="option",
        )
        question.optionsets.add(options)
        page = Page.objects.create(
            uri_prefix=PREFIX, uri_path=name, title_lang1=asked["text"][:250]
        )
        PageQuestion.objects.create(page=page, question=question, order=1)
        SectionPage.objects.create(section=section, page=page, order=order)
        pages.append((page, attribute, made))
    project = Project.objects.create(title="Bench", catalog=catalog)
    return project, pages


def walk() -> dict[str, float]:
    """Answers, each a fresh one, until there are enough; values are emptied between two walks."""
    project, pages = fill()
    user = get_user_model().objects.create_user("bench", "bench@example.org", "benchmark password")
    Membership.objects.create(project=project, user=user, role="owner")
    client, random = Client(), Random(7)  # noqa: S311 - the same walks in every run
    client.force_login(user)
    at = f"/api/v1/projects/projects/{project.pk}"
    walls, cpus, turns = [], [], 0
    while turns < ROUNDS:
        Value.objects.filter(project=project).delete()
        for place, (_, attribute, options) in enumerate(pages[:-1]):
            value = {
                "attribute": attribute.pk,
                "option": random.choice(options).pk,
                "value_type": "option",
                "text": "",
                "set_prefix": "",
                "set_index": 0,
                "collection_index": 0,
            }
            following, wanted, _ = pages[place + 1]
            wall, cpu = perf_counter(), process_time()
            replies = [
                client.post(f"{at}/values/", json.dumps(value), content_type="application/json"),
                client.get(f"{at}/pages/{following.pk}/"),
                client.get(f"{at}/values/?attribute={wanted.pk}"),
            ]
            walls.append(1000 * (perf_counter() - wall))
            cpus.append(1000 * (process_time() - cpu))
            if [reply.status_code for reply in replies] != [201, 200, 200]:
                raise RuntimeError([(reply.status_code, reply.content[:300]) for reply in replies])
            turns += 1
    return {"wall": median(walls[5:]), "cpu": median(cpus[5:])}


def main() -> dict[str, Any]:
    """Make the tables, fill them, walk."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    Site.objects.get_or_create(pk=1, defaults={"domain": "bench.example.org", "name": "Bench"})
    return {"version": rdmo.__version__, **walk()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()) + "\n")
