"""An index of trigrams, so that a name is found among 100,000 as fast as among a hundred.

Only PostgreSQL has one. Its extension is a trusted one: whoever may create in the database may create
it. Where the server does not have it, or this user may not, the search works without the index.
"""

from django.db import migrations

INDEX = "assessment_name_trigrams"
POSSIBLE = """
    SELECT 1 FROM pg_available_extensions
    WHERE name = 'pg_trgm'
    AND (installed_version IS NOT NULL OR has_database_privilege(current_database(), 'CREATE'))
"""


def create_index(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(POSSIBLE)
        if cursor.fetchone() is None:
            return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    # The expression is the one that Django compares for ``name__icontains``.
    schema_editor.execute(
        f"CREATE INDEX {INDEX} ON decisions_assessment USING gin (UPPER(name::text) gin_trgm_ops)"
    )


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {INDEX}")


class Migration(migrations.Migration):
    dependencies = [("decisions", "0001_initial")]

    operations = [migrations.RunPython(create_index, drop_index)]
