from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('quiz', '0005_bank_seal'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='abolished',
            field=models.BooleanField(default=False),
        ),
    ]
