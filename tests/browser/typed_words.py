"""Words that people typed stand apart from ours, so that those that run from right to left do not turn
the order of the sentence around them."""

from playwright.sync_api import Page

BARE = r"""() => {
    const found = new Set();
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const { data, parentElement } = walk.currentNode;
        if (/[\u0590-\u08ff]/.test(data) && !parentElement.closest('bdi, [dir=auto], option, textarea, script'))
            found.add(`${parentElement.localName}.${parentElement.className}: ${data.trim().slice(0, 90)}`);
    }
    return [...found];
}"""


def bare_words(page: Page) -> list[str]:
    """Where Arabic or Hebrew stands outside ``<bdi>`` and ``dir="auto"``."""
    return [f"{page.url}: not apart in {where}" for where in page.evaluate(BARE)]
