"""Which faults of a page of the admin are questions that it cannot answer, and which are ours."""

from uuid import UUID

import pytest
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.models import Group
from django.db.models import IntegerField
from django.http import HttpResponse

from config.middleware import AnswerQuestions


def _answer(rf, fail, address="/admin/decisions/assessment/?id=x"):
    request = rf.get(address)
    try:
        fail()
    except Exception as fault:
        return AnswerQuestions(lambda _: HttpResponse()).process_exception(request, fault)


def _refuse():
    raise IncorrectLookupParameters


def _number():
    return IntegerField().get_prep_value("x")


def _key():
    return UUID("x")


def _half_a_range():
    return list(Group.objects.filter(pk__range="1"))


def _ours():
    return int("x")


@pytest.mark.django_db
@pytest.mark.parametrize("fail", [_refuse, _number, _key, _half_a_range])
def test_what_a_lookup_raises_is_a_question_without_an_answer(fail, rf, caplog):
    assert _answer(rf, fail).status_code == 400
    assert caplog.records


def test_the_same_fault_in_code_of_ours_stays_a_fault(rf):
    assert _answer(rf, _ours) is None


def test_nothing_was_asked_without_a_query(rf):
    assert _answer(rf, _refuse, "/admin/decisions/assessment/") is None
