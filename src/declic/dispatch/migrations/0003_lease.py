from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0002_hold'),
    ]

    operations = [
        migrations.CreateModel(
            name='Lease',
            fields=[
                ('name', models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name='ce qui est mené')),
                ('holder', models.CharField(blank=True, max_length=120, verbose_name='processus qui mène')),
                ('beat', models.PositiveBigIntegerField(default=0, verbose_name='battements')),
                ('since', models.DateTimeField(null=True, verbose_name='depuis')),
            ],
            options={
                'verbose_name': 'bail',
                'verbose_name_plural': 'baux',
            },
        ),
    ]
