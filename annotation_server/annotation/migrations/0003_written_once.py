from django.db import migrations

REFUSE_CHANGES = """
CREATE FUNCTION judgement_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'judgements are written once; a correction is a new row'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER judgement_is_written_once BEFORE UPDATE OR DELETE ON annotation_judgement
    FOR EACH ROW EXECUTE FUNCTION judgement_refuse_change();
"""
ALLOW_CHANGES = """
DROP TRIGGER judgement_is_written_once ON annotation_judgement;
DROP FUNCTION judgement_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("annotation", "0002_initial")]
    operations = [migrations.RunSQL(REFUSE_CHANGES, ALLOW_CHANGES)]
