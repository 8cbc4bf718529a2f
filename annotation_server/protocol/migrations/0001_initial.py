import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

REFUSE_CHANGES = """
CREATE FUNCTION protocol_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'protocols are never changed or deleted; install another version'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER protocol_is_immutable BEFORE UPDATE OR DELETE ON protocol_protocol
    FOR EACH ROW EXECUTE FUNCTION protocol_refuse_change();
"""
ALLOW_CHANGES = """
DROP TRIGGER protocol_is_immutable ON protocol_protocol;
DROP FUNCTION protocol_refuse_change();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Protocol',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=64)),
                ('version', models.PositiveIntegerField()),
                ('title', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('definition', models.JSONField()),
                ('source', models.TextField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sha256',), name='one_protocol_per_content'), models.UniqueConstraint(fields=('key', 'version'), name='one_protocol_per_version'), models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='protocol_versions_start_at_one'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='protocol_sha256_is_64_hex_digits')],
            },
        ),
        migrations.RunSQL(REFUSE_CHANGES, ALLOW_CHANGES),
    ]
