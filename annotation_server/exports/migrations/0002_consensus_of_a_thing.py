"""One row of consensus for each pair and video, not for each of its questions."""

from django.db import migrations, models

GATHER = """
CREATE TEMPORARY TABLE gathered ON COMMIT DROP AS
SELECT snapshot_id, pair_id, video_id,
       jsonb_strip_nulls(jsonb_object_agg(question, value)) AS decided,
       jsonb_object_agg(question, votes) AS votes, max(answers) AS answers, bool_or(weak) AS weak
FROM exports_snapshotconsensus GROUP BY snapshot_id, pair_id, video_id;
DELETE FROM exports_snapshotconsensus;
"""
GIVE_BACK = """
INSERT INTO exports_snapshotconsensus (snapshot_id, pair_id, video_id, decided, votes, answers, weak)
SELECT snapshot_id, pair_id, video_id, decided, votes, answers, weak FROM gathered
ORDER BY pair_id, video_id
"""

class Migration(migrations.Migration):
    dependencies = [("exports", "0001_initial")]

    operations = [
        migrations.RunSQL(GATHER),
        migrations.RemoveConstraint("snapshotconsensus", "snapshot_has_one_consensus_a_pair"),
        migrations.RemoveConstraint("snapshotconsensus", "snapshot_has_one_consensus_a_video"),
        migrations.RemoveField("snapshotconsensus", "question"),
        migrations.RemoveField("snapshotconsensus", "value"),
        migrations.AddField(
            "snapshotconsensus", "decided", models.JSONField(default=dict), preserve_default=False
        ),
        migrations.AddConstraint(
            "snapshotconsensus",
            models.UniqueConstraint(
                fields=["snapshot", "pair"], name="snapshot_has_one_consensus_a_pair"
            ),
        ),
        migrations.AddConstraint(
            "snapshotconsensus",
            models.UniqueConstraint(
                fields=["snapshot", "video"], name="snapshot_has_one_consensus_a_video"
            ),
        ),
        migrations.AlterField(
            "snapshotassignment",
            "left_out",
            models.CharField(
                blank=True,
                choices=[
                    ("nothing_answered", "Nothing Answered"),
                    ("withdrawn", "Withdrawn"),
                    ("outside_time", "Outside Time"),
                    ("prompt_type_not_chosen", "Prompt Type"),
                    ("annotator_left_out", "Annotator"),
                    ("not_accepted", "Not Accepted"),
                ],
                default="",
                max_length=22,
            ),
        ),
        migrations.AlterField(
            "snapshotexclusion",
            "reason",
            models.CharField(
                choices=[
                    ("withdrawn", "Withdrawn"),
                    ("not_ready", "Not Ready"),
                    ("single", "Single"),
                    ("no_counted_answers", "No Answers"),
                    ("question_unanswered", "Unanswered"),
                    ("tie", "Tie"),
                    ("too_few_answers", "Too Few"),
                    ("prompt_type_not_chosen", "Prompt Type"),
                ],
                max_length=22,
            ),
        ),
        migrations.RunSQL(GIVE_BACK),
    ]
