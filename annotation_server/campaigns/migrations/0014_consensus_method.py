from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0013_terms'),
    ]

    operations = [
        migrations.AddField(
            model_name='campaign',
            name='consensus_method',
            field=models.CharField(choices=[('majority', 'majority'), ('dawid_skene', 'dawid_skene')], db_default='majority', default='majority', max_length=11),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('consensus_method__in', ['majority', 'dawid_skene'])), name='consensus_is_by_a_known_method'),
        ),
    ]
