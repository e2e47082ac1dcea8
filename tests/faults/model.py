"""What must hold of a history, whatever broke: nothing acknowledged is lost, nothing happens twice."""

from collections import Counter, defaultdict
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


def wrong_sums(history: History, counted: Mapping[str, int]) -> list[str]:
    """What is counted and not told apart in the log: as often as acknowledged at least, and no more
    often than writes were sent that were not refused."""
    acknowledged, sent = Counter[str](), Counter[str]()
    for write in history.writes:
        if write.outcome != "refused":
            sent[write.place.counted] += 1
            acknowledged[write.place.counted] += write.outcome == "acknowledged"
    return [
        f"{name} stands {counted.get(name, 0)} times in the log:"
        f" {acknowledged[name]} were acknowledged of {sent[name]} that were sent"
        for name in sent
        if not acknowledged[name] <= counted.get(name, 0) <= sent[name]
    ]


def doubled_papers(history: History, rows: int, orders: int, files: Mapping[str, int]) -> list[str]:
    """Papers of which there are more than were asked for: rows, lines of the log, or files of one."""
    asked = len(set(history.papers))
    found = [f"{name} has {count} files" for name, count in files.items() if count != 1]
    if not asked <= rows <= asked + history.papers_unheard or orders != rows:
        found.append(f"{rows} papers and {orders} orders in the log, {asked} were acknowledged")
    return found
