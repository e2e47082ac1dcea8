"""The forms of engagement in words: which form, which price, and why."""

from decisions.presentation import place_wording as say
from decisions.presentation.material import Material
from decisions.presentation.place_shape import FormPart, FormWhy, RiskLevel
from decisions.wording import resting_on
from engine.location.advice import LocationAdvice
from engine.location.engagement import EngagementAdvice, Suggestion


def forms(material: Material, where: LocationAdvice) -> list[FormPart]:
    """One form per option that involves somebody else, in the order of the options."""
    return [_form(material, option, row) for option, row in where.engagement.items()]


def _form(material: Material, option: str, row: EngagementAdvice) -> FormPart:
    form, why = row.suggestion.form, row.suggestion.why
    return {
        "option": option,
        "option_name": material.name(option),
        "name": form.name,
        "text": form.text,
        "price": form.price,
        "price_text": form.price_text,
        "why": why.text,
        "rests_on": resting_on(why.mark, why.sources),
        "because": [
            say.answered(material.ruleset.criterion[code].question, material.answer(code))
            for code in row.suggestion.criteria
        ],
        "open": [material.ruleset.criterion[code].name for code in row.suggestion.open_codes],
        "alternatives": [_why(other) for other in row.alternatives],
        "risks": _risks(material, row),
        "arrangement": _why(row.arrangement) if row.arrangement else None,
    }


def _why(row: Suggestion) -> FormWhy:
    return {
        "name": row.form.name,
        "words": row.why.text,
        "rests_on": resting_on(row.why.mark, row.why.sources),
    }


def _risks(material: Material, row: EngagementAdvice) -> list[RiskLevel]:
    return [
        {"name": risk.name, "level": say.LEVEL[row.risks[risk.key]], "text": risk.text}
        for risk in material.ruleset.reference.engagement.risks
    ]
