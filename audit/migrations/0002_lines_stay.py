"""Lets the database itself refuse to change a line of the log, and to delete one of the last year.

SQLite loses these rules when a later migration makes the table anew (alters a column): make them again there.
"""

from django.db import migrations

POSTGRESQL = [
    """CREATE FUNCTION audit_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.at < now() - interval '365 days' THEN
                RETURN OLD;
            END IF;
        END IF;
        RAISE EXCEPTION 'A line of the log is not changed, and stays for a year.'
            USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    """CREATE TRIGGER audit_event_stays BEFORE UPDATE OR DELETE ON audit_event
        FOR EACH ROW EXECUTE FUNCTION audit_event_stays()""",
    """CREATE TRIGGER audit_events_stay BEFORE TRUNCATE ON audit_event
        FOR EACH STATEMENT EXECUTE FUNCTION audit_event_stays()""",
]
SQLITE = [
    """CREATE TRIGGER audit_event_stays BEFORE UPDATE ON audit_event
        BEGIN SELECT RAISE(ABORT, 'A line of the log is not changed.'); END""",
    """CREATE TRIGGER audit_events_stay BEFORE DELETE ON audit_event
        WHEN OLD.at > datetime('now', '-365 days')
        BEGIN SELECT RAISE(ABORT, 'A line of the log stays for a year.'); END""",
]


def forth(apps, editor):
    statements = POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        editor.execute(statement)


def back(apps, editor):
    postgresql = editor.connection.vendor == "postgresql"
    table = " ON audit_event" if postgresql else ""
    editor.execute(f"DROP TRIGGER audit_event_stays{table}")
    editor.execute(f"DROP TRIGGER audit_events_stay{table}")
    if postgresql:
        editor.execute("DROP FUNCTION audit_event_stays")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(forth, back)]
