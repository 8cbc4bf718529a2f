import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0014_consensus_method'),
        ('catalog', '0009_altered_clips'),
    ]

    operations = [
        migrations.CreateModel(
            name='WorkedExample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=64)),
                ('explanation', models.TextField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('campaign', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='worked_examples', to='campaigns.campaign')),
                ('pair', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='worked_examples', to='catalog.pair')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'question'), name='one_worked_example_a_question'), models.CheckConstraint(condition=models.Q(('explanation', ''), _negated=True), name='a_worked_example_is_explained')],
            },
        ),
    ]
