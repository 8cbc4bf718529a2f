from django.db import migrations, models


class Migration(migrations.Migration):
    """Until now nobody could choose: the default that stands in every row means nothing."""

    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="locale",
            field=models.CharField(blank=True, default="", max_length=12),
        ),
        migrations.RunSQL("UPDATE accounts_user SET locale = ''", migrations.RunSQL.noop),
    ]
