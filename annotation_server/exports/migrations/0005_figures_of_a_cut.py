from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("exports", "0004_expiry"),
    ]

    operations = [
        migrations.AddField(
            model_name="snapshot",
            name="figures",
            field=models.TextField(blank=True, default=""),
        ),
    ]
