"""What to count in each line of a cost case: above all which cost is avoidable, so that it goes when the work
goes. Only that may be set against a price.
"""

from collections.abc import Mapping

from engine.cost.lines import KINDS
from report.messages import catalogue, read, say

HELP: Mapping[str, str] = {
    key: read(say(f"cost.help.{key}"))
    for key in KINDS
    if f"cost.help.{key}" in catalogue().singular
}
