"""Assessments say who does the work today, and copy what ``recommend()`` gives; steps have a share."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('catalog', '0003_format_two'),
        ('decisions', '0003_remove_format_1'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField(
            model_name='step',
            old_name='kept_inside',
            new_name='retained',
        ),
        migrations.RemoveField(
            model_name='assessment',
            name='advice',
        ),
        migrations.RemoveField(
            model_name='assessment',
            name='certainty',
        ),
        migrations.RemoveField(
            model_name='assessment',
            name='margin',
        ),
        migrations.RemoveField(
            model_name='assessment',
            name='verdict',
        ),
        migrations.AddField(
            model_name='assessment',
            name='confidence',
            field=models.CharField(default='none', max_length=10),
        ),
        migrations.AddField(
            model_name='assessment',
            name='contract_ends',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='assessment',
            name='done_by',
            field=models.CharField(blank=True, choices=[('own', 'Our own people, where the work arises'), ('shared_service', 'A service unit of our own, for several units'), ('provider', 'A provider'), ('mixed', 'Partly our own people, partly a provider'), ('nobody', 'Nobody yet: the work is new')], max_length=20),
        ),
        migrations.AddField(
            model_name='assessment',
            name='keeps_decision',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='assessment',
            name='outcome',
            field=models.CharField(default='none', max_length=20),
        ),
        migrations.AddField(
            model_name='assessment',
            name='probability',
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='step',
            name='share',
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='gateanswer',
            name='value',
            field=models.CharField(choices=[('passes', 'Yes'), ('fires', 'No'), ('unknown', "I don't know")], max_length=10),
        ),
        migrations.AlterField(
            model_name='stepgateanswer',
            name='value',
            field=models.CharField(choices=[('passes', 'Yes'), ('fires', 'No'), ('unknown', "I don't know")], max_length=10),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['outcome', '-updated_at'], name='decisions_a_outcome_24618c_idx'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['confidence', '-updated_at'], name='decisions_a_confide_ee78b9_idx'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('contract_ends', None), ('done_by__in', ('provider', 'mixed')), _connector='OR'), name='contract_with_a_provider'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('share', None), models.Q(('share__gt', 0), ('share__lte', 1)), _connector='OR'), name='share_of_the_work'),
        ),
    ]
