"""Creates the group "Catalog editors" with exactly the permissions of the catalog."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

EDITORS = "Catalog editors"


def create_editors(apps, schema_editor):
    # Permissions are usually created after all migrations, which is too late for this group.
    config = apps.get_app_config("catalog")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    config.models_module = None
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    group, _ = Group.objects.get_or_create(name=EDITORS)
    allowed = Permission.objects.filter(content_type__app_label="catalog")
    group.permissions.set(allowed.exclude(content_type__model__startswith="historical"))


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_editors, migrations.RunPython.noop)]
