from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0010_refused_address'),
    ]

    operations = [
        migrations.AddField(
            model_name='teacher',
            name='left_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='parti(e) le'),
        ),
    ]
