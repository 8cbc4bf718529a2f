import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0009_altered_clips'),
    ]

    operations = [
        migrations.AddField(model_name='rendition', name='has_audio', field=models.BooleanField(blank=True, null=True)),
        migrations.AddField(model_name='rendition', name='black', field=models.FloatField(blank=True, null=True)),
        migrations.AddField(model_name='rendition', name='still', field=models.FloatField(blank=True, null=True)),
        migrations.AddField(model_name='rendition', name='flashing', field=models.FloatField(blank=True, null=True)),
        migrations.AddField(model_name='rendition', name='fingerprint', field=models.BigIntegerField(blank=True, null=True)),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('flashing', 'Flashing'), ('black', 'Black'), ('frozen', 'Frozen'), ('same_bytes', 'Same Bytes'), ('looks_alike', 'Looks Alike'), ('audio', 'Audio')], max_length=11)),
                ('value', models.FloatField(blank=True, null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('corpus', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='catalog.corpus')),
                ('other', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.video')),
                ('video', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='catalog.video')),
            ],
            options={
                'indexes': [models.Index(fields=['corpus', 'kind', 'id'], name='finding_by_kind')],
                'constraints': [
                    models.UniqueConstraint(fields=('video', 'kind'), name='clip_is_found_once_of_a_kind'),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['same_bytes', 'looks_alike']), ('other__isnull', False)), models.Q(models.Q(('kind__in', ['same_bytes', 'looks_alike']), _negated=True), ('other', None)), _connector='OR'), name='duplicate_names_the_other_clip'),
                ],
            },
        ),
    ]
