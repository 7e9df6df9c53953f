from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0018_left_line'),
    ]

    operations = [
        migrations.AddField(
            model_name='helprequest',
            name='back_since',
            field=models.DateTimeField(null=True),
        ),
    ]
