"""Which service types the name of a process, or a few typed words, point to: best hit first."""

import re
import unicodedata
from collections.abc import Sequence
from math import log

from engine.model.ruleset import ServiceType

MOST = 3
NEAR = 0.4
"""A hit is shown when it has this share of the score of the best one."""
LONGEST = 200
"""Letters of a text that are looked at: as many as a name may have."""
BEGINS, STEM = 3, 6
"""A word of so many letters may be the beginning of another; of a longer one only these must agree, so
that "recruiting" finds "recruitment"."""
SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "by",
        "for",
        "from",
        "in",
        "internal",
        "of",
        "on",
        "or",
        "our",
        "the",
        "to",
        "with",
    ]
)
"""Words that say nothing about the work."""
NAMED, DESCRIBED = 3.0, 1.0
"""What a word counts in the names of a service type, and in its description."""


def closest(services: Sequence[ServiceType], text: str) -> list[ServiceType]:
    """Up to ``MOST`` service types that share words with the text; words that few of them have count
    more. Case, accents and the ends of words do not matter."""
    typed = set(_words(text[:LONGEST]))
    rows = [
        (row, set(_words(f"{row.name} {row.also}")), set(_words(row.summary))) for row in services
    ]
    scores = dict.fromkeys((row.slug for row in services), 0.0)
    for word in typed:
        found = {
            row.slug: max(NAMED * _alike(word, names), DESCRIBED * _alike(word, described))
            for row, names, described in rows
        }
        holding = sum(score > 0 for score in found.values())
        for slug, score in found.items():
            scores[slug] += score * log(1 + len(rows) / max(holding, 1))
    best = max(scores.values(), default=0.0)
    hits = [row for row in services if best and scores[row.slug] >= NEAR * best]
    exact = named(services, text)
    return sorted(hits, key=lambda row: (row is not exact, -scores[row.slug]))[:MOST]


def named(services: Sequence[ServiceType], text: str) -> ServiceType | None:
    """The one service type that is called so, by its name or by another name of it; None where
    several are. Case, accents and plurals do not matter."""
    typed = _words(text[:LONGEST])
    found = [
        row
        for row in services
        if typed and typed in [_words(name) for name in (row.name, *row.also.split(","))]
    ]
    return found[0] if len(found) == 1 else None


def _alike(word: str, others: set[str]) -> float:
    """1 for the same word, 0.5 for one that begins alike, 0 for any other."""
    if word in others:
        return 1.0
    begun = len(word) >= BEGINS and any(other.startswith(word[:STEM]) for other in others)
    return 0.5 if begun else 0.0


def _words(text: str) -> list[str]:
    """The words in small letters, without accents and without the s of a plural."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return [
        word[:-1] if len(word) > BEGINS and word.endswith("s") and not word.endswith("ss") else word
        for word in re.findall(r"\w+", letters)
        if word not in SMALL
    ]
