"""The look keeps its promises: contrast in both modes, nothing from other hosts, nothing inline."""

import gzip
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.template.loader import render_to_string

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
STYLE_SHEETS = sorted(STATIC.glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CARD = re.compile(r"^ +\.(table\.)?table-cards ", re.MULTILINE)
OPTIONS = ("in-house", "shared-service", "automate", "bpo", "kpo")
TEXT_PAIRS = [
    *[(ink, ground) for ink in ("ink", "muted", "accent", "accent-strong", "ok", "warn", "stop")
      for ground in ("paper", "raised", "sunk")],
    ("ink", "accent-soft"), ("muted", "accent-soft"), ("accent", "accent-soft"),
    ("ink", "ok-soft"), ("accent", "ok-soft"), ("ink", "warn-soft"), ("accent", "warn-soft"),
    ("ink", "stop-soft"), ("accent", "stop-soft"), ("muted", "warn-soft"), ("muted", "stop-soft"),
    ("on-accent", "accent"), ("on-accent", "accent-strong"), ("on-stop", "stop"),
]  # fmt: skip
GRAPHIC_PAIRS = [
    *[(f"{option}-edge", ground) for option in OPTIONS for ground in ("paper", "raised", "sunk")],
    ("field-line", "paper"), ("field-line", "raised"), ("field-line", "accent-soft"),
    ("accent", "line"), ("accent", "raised"), ("stop", "raised"),
]  # fmt: skip


RULED_ANEW = {
    "--bs-highlight-color",
    "--bs-highlight-bg",
    "--bs-link-color-rgb",
    "--bs-link-hover-color-rgb",
    "--bs-emphasis-color",
    "--bs-emphasis-color-rgb",
}
"""Colours of Bootstrap in rules that our own rules replace: of links, tables and marks."""
MADE_BY_CRISPY = {"mb-3"}
"""Classes that crispy forms put into the page."""


def test_every_class_of_the_site_is_used() -> None:
    """Classes of options are put together from their keys, those of rows from their count; those of the admin are Django's."""
    sheets = [path for path in STYLE_SHEETS if "admin" not in path.name and path.stem != "tokens"]
    classes = {
        name
        for path in sheets
        for name in re.findall(r"\.([a-z][\w-]*)(?=[^{};]*\{)", path.read_text(encoding="utf-8"))
    }
    code = [*STATIC.glob("*.js"), *(ROOT / "decisions" / "forms").glob("*.py")]
    written = "".join(path.read_text(encoding="utf-8") for path in (*TEMPLATES, *code))
    unused = {name for name in classes if not re.search(rf"(?<![\w-]){name}(?![\w-])", written)}
    assert {name for name in unused if not name.startswith(("opt-", "strip-"))} == MADE_BY_CRISPY


def tokens(mode: str) -> dict[str, str]:
    """The colours of tokens.css by name; the dark block only overrides what differs."""
    light, dark = (STATIC / "tokens.css").read_text(encoding="utf-8").split("@media", 1)
    found = dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", light))
    if mode == "dark":
        found |= dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", dark))
    return found


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB``, 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_contrast_of_black_on_white_is_21_and_grey_767676_just_passes() -> None:
    """Black has luminance 0 and white 1, so (1 + 0.05) / (0 + 0.05) = 21. #767676: 0x76 = 118,
    118 / 255 = 0.46275, ((0.46275 + 0.055) / 1.055) ** 2.4 = 0.18116, so the luminance is 0.18116
    and 1.05 / 0.23116 = 4.54."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)


def all_named(found: Iterable[str]) -> str:
    """A message that names every one of them; pytest shortens what it shows by itself."""
    return "\n".join(["", *found])


def faint(pairs: list[tuple[str, str]], least: float) -> list[str]:
    """The pairs of colours whose contrast is too low, in either mode."""
    found = []
    for mode in ("light", "dark"):
        colours = tokens(mode)
        for front, ground in pairs:
            ratio = contrast(colours[front], colours[ground])
            if ratio < least:
                found.append(f"{mode}: {front} on {ground} has {ratio:.2f}")
    return found


def test_text_stands_out_from_its_ground() -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    found = faint(TEXT_PAIRS, 4.5)
    assert not found, all_named(found)


def test_shapes_and_controls_stand_out_from_their_ground() -> None:
    """WCAG 2.2, 1.4.11: at least 3 to 1."""
    found = faint(GRAPHIC_PAIRS, 3)
    assert not found, all_named(found)


def test_no_colour_of_the_library_shows_that_has_no_dark_value_of_ours() -> None:
    """Bootstrap's colours are those of a light page: what a class of ours would take of them is set anew.
    A button inside a file field was white with white words in the dark."""
    library = (STATIC / "vendor" / "bootstrap" / "bootstrap.min.css").read_text("utf-8")
    site = (STATIC / "site.css").read_text("utf-8")
    name = r"(--bs-[\w-]+)"
    of_a_mode = re.findall(name + ":", re.findall(r"\[data-bs-theme=dark\]\{([^}]*)\}", library)[0])
    ours = re.findall(name + ":", re.findall(r":root \{(.*?)\}", site, re.DOTALL)[0])
    pages = " ".join(path.read_text("utf-8") for path in TEMPLATES)
    classes = set(re.findall(r"[\w-]+", " ".join(re.findall(r'class="([^"]*)"', pages))))
    taken = {
        colour
        for selectors, block in re.findall(r"([^{}]+)\{([^{}]*)\}", library)
        for selector in selectors.split(",")
        if set(re.findall(r"\.([\w-]+)", selector)) <= classes | {"form-control", "form-select"}
        for colour in re.findall(rf"var\({name}", block)
    }
    assert "--bs-tertiary-bg" in taken
    assert (taken & set(of_a_mode)) - set(ours) == RULED_ANEW


def test_a_bar_at_the_lower_edge_stays_only_in_a_window_that_is_high_enough() -> None:
    """At 400 % a window of 1280 by 1024 is 256 px high: a bar would cover what has the focus (WCAG 2.4.11)."""
    bars = []
    for sheet in STYLE_SHEETS:
        css = sheet.read_text("utf-8")
        high = re.findall(r"@media screen and \(min-height: 30rem\) \{(.*?)\n\}", css, re.DOTALL)
        rules = re.findall(r"([^{}]+)\{([^{}]*position: sticky[^{}]*inset-block-end[^{}]*)\}", css)
        for selector, _ in rules:
            bars.append(selector.strip())
            assert any(f"{selector.strip()} {{" in block for block in high), selector
            assert any("scroll-padding-block-end" in block for block in high), sheet.name
    assert len(bars) == 3


def test_both_modes_name_the_same_colours() -> None:
    light, dark = (STATIC / "tokens.css").read_text(encoding="utf-8").split("@media", 1)
    pattern = r"--([\w-]+): #"
    assert set(re.findall(pattern, light)) == set(re.findall(pattern, dark))


def test_a_mode_changes_colours_and_nothing_else() -> None:
    """So a page that was looked at in one mode needs another look only at its colours."""
    blocks = [
        block
        for sheet in STYLE_SHEETS
        for block in re.findall(
            r"@media[^{]*prefers-color-scheme[^{]*\{(.*?)\n\}", sheet.read_text(), re.DOTALL
        )
    ]
    assert len(blocks) == sum(sheet.read_text().count("prefers-color") for sheet in STYLE_SHEETS)
    lines = [
        line.strip() for block in blocks for line in re.findall(r"[^{};]+;", block) if line.strip()
    ]
    assert len(lines) > 50
    assert [line for line in lines if not re.fullmatch(r"--[\w-]+: #[0-9A-F]{6};", line)] == []


def test_everything_vendored_says_its_version_and_licence() -> None:
    folders = [*(STATIC / "vendor").iterdir(), *(STATIC / "fonts").iterdir()]
    assert folders
    for folder in folders:
        assert re.match(r"\S+ \d+\.\d+\.\d+\nsha512-", (folder / "VERSION").read_text("utf-8"))
        assert "Copyright" in (folder / "LICENSE").read_text("utf-8")


def test_style_sheets_load_only_files_that_we_serve() -> None:
    sheets = sorted(STATIC.rglob("*.css"))
    assert len(sheets) > 5
    found = [
        f"{sheet.name}: {words}"
        for sheet in sheets
        for words, target in re.findall(
            r"(@import|url\(\s*[\"']?([^\"')]+))", sheet.read_text(encoding="utf-8")
        )
        if not target.startswith("#") and not (sheet.parent / target).is_file()
    ]
    assert not found, all_named(found)


def test_our_scripts_load_nothing_and_stay_small() -> None:
    """A page may carry 60 kB of compressed script; ours are the small change beside htmx."""
    scripts = [(STATIC / name).read_bytes() for name in ("site.js", "drafts.js")]
    for script in scripts:
        assert b"http://" not in script
        assert b"https://" not in script
        assert b"import(" not in script
    assert sum(len(gzip.compress(script)) for script in scripts) < 8000


FORBIDDEN = (
    r"<[^>]*\sstyle\s*=",
    r"<[^>]*\son[a-z]+\s*=\s*[\"']",
    r"<style",
    r"<script(?![^>]*(src=|type=\"application/json\"))",
    r"(src|srcset|action)=\"(https?:)?//",
    r"<link[^>]*href=\"(https?:)?//",
)
"""Inline styles, scripts and handlers, and files from other hosts."""


def test_templates_hold_nothing_that_the_security_policy_forbids() -> None:
    assert len(TEMPLATES) > 50
    found = [
        f"{path.relative_to(ROOT)}: {words[0]}"
        for path in TEMPLATES
        for forbidden in FORBIDDEN
        for words in re.finditer(forbidden, path.read_text(encoding="utf-8"))
    ]
    assert not found, all_named(found)


def test_each_option_has_a_mark_of_its_own_that_screen_readers_skip() -> None:
    options = ("in_house", "shared_service", "automate", "bpo", "kpo")
    marks = {
        key: re.sub(r"opt-\w+", "", render_to_string("_mark.html", {"option": key}))
        for key in (*options, "split", "provider")
    }
    assert len(set(marks.values())) == 7
    assert [key for key, mark in marks.items() if 'aria-hidden="true"' not in mark] == []
    others = ("open", "none", "fix", "most", "part", "")
    assert [
        key for key in others if "<svg" in render_to_string("_mark.html", {"option": key})
    ] == []
    style = (STATIC / "site.css").read_text(encoding="utf-8")
    assert [key for key in options if f".opt-{key} " not in style] == []
    patterns = render_to_string("_patterns.html")
    assert [key for key in options if f'id="pattern-{key}"' not in patterns] == []


def test_every_class_named_in_the_guide_exists() -> None:
    """docs/look.md is what people copy from; Bootstrap's own classes are the vendored sheet's."""
    guide = (ROOT / "docs" / "look.md").read_text(encoding="utf-8")
    named = {name for value in re.findall(r'class="([\w -]+)"', guide) for name in value.split()}
    sheets = [*STYLE_SHEETS, STATIC / "vendor" / "bootstrap" / "bootstrap.min.css"]
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", "".join(s.read_text("utf-8") for s in sheets)))
    assert named - known == set()


def test_words_hidden_in_a_wide_table_do_not_widen_the_page() -> None:
    """Hidden words are placed absolutely; unless the scroll area is their frame, they stick out of
    it and the whole page scrolls sideways at 320 px, as the page of a team did."""
    rule = re.search(r"\.scroll-x \{([^}]*)\}", (STATIC / "site.css").read_text(encoding="utf-8"))
    assert rule is not None
    assert "position: relative" in rule[1]
    assert "overflow-x: auto" in rule[1]


def test_a_wide_table_becomes_cards_before_it_is_too_wide_for_its_window() -> None:
    """A list of seven columns needs about 980 px, so a window at 200% zoom (640 px) and a tablet
    get cards: the media query of the cards reaches up to 992 px (62rem)."""
    style = (STATIC / "site.css").read_text(encoding="utf-8")
    query = style.rindex("@media", 0, style.index(".table-cards > thead"))
    assert style[query:].startswith("@media screen and (max-width: 61.99rem)")


def test_a_table_stays_a_table_on_paper() -> None:
    """A4 between its margins is narrower than a tablet: cards made 27 pages of a printed result."""
    style = (STATIC / "site.css").read_text(encoding="utf-8")
    queries = [style[: found.start()].rindex("@media") for found in CARD.finditer(style)]
    assert queries
    assert all(style[query:].startswith("@media screen and ") for query in queries)


def test_prose_in_a_card_has_the_whole_width_where_cards_have_two_columns() -> None:
    """At 640 px (200% zoom) a sentence otherwise stands in one half, beside nothing."""
    style = (STATIC / "site.css").read_text(encoding="utf-8")
    start = style.index("@media screen and (min-width: 36rem) and (max-width: 61.99rem)")
    rule = re.search(r"([^{}]*)\{ grid-column: 1 / -1; \}", style[start:])
    assert rule is not None
    assert ".is-prose" in rule[1]


def test_a_cell_of_a_card_is_one_piece() -> None:
    """A cell is a row of its name and its content there: words and an element behind them became two narrow
    columns."""
    loose = re.compile(
        r'<td (?![^>]*is-prose)[^>]*data-label="[^"{]*"[^>]*>[^<]*[^<>\s][^<]*<(?!/td>)'
    )
    found = [
        f"{path.relative_to(ROOT)}: {words}"
        for path in TEMPLATES
        for words in loose.findall(path.read_text(encoding="utf-8"))
    ]
    assert not found, all_named(found)


def test_no_page_says_twice_what_is_wrong() -> None:
    """A form that crispy lays out as a whole begins with the summary of its errors."""
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        assert not ("{% crispy form %}" in text and "_error_summary.html" in text), path
