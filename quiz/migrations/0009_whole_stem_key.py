from django.db import migrations, models
from django.db.models.functions import Length

from quiz.rules.keys import fold


def fold_whole_stems(apps, schema_editor):
    """A key of 200 characters was cut there."""
    revision = apps.get_model("quiz", "Revision")
    cut = revision.objects.alias(size=Length("stem_key")).filter(size__gte=200).only("stem")
    batch = []
    for row in cut.iterator(chunk_size=500):
        row.stem_key = fold(row.stem)
        batch.append(row)
        if len(batch) == 500:
            revision.objects.bulk_update(batch, ["stem_key"])
            batch = []
    revision.objects.bulk_update(batch, ["stem_key"])


class Migration(migrations.Migration):

    dependencies = [
        ('quiz', '0008_article_pairs'),
    ]

    operations = [
        migrations.AlterField(
            model_name='revision',
            name='stem_key',
            field=models.TextField(),
        ),
        migrations.RunPython(fold_whole_stems, migrations.RunPython.noop),
    ]
