"""Take away editions in format 1, with the assessments that are pinned to them and their papers.

Nothing can read that format any more, and nobody decides with it: no release was in use. Its yes and
no to a gate could not be turned into "passes" and "fires" without the edition either. ``load_catalog``
publishes the shipped content in format 2, ``add_demo`` makes the demo anew.
"""

from functools import partial

from django.db import migrations, transaction

FORMAT = 2


def remove(apps, schema_editor):
    editions = apps.get_model("catalog", "Edition")
    known = editions.objects.values_list("pk", "definition__format")
    old = [pk for pk, number in known if number != FORMAT]
    papers = apps.get_model("decisions", "Paper").objects.exclude(file="")
    for paper in papers.filter(version__assessment__edition__in=old):
        delete_file = partial(paper.file.storage.delete, paper.file.name)
        transaction.on_commit(delete_file, using=schema_editor.connection.alias)
    apps.get_model("decisions", "Assessment").objects.filter(edition__in=old).delete()
    editions.objects.filter(pk__in=old).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0003_format_two"),
        ("decisions", "0002_search_by_name"),
    ]

    operations = [migrations.RunPython(remove, migrations.RunPython.noop)]
