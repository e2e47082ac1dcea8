"""Words that people typed stand apart from ours, so that those that run from right to left do not turn
the order of the sentence around them, and at the side where ours stand."""

from playwright.sync_api import Page

BARE = r"""() => {
    const found = new Set();
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const { parentElement } = walk.currentNode;
        const data = walk.currentNode.data.replace(/\u2068[^\u2069]*\u2069/g, '');
        if (/[\u0590-\u08ff]/.test(data) && !parentElement.closest('bdi, [dir=auto], option, textarea, script'))
            found.add(`${parentElement.localName}.${parentElement.className}: ${data.trim().slice(0, 90)}`);
    }
    for (const one of document.querySelectorAll('bdi, [dir=auto]:not(.comment-text, blockquote, input, textarea)'))
        if (['start', 'end'].includes(getComputedStyle(one).textAlign))
            found.add(`its own side: ${one.localName}.${one.className}`);
    return [...found];
}"""


def bare_words(page: Page) -> list[str]:
    """Where Arabic or Hebrew stands outside ``<bdi>``, ``dir="auto"`` and the characters that set words
    apart, or where such an element is aligned by its own direction."""
    return [f"{page.url}: not apart in {where}" for where in page.evaluate(BARE)]
