from django.db import migrations


class Migration(migrations.Migration):
    """Nothing read these rows: figures weigh the answers themselves, snapshots keep theirs."""

    dependencies = [
        ('quality', '0007_extra_slots'),
    ]

    operations = [
        migrations.DeleteModel(name='Consensus'),
    ]
