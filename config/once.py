"""A part of a page that is the same on every page: written once, as long as the process runs.

Links to files and to pages that everybody has take a web process as long as the question between them.
"""

from django.template import Context, Library, Node, NodeList
from django.template.base import Parser, Token

register = Library()


class Once(Node):
    """What stands in it, without anything that a request brings: no name has a value there."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.written: str | None = None

    def render(self, context: Context) -> str:
        """As it was written first."""
        if self.written is None:
            self.written = self.nodelist.render(context.new())
        return self.written


@register.tag
def once(parser: Parser, token: Token) -> Once:
    """``{% once %}...{% endonce %}``."""
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    return Once(nodelist)
