from django.db import migrations

REFUSE_CHANGES = """
CREATE FUNCTION consent_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'consents are written once; a change is a new row'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER consent_is_written_once BEFORE UPDATE OR DELETE ON campaigns_consent
    FOR EACH ROW EXECUTE FUNCTION consent_refuse_change();
"""
ALLOW_CHANGES = """
DROP TRIGGER consent_is_written_once ON campaigns_consent;
DROP FUNCTION consent_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0005_care")]
    operations = [migrations.RunSQL(REFUSE_CHANGES, ALLOW_CHANGES)]
