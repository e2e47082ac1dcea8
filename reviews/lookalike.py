"""The names that guests may give: made of letters that everybody sees, and taken for nobody else's by a reader.

Unicode's own table of letters that look alike has thousands; here stand those that names in Latin, Greek and
Cyrillic letters can be made of. Letters of scripts that are hardly written today are refused instead.
"""

import re
import unicodedata
from collections.abc import Iterable

from writing.visible import seen

SIGNS = " -\u2010\u2011'\u2019\u02bb\u02bc.\u00b7\u30fb"
"""What stands between the letters of a name."""
MARKS = re.compile("(\\s|^)M|M{4}")
"""Marks above and below letters: none without a letter, and no towers. Three is the most that names need."""
LATIN = re.compile(
    "LATIN (?:SMALL|CAPITAL) (?:LETTER|LIGATURE) "
    "([A-Z]|AE|OE|ENG|ETH|THORN|SHARP S|DOTLESS I|SCHWA|OPEN [EO])(?: WITH .+)?"
)
EAST = frozenset(
    ["CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC", "HANGUL", "BOPOMOFO"]
)
"""Written side by side in one word."""
SCRIPTS = frozenset(
    [
        "GREEK",
        "CYRILLIC",
        "ARMENIAN",
        "GEORGIAN",
        "HEBREW",
        "ARABIC",
        "DEVANAGARI",
        "BENGALI",
        "GURMUKHI",
        "GUJARATI",
        "ORIYA",
        "TAMIL",
        "TELUGU",
        "KANNADA",
        "MALAYALAM",
        "SINHALA",
        "THAI",
        "LAO",
        "TIBETAN",
        "MYANMAR",
        "KHMER",
        "ETHIOPIC",
        "THAANA",
    ]
)
"""As the names of their letters begin, beside Latin."""
ALIKE = {
    **dict(zip("авгеёзиіїјкмнорстухцшѕһԁӏԛԝ", "abreezhiijkmhopctyxuwshdiqw", strict=True)),
    **dict(zip("αβγεζηικλμνορστυχω", "abyeznikluvopotyxw", strict=True)),
    **dict(zip("\u0131l1|!05", "iiiiios", strict=True)),
}
"""Small letter or sign -> the Latin letter that it, or its capital, is taken for."""
NUMBER = re.compile(r" \((\d+)\)$")
"""The number of a guest whose name another one has."""
OURS = (
    "team",
    "member",
    "reader",
    "viewer",
    "reviewer",
    "editor",
    "owner",
    "admin",
    "administrator",
)
"""Words by which these pages call people: no part of a guest's name."""


def clean(name: str) -> str:
    """A name on one line, in the usual form of its letters, without signs that nobody sees."""
    usual = unicodedata.normalize("NFKC", seen(name))
    kept = (" " if unicodedata.category(sign) == "Cc" else sign for sign in usual)
    return " ".join("".join(kept).split())


def is_a_name(name: str) -> bool:
    """Whether it is made of letters, of one alphabet in a word, and of what stands between them."""
    kinds = [_kind(sign) for sign in name]
    words = "".join(kind if len(kind) == 1 else "L" for kind in kinds)
    if "?" in words or "L" not in words or MARKS.search(words):
        return False
    scripts: set[str] = set()
    for kind in kinds:
        scripts = set() if kind == " " else scripts | {kind} if len(kind) > 1 else scripts
        if len(scripts) > 1:
            return False
    return True


def _kind(sign: str) -> str:
    """A letter by its script, another sign by one letter; "?" for what belongs in no name."""
    match unicodedata.category(sign):
        case "Lu" | "Ll" | "Lt" | "Lm" | "Lo" if sign not in SIGNS:
            named = unicodedata.name(sign, "")
            script = named.partition(" ")[0]
            if LATIN.fullmatch(named) or script in SCRIPTS:
                return script
            return "EAST" if script in EAST else "?"
        case "Mn":
            return "M"
        case "Mc":
            return "S"
        case "Nd":
            return "D"
        case _:
            return " " if sign in SIGNS else "?"


def words_of(name: str) -> list[str]:
    """What a reader makes of its words: equal for words that look alike."""
    usual = unicodedata.normalize("NFKC", seen(name)).casefold()
    signs = (
        ALIKE.get(sign) or _plain(sign)
        for sign in unicodedata.normalize("NFKD", usual)
        if not unicodedata.combining(sign)
    )
    return [word.replace("rn", "m").replace("vv", "w") for word in "".join(signs).split()]


def _plain(sign: str) -> str:
    found = LATIN.fullmatch(unicodedata.name(sign, ""))
    if found and len(found[1]) == 1:
        return ALIKE.get(letter := found[1].lower(), letter)
    return sign if unicodedata.category(sign)[0] in "LMN" else " "


def looks_like_one_of(name: str, others: Iterable[str]) -> bool:
    """Whether a reader could take all of it for one of the other names, also turned around."""
    mine = "".join(words_of(name))
    return any(mine in _written(words_of(one)) for one in others)


def holds_one_of(name: str, others: Iterable[str]) -> bool:
    """The same for a part of it, where the other name has more than one word: many are called by one."""
    words = words_of(name)
    ends = range(len(words) + 1)
    parts = {"".join(words[start:end]) for start in ends for end in ends[start + 1 :]}
    theirs = [found for one in others if len(found := words_of(one)) > 1]
    return any(parts & _written(found) for found in theirs)


def _written(words: list[str]) -> set[str]:
    return {"".join(words), "".join(reversed(words))}


def is_of_the_team(name: str, people: Iterable[str]) -> bool:
    """Whether a reader could take the name for that of one of these people, or for somebody of the team."""
    if not set(words_of(" ".join(OURS))).isdisjoint(words_of(name)):
        return True
    known = tuple(people)
    return looks_like_one_of(name, known) or holds_one_of(name, known)


def numbered(name: str, others: Iterable[str]) -> str:
    """The name as it is given to one guest more: with the next number where others have one that looks like
    it, as they may be other people or the same one at another machine. Nobody can type such a number."""
    found = [(NUMBER.sub("", one), NUMBER.search(one)) for one in others]
    numbers = [int(at[1]) if at else 1 for one, at in found if looks_like_one_of(name, [one])]
    return f"{name} ({max(numbers) + 1})" if name and numbers else name
