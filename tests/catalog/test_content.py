"""The shipped content: valid by its schemas, loaded once, exported byte for byte."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from jsonschema import Draft202012Validator

from catalog.cases import in_order
from catalog.content import FOLDER, InvalidContentError, file_bytes, parse_json, read_content
from catalog.definition import working_ruleset
from catalog.models import Criterion, Edition, Option, ServiceType, Theme, WorkingCopy
from catalog.schemas import NAMES, schema_problems
from catalog.services import check, content_digest, load_content, working_content
from tests.catalog.makers import make_content, make_small

SERVICES = sorted((FOLDER / "services").glob("*.json"))


def test_every_schema_is_written_valid_and_stands_alone(tmp_path):
    call_command("catalog_schemas", str(tmp_path))
    assert {path.name for path in tmp_path.iterdir()} == {f"{name}.schema.json" for name in NAMES}
    for path in tmp_path.iterdir():
        document = json.loads(path.read_bytes())
        Draft202012Validator.check_schema(document)
        wanted = set(re.findall(r"#/\$defs/(\w+)", path.read_text()))
        assert wanted <= set(document.get("$defs", {})), path.name


@pytest.mark.parametrize(
    "name",
    ["ruleset", "sources", "precedents", "cases", "places", "engagement", "regimes", "cost"],
)
def test_a_shipped_file_fits_its_schema_and_is_canonical(name):
    data = (FOLDER / f"{name}.json").read_bytes()
    assert schema_problems(name, json.loads(data)) == ()
    assert file_bytes(json.loads(data)) == data


def test_a_shipped_service_type_fits_its_schema_and_is_canonical():
    for path in SERVICES:
        data = path.read_bytes()
        assert schema_problems("service", json.loads(data)) == (), path.stem
        assert file_bytes(json.loads(data)) == data, path.stem


def test_the_shipped_content_has_48_service_types_in_a_fixed_order():
    content = read_content()
    assert len(content.definition["services"]) == 48
    assert list(content.positions.values()) == sorted(set(content.positions.values()))


@pytest.mark.django_db
def test_the_shipped_catalog_loads_checks_and_is_written_byte_for_byte(tmp_path, capsys):
    call_command("load_catalog")
    assert "Edition 1 was published." in capsys.readouterr().out
    assert [row for row in check(working_ruleset()) if row.severity == "error"] == []
    call_command("export_catalog", str(tmp_path))
    shipped = {path.relative_to(FOLDER) for path in FOLDER.rglob("*.json")}
    written = {path.relative_to(tmp_path) for path in tmp_path.rglob("*.json")}
    assert written == shipped - {Path("sample.json")}
    for path in written:
        assert (tmp_path / path).read_bytes() == (FOLDER / path).read_bytes(), path


def rows() -> list[tuple[int, str]]:
    return list(Criterion.objects.values_list("pk", "code"))


def test_loading_a_second_time_changes_nothing_and_says_so(small):
    before = rows(), Criterion.history.count(), Edition.objects.count()
    loaded = load_content(make_content())
    assert loaded.sentence == "The catalog is up to date."
    assert loaded.edition is None
    assert (rows(), Criterion.history.count(), Edition.objects.count()) == before


def test_newer_content_updates_an_unedited_working_copy_and_keeps_the_ids(small):
    before = {code: pk for pk, code in rows()}
    loaded = load_content(
        make_content(
            title="Renamed",
            themes=[{"code": "A", "name": "Another name"}, {"code": "B", "name": "Theme B"}],
        )
    )
    assert loaded.edition is not None
    assert loaded.edition.number == 2
    assert {code: pk for pk, code in rows()} == before
    theme = Theme.objects.get(code="A")
    assert theme.name == "Another name"
    assert [row.history_change_reason for row in theme.history.all()] == [
        "Loaded from the shipped content",
        "Loaded from the shipped content",
    ]


def test_a_working_copy_edited_by_hand_is_left_alone_until_replace_is_said(small):
    Theme.objects.filter(code="A").update(name="Edited here")
    same = load_content(make_content())
    assert same.sentence.startswith("The working copy was edited here.")
    newer = load_content(make_content(title="Renamed"))
    assert newer.waits
    assert Theme.objects.get(code="A").name == "Edited here"
    assert Edition.objects.count() == 1
    replaced = load_content(make_content(title="Renamed"), replace=True)
    assert replaced.edition is not None
    assert Theme.objects.get(code="A").name == "Theme A"


def test_parts_that_went_away_are_deleted_and_what_stays_keeps_its_id(small):
    research = ServiceType.objects.get(slug="research").pk
    ruleset = make_small()
    fewer = make_small(services=ruleset.services[1:], gates=ruleset.gates[:1])
    load_content(make_content(fewer))
    assert list(ServiceType.objects.values_list("pk", "slug")) == [(research, "research")]
    assert content_digest(working_content()) == WorkingCopy.objects.get().loaded_sha256


def test_a_reordered_catalog_is_loaded_in_its_new_order(small):
    options = make_content().definition["options"]
    load_content(make_content(options=options[::-1]))
    assert list(Option.objects.values_list("key", flat=True)) == [
        row["key"] for row in options[::-1]
    ]


def test_loading_creates_the_group_of_editors_again(small):
    Group.objects.all().delete()
    load_content(make_content())
    assert Group.objects.get().name == "Catalog editors"


@pytest.mark.django_db
def test_content_with_an_error_is_refused_and_nothing_stays(capsys):
    content = make_content(gates=[{**make_content().definition["gates"][0], "effect": "x"}])
    with pytest.raises(InvalidContentError, match="'x' is not one of"):
        load_content(content)
    assert not Criterion.objects.exists()


@pytest.mark.django_db
def test_a_name_too_long_for_its_field_is_refused_with_its_object():
    themes = [{"code": "A", "name": "x" * 201}, {"code": "B", "name": "Theme B"}]
    with pytest.raises(InvalidContentError, match=r"theme “A xxx.*, name: .*200"):
        load_content(make_content(themes=themes))


def copy_of_content(folder: Path) -> None:
    for path in FOLDER.rglob("*.json"):
        target = folder / path.relative_to(FOLDER)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())


def test_every_broken_file_is_named(tmp_path):
    copy_of_content(tmp_path)
    (tmp_path / "sources.json").unlink()
    (tmp_path / "cases.json").write_text("{")
    (tmp_path / "ruleset.json").write_bytes(b"\xff\xfe")
    (tmp_path / "services" / "payroll.json").write_text("{}")
    (tmp_path / "services" / "data-entry.json").rename(tmp_path / "services" / "typing.json")
    with pytest.raises(InvalidContentError) as caught:
        read_content(tmp_path)
    text = "\n".join(caught.value.problems)
    assert "sources.json: the file is missing." in text
    assert "cases.json: The file is not JSON:" in text
    assert "ruleset.json: The file is not UTF-8 text (byte 1)." in text
    assert "services/payroll.json: the document: 'slug' is a required property" in text
    assert "services/typing.json: the file must be named data-entry.json." in text


def test_two_services_at_the_same_place_are_refused(tmp_path):
    copy_of_content(tmp_path)
    path = tmp_path / "services" / "payroll.json"
    path.write_bytes(path.read_bytes().replace(b'"position": 10,', b'"position": 20,', 1))
    with pytest.raises(InvalidContentError, match="same position"):
        read_content(tmp_path)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"weight": NaN}', "NaN is not a number"),
        (b'{"weight": ' + b"9" * 5000 + b"}", "not JSON that can be used"),
        ("é".encode("latin-1"), "not UTF-8"),
    ],
)
def test_bytes_that_are_no_json_are_refused_with_a_sentence(data, sentence):
    with pytest.raises(InvalidContentError, match=sentence):
        parse_json(data)


def test_a_byte_order_mark_is_no_obstacle():
    assert parse_json(b"\xef\xbb\xbf{}") == {}


@pytest.mark.django_db
def test_the_commands_report_problems_without_a_traceback(tmp_path):
    with pytest.raises(CommandError, match=r"ruleset.json: the file is missing."):
        call_command("load_catalog", str(tmp_path))
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(CommandError, match="Cannot write"):
        call_command("export_catalog", str(blocked))


def test_answers_of_test_cases_are_written_in_one_order():
    """Input keys as described, then codes as people count: KO2 before KO10."""
    shuffled = {
        "gates": {"KO10": "passes", "KO2": "fires"},
        "answers": {"B1": 1, "A2": 2},
        "service": None,
    }
    assert json.dumps(in_order(shuffled)) == (
        '{"service": null, "answers": {"A2": 2, "B1": 1}, "gates": {"KO2": "fires", "KO10": "passes"}}'
    )
    assert in_order([2, 1]) == [2, 1]
