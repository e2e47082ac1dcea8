"""Calls a link for people outside what a file is that is taken along: exported or shared. No column changes."""

from django.db import migrations, models

KINDS = [
    ("signed_in", "Signed in"),
    ("sign_in_failed", "Signing in failed"),
    ("sign_in_changed", "Way of signing in changed"),
    ("rights_changed", "Rights on the site changed"),
    ("joined", "Joined a team"),
    ("role_changed", "Role changed"),
    ("removed", "Removed from a team"),
    ("left", "Left a team"),
    ("renamed", "Renamed"),
    ("moved", "Moved to another team"),
    ("deleted", "Deleted"),
    ("exported", "Exported or shared"),
    ("published", "Published"),
    ("erased", "Account erased"),
]


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_any_way_to_fail")]

    operations = [
        migrations.AlterField(
            "event", "kind", models.CharField("what", max_length=20, choices=KINDS)
        ),
    ]
