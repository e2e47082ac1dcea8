"""A version keeps the fingerprint of its facts beside that of its inputs."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0004_three_questions'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='version',
            name='one_version_per_content',
        ),
        migrations.AddField(
            model_name='version',
            name='facts_sha256',
            field=models.CharField(default='', max_length=64),
            preserve_default=False,
        ),
    ]
