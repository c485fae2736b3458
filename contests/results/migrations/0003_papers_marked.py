from django.db import migrations

MARK = (
    "UPDATE contests_paper SET is_marked = TRUE"
    " WHERE id IN (SELECT paper_id FROM results_attemptresult)"
)


class Migration(migrations.Migration):
    """What has a result already does not wait to be marked."""

    dependencies = [
        ("contests", "0003_paper_to_mark"),
        ("results", "0002_draw_annulled"),
    ]

    operations = [migrations.RunSQL(MARK, migrations.RunSQL.noop)]
