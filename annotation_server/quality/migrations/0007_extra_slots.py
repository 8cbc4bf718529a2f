import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('quality', '0006_extra_places'),
    ]

    operations = [
        migrations.AddField(
            model_name='extraplaces',
            name='slots',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None),
        ),
    ]
