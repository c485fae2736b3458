import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("live", "0001_initial"),
        ("quiz", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="LiveFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("computed_at", models.DateTimeField()),
                ("figures", models.JSONField()),
                ("revision", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="quiz.revision")),
                ("session", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="figures", to="live.livesession")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("session", "revision"), name="live_figure_once")],
            },
        ),
    ]
