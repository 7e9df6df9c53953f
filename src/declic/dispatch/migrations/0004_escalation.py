from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0003_lease'),
    ]

    operations = [
        migrations.AddField(
            model_name='helprequest',
            name='call_back_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='helprequest',
            name='escalation',
            field=models.CharField(choices=[('none', 'none'), ('widened', 'widened'), ('calling', 'calling'), ('operator', 'operator'), ('offered', 'offered')], default='none', max_length=12),
        ),
    ]
