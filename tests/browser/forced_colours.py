"""What stands out from its ground by its colour stands out in the colours of the reader as well."""

from playwright.sync_api import Page

STANDING = r"""({ step, known }) => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const read = new Map();
    const rgba = (colour) => {
        if (!read.has(colour)) {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = '#000';
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
            const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
            read.set(colour, [r, g, b, a / 255]);
        }
        return read.get(colour);
    };
    const over = ([r, g, b, a], ground, opacity = 1) =>
        [r, g, b].map((one, place) => one * a * opacity + ground[place] * (1 - a * opacity));
    const light = (rgb) => rgb.reduce((sum, one, place) => {
        const c = one / 255;
        return sum + [0.2126, 0.7152, 0.0722][place] * (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    }, 0.05);
    const apart = (one, other) => {
        const [a, b] = [light(one), light(other)];
        return Math.max(a, b) / Math.min(a, b) >= 3;
    };
    const grounds = new Map();
    const ground = (element) => {
        if (!element) return over(rgba(getComputedStyle(document.body).backgroundColor), [255, 255, 255]);
        if (!grounds.has(element))
            grounds.set(element, over(rgba(getComputedStyle(element).backgroundColor), ground(element.parentElement)));
        return grounds.get(element);
    };
    const sides = ['Top', 'Right', 'Bottom', 'Left'];
    const stands = (style, behind, drawn) => {
        if (drawn) return [['fill', 'fillOpacity'], ['stroke', 'strokeOpacity']].some(([paint, opacity]) =>
            style[paint].startsWith('rgb') && apart(over(rgba(style[paint]), behind, Number(style[opacity])), behind));
        return apart(over(rgba(style.backgroundColor), behind), behind)
            || sides.some((side) => parseFloat(style[`border${side}Width`]) > 0
                && apart(over(rgba(style[`border${side}Color`]), behind), behind));
    };
    const kind = (element) => `${element.localName}.${element.getAttribute('class') || ''}`;
    const [all, kinds, seen] = [new Map(), [], new Set(known)];
    for (const element of window.stoodBefore?.keys() ?? document.body.querySelectorAll('*')) {
        const key = `${kind(element.parentElement)} > ${kind(element)}`;
        if (step === 'before' && seen.has(key)) continue;
        if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('defs, .visually-hidden, .skip-link')) continue;
        kinds.push(key);
        const drawn = element instanceof SVGGeometryElement;
        if (element instanceof SVGElement && !drawn) continue;
        const behind = ground(drawn ? element.ownerSVGElement.closest(':not(svg, svg *)') : element.parentElement);
        const styles = drawn ? [''] : ['', '::before', '::after'];
        all.set(element, styles.filter((pseudo) => {
            const style = getComputedStyle(element, pseudo || null);
            if (pseudo && ['none', 'normal'].includes(style.content)) return false;
            return stands(style, pseudo ? ground(element) : behind, drawn);
        }));
    }
    if (step === 'before') { window.stoodBefore = all; return [...new Set(kinds)]; }
    const gone = new Set();
    for (const [element, before] of window.stoodBefore)
        for (const pseudo of before)
            if (all.has(element) && !all.get(element).includes(pseudo))
                gone.add(`${kind(element)}${pseudo}`);
    delete window.stoodBefore;
    return [...gone];
}"""


class Forced:
    """Looks at the colours of a page as forced ones, and knows which kinds of elements it has seen."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def gone(self, page: Page) -> list[str]:
        """What is seen by a colour of ours alone: shapes, grounds and borders that stand out, 3 to 1, and do
        not once the reader's colours are forced upon the page (WCAG 1.4.11, the contrast themes of Windows)."""
        kinds = page.evaluate(STANDING, {"step": "before", "known": sorted(self._known)})
        if not kinds:
            return []
        self._known |= set(kinds)
        page.emulate_media(forced_colors="active")
        gone = page.evaluate(STANDING, {"step": "after", "known": []})
        page.emulate_media(forced_colors="none")
        return [f"{page.url}: gone with forced colours: {one}" for one in gone]
