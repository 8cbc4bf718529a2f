import django.contrib.postgres.indexes
from django.db import migrations

import annotation_server.catalog.models.fingerprints


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0010_findings'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='rendition',
            index=django.contrib.postgres.indexes.GinIndex(
                annotation_server.catalog.models.fingerprints.FingerprintParts('fingerprint'),
                fastupdate=False,
                name='rendition_alike',
            ),
        ),
    ]
