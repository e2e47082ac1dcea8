"""Lets an assessment be a template of its team."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("decisions", "0012_shared_links")]

    operations = [
        migrations.AddField(
            "assessment", "is_template", models.BooleanField(default=False, db_default=False)
        ),
    ]
