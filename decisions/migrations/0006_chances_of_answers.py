"""Answers that a cost case gives keep the chances of all choices."""
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0005_facts_beside_inputs'),
    ]

    operations = [
        migrations.AddField(
            model_name='answer',
            name='chances',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='stepanswer',
            name='chances',
            field=models.JSONField(blank=True, null=True),
        ),
    ]
