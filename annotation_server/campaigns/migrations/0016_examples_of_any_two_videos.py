import django.db.models.deletion
from django.db import migrations, models

FILL = """
    UPDATE campaigns_workedexample example
    SET video_0_id = pair.video_0_id, video_1_id = pair.video_1_id
    FROM catalog_pair pair WHERE pair.id = example.pair_id
"""


class Migration(migrations.Migration):
    """The examples that are there show the videos of their pairs."""

    dependencies = [
        ("campaigns", "0015_worked_examples"),
        ("catalog", "0010_findings"),
    ]

    operations = [
        migrations.AlterField(
            model_name="workedexample",
            name="pair",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="worked_examples",
                to="catalog.pair",
            ),
        ),
        migrations.AddField(
            model_name="workedexample",
            name="video_0",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.video",
            ),
        ),
        migrations.AddField(
            model_name="workedexample",
            name="video_1",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.video",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="workedexample",
            name="video_0",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.video",
            ),
        ),
        migrations.AddConstraint(
            model_name="workedexample",
            constraint=models.CheckConstraint(
                condition=models.Q(("video_1", None))
                | models.Q(("video_0", models.F("video_1")), _negated=True),
                name="a_worked_example_has_two_videos",
            ),
        ),
    ]
