"""``Ruleset`` -> the JSON definition in its one canonical form, so that exports are byte-identical.

The form: keys in the order of the dataclass fields, left out where they equal the field's default;
whole numbers without a point. docs/ruleset.md describes it.
"""

from engine.model.codec import write
from engine.model.fields import Json
from engine.model.ruleset import Ruleset

FORMAT = 2


def dump(ruleset: Ruleset) -> Json:
    """The canonical definition; ``load`` of it gives an equal ruleset."""
    return {"format": FORMAT, **write(ruleset)}
