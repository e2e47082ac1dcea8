"""Brings the working copy to format 2: gates with effects, questions with roles, lines instead of
thresholds, presets as weights of questions.

What still means something keeps its row and its history: what a gate does when it fires, why a step
must stay. What format 1 said in another way goes: profiles of options, thresholds, weights of themes.
Its questions of gates were asked the other way round and its effects were measured from another zero,
so its words cannot simply be kept: the table of the title and the lines begins empty, and to
``load_catalog`` that is a working copy that has never been loaded. It takes the shipped content over
what stands here, row by row, each with its history.
"""

from importlib import import_module

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

EFFECTS = {
    "stop": "rules_out_providers",
    "location": "warns",
    "case": "warns",
    "caution": "warns",
}
"""What a severity of format 1 is called now; fix_first keeps its name."""
SEVERITIES = {
    "rules_out_providers": "stop",
    "rules_out_kind": "stop",
    "keeps_decision": "caution",
    "warns": "caution",
}


def rename_values(apps, names):
    for model in ("Gate", "Trigger", "PlaceRule"):
        for table in (model, f"Historical{model}"):
            rows = apps.get_model("catalog", table).objects
            for old, new in names.items():
                rows.filter(effect=old).update(effect=new)


def effects_of_severities(apps, schema_editor):
    rename_values(apps, EFFECTS)
    # A gate without a question was never asked.
    apps.get_model("catalog", "Gate").objects.filter(question="").update(asked=False)


def severities_of_effects(apps, schema_editor):
    rename_values(apps, SEVERITIES)


