"""What axe-core has against a page, WCAG 2.0 to 2.2, levels A and AA.

Most of its time goes into the contrast of texts, of which a site shows the same few over and over. A look
(the colour, size and weight of a text on all that lies behind it) is therefore asked about until axe has
said once that it is well, or that it cannot say, as the text stands on a picture, where it never can; every
other rule is asked of every page.
"""

from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

DJANGOS_OWN = [".help-tooltip.search-label-icon", ".related-lookup", ".select2-selection"]
"""Faults of widgets in Django's admin, which only Django can mend: a named span without a role, an
icon smaller than 24 px, a list without a name while nothing is chosen."""
Window = tuple[int, Literal["light", "dark"]]
WINDOWS: tuple[Window, ...] = (
    (1280, "light"),
    (1280, "dark"),
    (320, "dark"),
    (320, "light"),
)
"""A desk and the smallest window, in which nothing may need scrolling sideways (WCAG 1.4.10)."""
WCAG = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"],
    },
    "rules": {rule: {"enabled": False} for rule in ("color-contrast", "link-in-text-block")},
}
"""All rules but those of colours."""
LAYOUT = ["target-size", "scrollable-region-focusable"]
"""Those among them that depend on where things are."""

AUDIT = """
async ({ out, all, some, known }) => {
  if (!(known || window.wellBefore)) return null;
  const root = document.documentElement, wider = root.scrollWidth - root.clientWidth;
  // Without preload axe reads the style sheets as the browser applied them, and writes none of its
  // own, which our content security policy would report.
  const run = async (include, options) => include?.length === 0 || options.runOnly.values.length === 0
    ? { violations: [], passes: [], incomplete: [] }
    : axe.run({ exclude: out, ...(include && { include }) },
              { preload: false, resultTypes: ["violations"], ...options });
  const rules = (values) => ({ runOnly: { type: "rule", values } });

  const shown = [...document.body.querySelectorAll("*")].filter((one) => one.getClientRects().length);
  const came = shown.filter((one) => !window.shownBefore?.has(one));
  window.shownBefore = new Set(shown);
  const faults = (await run(null, some ? rules(some) : all)).violations;
  if (some) faults.push(...(await run(came, all)).violations);

  const grounds = new Map();
  const behind = (element) => {
    if (!element) return "";
    if (!grounds.has(element)) {
      const s = getComputedStyle(element);
      const own = [s.backgroundImage, s.opacity, s.position, s.filter, s.mixBlendMode, s.backgroundColor];
      const usual = ["none", "1", "static", "relative", "normal", "rgba(0, 0, 0, 0)"];
      const said = own.filter((one) => !usual.includes(one)).join();
      grounds.set(element, (said && `/${said}`) + behind(element.parentElement));
    }
    return grounds.get(element);
  };
  const lookOf = (element) => {
    const s = getComputedStyle(element), isLink = element.localName === "a";
    const own = [s.color, s.fontSize, s.fontWeight, s.textShadow, behind(element)];
    if (element.ownerSVGElement) own.push("in a picture");
    if (isLink) own.push(s.textDecorationLine, s.display, s.borderBottom, lookOf(element.parentElement));
    return own.join(" ");
  };
  const hasText = (element) => element.matches("a, input:not([type=radio], [type=checkbox]), select, textarea")
    || [...element.childNodes].some((one) => one.nodeType === Node.TEXT_NODE && one.data.trim());
  const well = window.wellBefore ??= new Set(known);
  const strange = shown.filter((one) => hasText(one) && !well.has(lookOf(one)));
  const { violations, passes, incomplete } = await run(strange, {
    ...rules(["color-contrast", "link-in-text-block"]),
    resultTypes: ["violations", "passes", "incomplete"], elementRef: true,
  });
  const onPicture = ({ element, any }) => any.some(({ data }) => data?.messageKey === "imgNode"
    ? element.ownerSVGElement : data?.messageKey === "bgImage" && lookOf(element).includes("url("));
  const ofContrast = (results) => results.filter(({ id }) => id === "color-contrast")
    .flatMap(({ nodes }) => nodes);
  const looks = [...ofContrast(passes), ...ofContrast(incomplete).filter(onPicture)]
    .map(({ element }) => lookOf(element)).filter((look) => !well.has(look));
  looks.forEach((look) => well.add(look));
  const found = [...faults, ...violations].map(({ id, help, nodes }) =>
    `${location.href} ${id}: ${help}` + nodes.map(({ html }) => `\\n  ${html.slice(0, 200)}`).join(""));
  return { wider, found, looks: [...new Set(looks)] };
}
"""
"""What axe finds on the page: all rules of all of it, or some rules, and all of what came into sight since the
last time. Contrast of the texts whose look is not known to be well, boxes and radio buttons, which have no
text, left out; and which looks it found to be, or to stand on a picture that is part of the look."""


class Auditor:
    """Asks axe-core, and knows which looks of texts are well."""

    def __init__(self) -> None:
        self.script: str = Axe().axe_script
        """For a page that is asked about wherever it goes: sent once, not each time."""
        self._well: set[str] = set()

    def faults(self, page: Page, some: list[str] | None = None) -> list[str]:
        """What axe finds, by all rules or some, and whether the page is wider than its window."""
        asked = {"out": DJANGOS_OWN, "all": WCAG, "some": some}
        said = page.evaluate(AUDIT, asked)
        if said is None:
            if not page.evaluate("typeof axe === 'object'"):
                page.evaluate(self.script)
            said = page.evaluate(AUDIT, asked | {"known": sorted(self._well)})
        self._well |= set(said["looks"])
        found: list[str] = said["found"]
        if said["wider"] > 0:
            found.append(f"{page.url} is {said['wider']} px wider than the window")
        return found

    def in_every_window(self, page: Page) -> list[str]:
        """Look at the page in every width and mode without loading it again, beginning with the width that
        it has and ending in the other; the faults of all. In a second width only at what depends on it, in
        another mode only at the colours, which are all that a mode changes (``tests/test_look.py``)."""
        found: list[str] = []
        some: list[str] | None = None
        for window in WINDOWS if width_of(page) == WINDOWS[0][0] else reversed(WINDOWS):
            some = some if some is None else [] if width_of(page) == window[0] else LAYOUT
            show_in(page, window)
            width, mode = window
            found += [f"{width} {mode}: {fault}" for fault in self.faults(page, some)]
            some = []
        return found


def width_of(page: Page) -> int:
    """How wide its window is."""
    assert page.viewport_size
    return page.viewport_size["width"]


def show_in(page: Page, window: Window) -> None:
    """Make the window as wide and as dark."""
    width, mode = window
    assert page.viewport_size
    if width != width_of(page):
        page.set_viewport_size({**page.viewport_size, "width": width})
    # A colour on its way to the other mode is no colour of the page.
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
