"""How much is written by links: nobody locks another out, neither the team nor who holds a link."""

from uuid import uuid4

import pytest
from django.utils import timezone

from decisions.services import comments as services
from decisions.services.sharing import revoke_link
from reviews.models import Comment
from reviews.services import Target, TooManyComments, Written
from tests.reviews.by_link import WHOLE, Board, another, board_of, form_of

pytestmark = pytest.mark.django_db


def test_one_browser_is_slowed_and_all_in_a_network_only_together(board, assessment, settings):
    """Also where it edits; what is refused to one takes nothing from the others."""
    limits = {"comment_by_link": "1/h/key", "comment_by_link_of_all": "2/h/key"}
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | limits

    def refused(who: Board, address: str, **more: str) -> bool:
        told = form_of(who.get(address)).send(who.browser, address, {"text": "Second", **more})
        if told.status_code == 302:
            return False
        assert told.context["form"].non_field_errors()
        assert form_of(told).values["text"] == ["Second"]
        return True

    mine = board.begin("First").comments.get()
    for _ in range(2):
        assert refused(board, board.comments, about=WHOLE)
        assert refused(board, board.own(mine))
    assert not assessment.activities.filter(verb="comment_edited").exists()
    # Nor is anybody told who is in the team by trying names.
    told = {"text": "x", "about": WHOLE, "name": str(assessment.owner)}
    answer = form_of(board.get(board.comments)).send(board.browser, board.comments, told)
    assert list(answer.context["form"].errors) == ["__all__"]
    beside, third, away = (another(board) for _ in range(3))
    assert not refused(beside, beside.comments, about=WHOLE)
    assert refused(third, third.comments, about=WHOLE)
    away.browser.defaults["REMOTE_ADDR"] = "198.51.100.7"
    assert not refused(away, away.comments, about=WHOLE)
    other = board_of(assessment, made_for="Auditor")
    assert not refused(other, other.comments, about=WHOLE)


@pytest.mark.parametrize("kind", ["threads", "comments"])
def test_nobody_takes_the_last_place_from_the_team_nor_one_link_from_others(
    kind, board, assessment, alice, begin, monkeypatch
):
    """Of 20 places guests have 10 and one link 2; what is removed makes room, but not without end."""
    monkeypatch.setattr(f"reviews.services.MOST_{kind.upper()}", 20)
    shared = begin("Ours", target=Target("assessment", "", "All of it"))

    def write(who: Board) -> int:
        sent = {"about": WHOLE, "text": "More", "key": str(uuid4())}
        where = who.at(shared) if kind == "comments" else who.comments
        answer = who.browser.post(where, sent)
        assert answer.status_code == 302 or answer.context["form"].non_field_errors()
        return int(answer.status_code)

    def remove_last() -> None:
        row = Comment.objects.filter(removed_at=None, writer=None).latest("written_at")
        services.remove_comment(assessment=assessment, by=alice, comment=row, seen=1)

    def of_team() -> None:
        words = Written("Ours", uuid4())
        if kind == "comments":
            services.reply(assessment=assessment, by=alice, thread=shared, written=words)
        else:
            begin("Ours")

    assert [write(board) for _ in range(3)] == [302, 302, 200]
    assert write(another(board)) == 200
    boards = [board_of(assessment, made_for=f"Bank {number}") for number in range(5)]
    assert [write(one) for one in boards for _ in range(2)] == [302] * 8 + [200] * 2
    revoke_link(link=board.link, by=alice)
    assert write(boards[4]) == 200
    remove_last()
    assert (write(boards[4]), write(boards[4])) == (302, 200)
    for _ in range(9):
        of_team()
    with pytest.raises(TooManyComments):
        of_team()
    remove_last()
    of_team()
    Comment.objects.filter(writer=None).update(text="", removed_at=timezone.now())
    once = [write(boards[0])]
    while once[-1] == 302 and len(once) < 20:
        remove_last()
        once.append(write(boards[0]))
    assert once == [302] * 8 + [200]