def update_editors(apps, schema_editor):
    tables = apps.get_model("contenttypes", "ContentType").objects.filter(app_label="catalog")
    tables.filter(model__in=("thresholds", "historicalthresholds")).delete()
    import_module("catalog.migrations.0002_catalog_editors").create_editors(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0002_catalog_editors"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField(
            model_name='gate',
            old_name='severity',
            new_name='effect',
        ),
        migrations.RenameField(
            model_name='historicalgate',
            old_name='severity',
            new_name='effect',
        ),
        migrations.RenameField(
            model_name='trigger',
            old_name='severity',
            new_name='effect',
        ),
        migrations.RenameField(
            model_name='historicaltrigger',
            old_name='severity',
            new_name='effect',
        ),
        migrations.RenameField(
            model_name='placerule',
            old_name='severity',
            new_name='effect',
        ),
        migrations.RenameField(
            model_name='historicalplacerule',
            old_name='severity',
            new_name='effect',
        ),
        migrations.RenameField(
            model_name='step',
            old_name='kept_inside',
            new_name='retained',
        ),
        migrations.RenameField(
            model_name='historicalstep',
            old_name='kept_inside',
            new_name='retained',
        ),
        migrations.AlterField(
            model_name='gate',
            name='effect',
            field=models.CharField(choices=[('rules_out_providers', 'Rules out every provider'), ('rules_out_kind', 'Rules out one kind of provider'), ('fix_first', 'Something must be fixed first'), ('keeps_decision', 'The decision itself stays with you'), ('warns', 'Warns, and changes nothing else')], help_text='What happens to the recommendation, whatever the answers to the questions say.', max_length=20, verbose_name='when it fires'),
        ),
        migrations.AlterField(
            model_name='historicalgate',
            name='effect',
            field=models.CharField(choices=[('rules_out_providers', 'Rules out every provider'), ('rules_out_kind', 'Rules out one kind of provider'), ('fix_first', 'Something must be fixed first'), ('keeps_decision', 'The decision itself stays with you'), ('warns', 'Warns, and changes nothing else')], help_text='What happens to the recommendation, whatever the answers to the questions say.', max_length=20, verbose_name='when it fires'),
        ),
        migrations.AlterField(
            model_name='historicalplacerule',
            name='effect',
            field=models.CharField(blank=True, choices=[('rules_out_providers', 'Rules out every provider'), ('rules_out_kind', 'Rules out one kind of provider'), ('fix_first', 'Something must be fixed first'), ('keeps_decision', 'The decision itself stays with you'), ('warns', 'Warns, and changes nothing else')], help_text='The effect with which the gate has fired.', max_length=20, verbose_name='when the gate'),
        ),
        migrations.AlterField(
            model_name='historicalstep',
            name='retained',
            field=models.TextField(blank=True, help_text='Leave empty when it need not.', verbose_name='why it must stay with you'),
        ),
        migrations.AlterField(
            model_name='historicaltrigger',
            name='effect',
            field=models.CharField(choices=[('rules_out_providers', 'Rules out every provider'), ('rules_out_kind', 'Rules out one kind of provider'), ('fix_first', 'Something must be fixed first'), ('keeps_decision', 'The decision itself stays with you'), ('warns', 'Warns, and changes nothing else')], help_text='What happens to the recommendation. It may be less than when the gate is answered.', max_length=20, verbose_name='when it fires'),
        ),
        migrations.AlterField(
            model_name='placerule',
            name='effect',
            field=models.CharField(blank=True, choices=[('rules_out_providers', 'Rules out every provider'), ('rules_out_kind', 'Rules out one kind of provider'), ('fix_first', 'Something must be fixed first'), ('keeps_decision', 'The decision itself stays with you'), ('warns', 'Warns, and changes nothing else')], help_text='The effect with which the gate has fired.', max_length=20, verbose_name='when the gate'),
        ),
        migrations.AlterField(
            model_name='step',
            name='retained',
            field=models.TextField(blank=True, help_text='Leave empty when it need not.', verbose_name='why it must stay with you'),
        ),
        migrations.AlterField(
            model_name='trigger',
            name='effect',
            field=models.CharField(choices=[('rules_out_providers', 'Rules out every provider'), ('rules_out_kind', 'Rules out one kind of provider'), ('fix_first', 'Something must be fixed first'), ('keeps_decision', 'The decision itself stays with you'), ('warns', 'Warns, and changes nothing else')], help_text='What happens to the recommendation. It may be less than when the gate is answered.', max_length=20, verbose_name='when it fires'),
        ),
        migrations.AddField(
            model_name='gate',
            name='asked',
            field=models.BooleanField(default=True, help_text='Without it, only the rules below can fire the gate.', verbose_name='asked as a question'),
        ),
        migrations.RunPython(effects_of_severities, severities_of_effects),
        migrations.DeleteModel(
            name='HistoricalPresetWeight',
        ),
        migrations.DeleteModel(
            name='PresetWeight',
        ),
        migrations.CreateModel(
            name='HistoricalPresetWeight',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('weight', models.FloatField(help_text="Instead of the question's own weight; 0 leaves the question out.", validators=[django.core.validators.MinValueValidator(0)])),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('criterion', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalog.criterion')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('preset', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalog.preset')),
            ],
            options={
                'verbose_name': 'historical weight of a question',
                'verbose_name_plural': 'historical weights of questions (the others keep their own)',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PresetWeight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight', models.FloatField(help_text="Instead of the question's own weight; 0 leaves the question out.", validators=[django.core.validators.MinValueValidator(0)])),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.criterion')),
                ('preset', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='weights', to='catalog.preset')),
            ],
            options={
                'verbose_name': 'weight of a question',
                'verbose_name_plural': 'weights of questions (the others keep their own)',
                'ordering': ['criterion__position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('preset', 'criterion'), name='one_weight_per_criterion', violation_error_message='This question has a weight already.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalLines',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('title', models.CharField(help_text='The name of this decision model.', max_length=200)),
                ('provider', models.FloatField(default=0.125, help_text='How much must speak for a provider before one is advised, as a share (0 to 1) of the most that the answers could say. 0.125 is one eighth.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='provider line')),
                ('inside', models.FloatField(default=0.125, help_text='The same for pooling: how much must speak for a shared service before one is advised instead of each unit on its own.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='shared service line')),
                ('argument', models.TextField(blank=True, help_text='Why the lines stand where they stand, as a manager reads it.')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical title and lines',
                'verbose_name_plural': 'historical title and lines',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPrecedent',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0, help_text='Order: the smallest number comes first. Leave gaps, such as 10, 20, 30.')),
                ('key', models.SlugField(help_text='Short and stable: results refer to it.', max_length=60)),
                ('title', models.CharField(help_text='Who decided about what, in a few words, as managers read it.', max_length=200)),
                ('sector', models.CharField(help_text='Of the organisation that decided.', max_length=200)),
                ('process', models.CharField(help_text='The work it was about.', max_length=200, verbose_name='work')),
                ('kind', models.CharField(choices=[('bpo', 'Routine work'), ('kpo', 'Expert work'), ('mixed', 'Both')], help_text='As it was then.', max_length=5, verbose_name='kind of work')),
                ('period', models.CharField(help_text='Such as 2001 to 2012.', max_length=60, verbose_name='years')),
                ('description', models.TextField(help_text='In at most 60 words, in words of our own.', verbose_name='situation')),
                ('decided', models.TextField(help_text='One sentence.', verbose_name='what was decided')),
                ('outcome', models.TextField(help_text='One or two sentences, with a figure if any.', verbose_name='how it went')),
                ('lesson', models.TextField(blank=True, help_text='One sentence.', verbose_name='what it teaches')),
                ('expected', models.CharField(choices=[('in_house', 'In-house'), ('bpo', 'BPO'), ('kpo', 'KPO'), ('hybrid', 'Part of it with a provider, part in-house')], help_text='By the judgement of an expert. It checks the model and is never shown as advice.', max_length=10, verbose_name='right in hindsight')),
                ('defensible', models.JSONField(blank=True, default=list, help_text='What the expert would not call wrong either.', verbose_name='defensible as well')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical published decision',
                'verbose_name_plural': 'historical published decisions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPrecedentCoding',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('answers', models.JSONField(default=dict, help_text='Question and number of the choice, separated by commas: A1: 2, B1: 4. Leave out what the sources do not tell.')),
                ('fires', models.JSONField(blank=True, default=list, help_text='Codes of the gates, separated by commas; all others passed.', verbose_name='gates that fire')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical coding',
                'verbose_name_plural': 'historical codings (two at least, each by a person of its own)',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPrecedentSource',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0, help_text='Order: the smallest number comes first. Leave gaps, such as 10, 20, 30.')),
                ('title', models.CharField(help_text='Who published it.', max_length=200)),
                ('where', models.TextField(help_text='Where it can be found.')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical source',
                'verbose_name_plural': 'historical sources',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Lines',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(help_text='The name of this decision model.', max_length=200)),
                ('provider', models.FloatField(default=0.125, help_text='How much must speak for a provider before one is advised, as a share (0 to 1) of the most that the answers could say. 0.125 is one eighth.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='provider line')),
                ('inside', models.FloatField(default=0.125, help_text='The same for pooling: how much must speak for a shared service before one is advised instead of each unit on its own.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='shared service line')),
                ('argument', models.TextField(blank=True, help_text='Why the lines stand where they stand, as a manager reads it.')),
            ],
            options={
                'verbose_name': 'title and lines',
                'verbose_name_plural': 'title and lines',
            },
        ),
        migrations.CreateModel(
            name='Precedent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0, help_text='Order: the smallest number comes first. Leave gaps, such as 10, 20, 30.')),
                ('key', models.SlugField(help_text='Short and stable: results refer to it.', max_length=60, unique=True)),
                ('title', models.CharField(help_text='Who decided about what, in a few words, as managers read it.', max_length=200)),
                ('sector', models.CharField(help_text='Of the organisation that decided.', max_length=200)),
                ('process', models.CharField(help_text='The work it was about.', max_length=200, verbose_name='work')),
                ('kind', models.CharField(choices=[('bpo', 'Routine work'), ('kpo', 'Expert work'), ('mixed', 'Both')], help_text='As it was then.', max_length=5, verbose_name='kind of work')),
                ('period', models.CharField(help_text='Such as 2001 to 2012.', max_length=60, verbose_name='years')),
                ('description', models.TextField(help_text='In at most 60 words, in words of our own.', verbose_name='situation')),
                ('decided', models.TextField(help_text='One sentence.', verbose_name='what was decided')),
                ('outcome', models.TextField(help_text='One or two sentences, with a figure if any.', verbose_name='how it went')),
                ('lesson', models.TextField(blank=True, help_text='One sentence.', verbose_name='what it teaches')),
                ('expected', models.CharField(choices=[('in_house', 'In-house'), ('bpo', 'BPO'), ('kpo', 'KPO'), ('hybrid', 'Part of it with a provider, part in-house')], help_text='By the judgement of an expert. It checks the model and is never shown as advice.', max_length=10, verbose_name='right in hindsight')),
                ('defensible', models.JSONField(blank=True, default=list, help_text='What the expert would not call wrong either.', verbose_name='defensible as well')),
            ],
            options={
                'verbose_name': 'published decision',
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PrecedentCoding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answers', models.JSONField(default=dict, help_text='Question and number of the choice, separated by commas: A1: 2, B1: 4. Leave out what the sources do not tell.')),
                ('fires', models.JSONField(blank=True, default=list, help_text='Codes of the gates, separated by commas; all others passed.', verbose_name='gates that fire')),
            ],
            options={
                'verbose_name': 'coding',
                'verbose_name_plural': 'codings (two at least, each by a person of its own)',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='PrecedentSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0, help_text='Order: the smallest number comes first. Leave gaps, such as 10, 20, 30.')),
                ('title', models.CharField(help_text='Who published it.', max_length=200)),
                ('where', models.TextField(help_text='Where it can be found.')),
            ],
            options={
                'verbose_name': 'source',
                'ordering': ['position', 'id'],
            },
        ),
        migrations.RemoveField(
            model_name='historicalthresholds',
            name='history_user',
        ),
        migrations.DeleteModel(
            name='Thresholds',
        ),
        migrations.RenameField(
            model_name='historicaloption',
            old_name='usual_regret',
            new_name='regret',
        ),
        migrations.RenameField(
            model_name='option',
            old_name='usual_regret',
            new_name='regret',
        ),
        migrations.RemoveField(
            model_name='choice',
            name='is_unknown',
        ),
        migrations.RemoveField(
            model_name='criterion',
            name='location_only',
        ),
        migrations.RemoveField(
            model_name='gate',
            name='fires_on',
        ),
        migrations.RemoveField(
            model_name='gate',
            name='rules_out',
        ),
        migrations.RemoveField(
            model_name='historicalchoice',
            name='is_unknown',
        ),
        migrations.RemoveField(
            model_name='historicalcriterion',
            name='location_only',
        ),
        migrations.RemoveField(
            model_name='historicalgate',
            name='fires_on',
        ),
        migrations.RemoveField(
            model_name='historicalgate',
            name='rules_out',
        ),
        migrations.RemoveField(
            model_name='historicaloption',
            name='automation',
        ),
        migrations.RemoveField(
            model_name='historicaloption',
            name='expertise',
        ),
        migrations.RemoveField(
            model_name='historicaloption',
            name='pooling',
        ),
        migrations.RemoveField(
            model_name='historicaloption',
            name='sourcing',
        ),
        migrations.RemoveField(
            model_name='option',
            name='automation',
        ),
        migrations.RemoveField(
            model_name='option',
            name='expertise',
        ),
        migrations.RemoveField(
            model_name='option',
            name='pooling',
        ),
        migrations.RemoveField(
            model_name='option',
            name='sourcing',
        ),
        migrations.AddField(
            model_name='criterion',
            name='apart',
            field=models.BooleanField(default=False, help_text="Its weight is no part of its theme: changing the theme's weight leaves it alone.", verbose_name='weight stands apart'),
        ),
        migrations.AddField(
            model_name='criterion',
            name='asked',
            field=models.CharField(choices=[('questions', 'With the questions'), ('place', 'On the page about the place'), ('never', 'Never: answers on record are kept and act on nothing')], default='questions', help_text='Only questions that are asked with the others may have effects.', max_length=10, verbose_name='asked'),
        ),
        migrations.AddField(
            model_name='criterion',
            name='decides',
            field=models.CharField(blank=True, choices=[('units', 'Units: the first choice means one unit, any later one several'), ('automation', 'Automation: the last choice means most of it, the third and later ones part')], help_text='Each for one question at most.', max_length=10, verbose_name='the program also reads from it'),
        ),
        migrations.AddField(
            model_name='criterion',
            name='effects_reason',
            field=models.TextField(blank=True, help_text='One or two sentences that a manager could be told.', verbose_name='why its answers pull as they do'),
        ),
        migrations.AddField(
            model_name='criterion',
            name='most',
            field=models.FloatField(default=0.5, help_text='The largest effect on provider of a condition that is met.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(2), django.core.validators.StepValueValidator(0.5, 'Whole and half numbers only.')], verbose_name='most that a condition may say for a provider'),
        ),
        migrations.AddField(
            model_name='criterion',
            name='read_as_unknown',
            field=models.JSONField(blank=True, default=list, help_text='Numbers of choices that are gone, separated by commas; old answers may have them.', verbose_name="numbers read as “I don't know”"),
        ),
        migrations.AddField(
            model_name='criterion',
            name='role',
            field=models.CharField(blank=True, choices=[('reason', 'A reason: it can speak for a provider and against one'), ('condition', 'A condition: it speaks against one when it is not met')], help_text='Being ready is no reason to outsource: a condition that is met says little for a provider. Empty: it acts on other things than the provider.', max_length=10),
        ),
        migrations.AddField(
            model_name='criterion',
            name='short',
            field=models.CharField(default='', help_text='The question in at most nine words, for lists and tables.', max_length=120, verbose_name='in short'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='gate',
            name='kind',
            field=models.CharField(blank=True, choices=[('bpo', 'BPO: for routine work'), ('kpo', 'KPO: for expert work')], help_text='Only for a gate that rules out one kind of provider: which one.', max_length=3, verbose_name='kind of provider'),
        ),
        migrations.AddField(
            model_name='historicalcriterion',
            name='apart',
            field=models.BooleanField(default=False, help_text="Its weight is no part of its theme: changing the theme's weight leaves it alone.", verbose_name='weight stands apart'),
        ),
        migrations.AddField(
            model_name='historicalcriterion',
            name='asked',
            field=models.CharField(choices=[('questions', 'With the questions'), ('place', 'On the page about the place'), ('never', 'Never: answers on record are kept and act on nothing')], default='questions', help_text='Only questions that are asked with the others may have effects.', max_length=10, verbose_name='asked'),
        ),
        migrations.AddField(
            model_name='historicalcriterion',
            name='decides',
            field=models.CharField(blank=True, choices=[('units', 'Units: the first choice means one unit, any later one several'), ('automation', 'Automation: the last choice means most of it, the third and later ones part')], help_text='Each for one question at most.', max_length=10, verbose_name='the program also reads from it'),
        ),
        migrations.AddField(
            model_name='historicalcriterion',
            name='effects_reason',
            field=models.TextField(blank=True, help_text='One or two sentences that a manager could be told.', verbose_name='why its answers pull as they do'),
        ),
        migrations.AddField(
            model_name='historicalcriterion',
            name='most',
            field=models.FloatField(default=0.5, help_text='The largest effect on provider of a condition that is met.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(2), django.core.validators.StepValueValidator(0.5, 'Whole and half numbers only.')], verbose_name='most that a condition may say for a provider'),
        ),
        migrations.AddField(
            model_name='historicalcriterion',
            name='read_as_unknown',
            field=models.JSONField(blank=True, default=list, help_text='Numbers of choices that are gone, separated by commas; old answers may have them.', verbose_name="numbers read as “I don't know”"),
        ),
        migrations.AddField(
            model_name='historicalcriterion',
            name='role',
            field=models.CharField(blank=True, choices=[('reason', 'A reason: it can speak for a provider and against one'), ('condition', 'A condition: it speaks against one when it is not met')], help_text='Being ready is no reason to outsource: a condition that is met says little for a provider. Empty: it acts on other things than the provider.', max_length=10),
        ),
        migrations.AddField(
            model_name='historicalcriterion',
            name='short',
            field=models.CharField(default='', help_text='The question in at most nine words, for lists and tables.', max_length=120, verbose_name='in short'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='historicalgate',
            name='asked',
            field=models.BooleanField(default=True, help_text='Without it, only the rules below can fire the gate.', verbose_name='asked as a question'),
        ),
        migrations.AddField(
            model_name='historicalgate',
            name='kind',
            field=models.CharField(blank=True, choices=[('bpo', 'BPO: for routine work'), ('kpo', 'KPO: for expert work')], help_text='Only for a gate that rules out one kind of provider: which one.', max_length=3, verbose_name='kind of provider'),
        ),
        migrations.AlterField(
            model_name='criterion',
            name='answered_by',
            field=models.CharField(blank=True, choices=[('cost_case', 'The cost case')], help_text='Answers it where no person does. One question at most; it needs choices 1 to 5.', max_length=20),
        ),
        migrations.AlterField(
            model_name='gate',
            name='question',
            field=models.TextField(blank=True, help_text="Ask it so that yes is the good answer: no fires the gate. “I don't know” is offered too."),
        ),
        migrations.AlterField(
            model_name='historicalcriterion',
            name='answered_by',
            field=models.CharField(blank=True, choices=[('cost_case', 'The cost case')], help_text='Answers it where no person does. One question at most; it needs choices 1 to 5.', max_length=20),
        ),
        migrations.AlterField(
            model_name='historicalgate',
            name='question',
            field=models.TextField(blank=True, help_text="Ask it so that yes is the good answer: no fires the gate. “I don't know” is offered too."),
        ),
        migrations.AlterField(
            model_name='historicalplacerule',
            name='on',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Either a question with its answers, or a gate with its effect.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalog.criterion', verbose_name='the answer to'),
        ),
        migrations.AlterField(
            model_name='historicalreferencecase',
            name='expected',
            field=models.JSONField(default=list, help_text='What the headline of the result says. It must be one of these.', verbose_name='expected recommendation'),
        ),
        migrations.AlterField(
            model_name='historicalreferencecase',
            name='note',
            field=models.TextField(blank=True, help_text='Why this is right.'),
        ),
        migrations.AlterField(
            model_name='placerule',
            name='on',
            field=models.ForeignKey(blank=True, help_text='Either a question with its answers, or a gate with its effect.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.criterion', verbose_name='the answer to'),
        ),
        migrations.AlterField(
            model_name='referencecase',
            name='expected',
            field=models.JSONField(default=list, help_text='What the headline of the result says. It must be one of these.', verbose_name='expected recommendation'),
        ),
        migrations.AlterField(
            model_name='referencecase',
            name='note',
            field=models.TextField(blank=True, help_text='Why this is right.'),
        ),
        migrations.AddField(
            model_name='historicallines',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalprecedent',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalprecedentcoding',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalprecedentsource',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='lines',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='one_row_of_lines'),
        ),
        migrations.AddField(
            model_name='historicalprecedentsource',
            name='precedent',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalog.precedent'),
        ),
        migrations.AddField(
            model_name='historicalprecedentcoding',
            name='precedent',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalog.precedent'),
        ),
        migrations.AddField(
            model_name='precedentcoding',
            name='precedent',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codings', to='catalog.precedent'),
        ),
        migrations.AddField(
            model_name='precedentsource',
            name='precedent',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='catalog.precedent'),
        ),
        migrations.DeleteModel(
            name='HistoricalThresholds',
        ),
        migrations.RunPython(update_editors, migrations.RunPython.noop),
    ]
