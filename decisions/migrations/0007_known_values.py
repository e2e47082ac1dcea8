"""Answers and gate answers hold no other status or value than those that are read."""

from django.db import migrations, models
from django.db.models import Q

CHOICE_BELONGS_TO_STATUS = Q(status="choice", choice__isnull=False) | Q(
    status__in=("unknown", "not_applicable"), choice=None
)
GATE_VALUE_IS_KNOWN = Q(value__in=["passes", "fires", "unknown"])
STATUS = {
    "answer": "choice_belongs_to_status",
    "stepanswer": "step_choice_belongs_to_status",
}
VALUE = {"gateanswer": "gate_value_is_known", "stepgateanswer": "step_gate_value_is_known"}


class Migration(migrations.Migration):
    dependencies = [("decisions", "0006_chances_of_answers")]
    operations = [
        *(migrations.RemoveConstraint(model, name) for model, name in STATUS.items()),
        *(
            migrations.AddConstraint(
                model, models.CheckConstraint(condition=condition, name=name)
            )
            for names, condition in (
                (STATUS, CHOICE_BELONGS_TO_STATUS),
                (VALUE, GATE_VALUE_IS_KNOWN),
            )
            for model, name in names.items()
        ),
    ]
