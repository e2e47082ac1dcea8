"""What must hold of a history, whatever broke: nothing acknowledged is lost, nothing happens twice."""

from collections import defaultdict
from collections.abc import Mapping

from tests.faults.managers import History, Place, Write


def lost_writes(history: History, stored: Mapping[Place, str]) -> list[str]:
    """Places where the last thing said is not what is there.

    What is there must be the value of a write that may have happened; and no acknowledged write may
    have begun after that one was over, or it would have replaced it. Whoever heard nothing does not
    know: such a write may stand or not.
    """
    found = []
    by_place: dict[Place, list[Write]] = defaultdict(list)
    for write in history.writes:
        by_place[write.place].append(write)
    for place, writes in by_place.items():
        value = stored[place]
        acknowledged = [write for write in writes if write.outcome == "acknowledged"]
        source = next((write for write in writes if write.value == value), None)
        if source is None:
            if acknowledged:
                found.append(f"{place.address} {place.name}: {value!r} was never sent")
        elif source.outcome == "refused":
            found.append(f"{place.address} {place.name}: {value!r} was refused")
        else:
            later = [write for write in acknowledged if write.sent > source.done > 0]
            if later:
                found.append(
                    f"{place.address} {place.name}: {value!r} stands, {later[-1].value!r} is lost"
                )
    return found


def wrong_counts(history: History, logged: Mapping[str, int]) -> list[str]:
    """Writes that the log of the assessment has not as often as it must: each acknowledged one once, one
    whose answer was not heard at most once, a refused one never."""
    found = []
    for write in history.writes:
        count = logged.get(write.value, 0)
        allowed = {"acknowledged": {1}, "unknown": {0, 1}, "refused": {0}}[write.outcome]
        if count not in allowed:
            found.append(f"{write.value!r} ({write.outcome}) stands {count} times in the log")
    return found
