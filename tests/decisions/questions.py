"""Ways to send and read one question, shared by the tests of the questionnaire."""

from typing import Any

from django.contrib.messages import get_messages

from decisions.models import Assessment


def url(assessment: Assessment, code: str = "A1", origin: str = "") -> str:
    path = f"/assessments/{assessment.pk}/questions/{code}/"
    return f"{path}?from={origin}" if origin else path


def sent(answer: object, **more: Any) -> dict[str, Any]:
    """What the form sends."""
    return {"answer": str(answer), "reason": "", "evidence": "", "note": "", "version": "0"} | more


def version(assessment: Assessment, code: str = "A1") -> str:
    """The version of the stored answer, as its page sends it."""
    return str(assessment.answers.get(criterion=code).version)


def page(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def notices(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))
