import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


WRITTEN_ONCE = {
    "billing_hourscorrection": ("month_id", "teacher_id", "on", "minutes", "reason", "noted_at"),
    "billing_hoursline": ("month_id", "teacher_id", "of", "days", "lesson", "wrap_up", "written", "ready"),
    "billing_hoursmonth": ("month", "closed_at"),
    "billing_invoice": (
        "number", "siren", "kind", "sponsor_id", "agreement_id", "corrects_id", "issued_on", "due_on",
        "net_cents", "vat_cents", "draft", "issued_at", "first_day", "last_day",
    ),
    "billing_invoicefile": ("invoice_id", "form", "content"),
    "billing_payment": ("invoice_id", "cents", "paid_on", "reference", "noted_at"),
    "billing_refund": ("sponsor_id", "cents", "paid_on", "reference", "noted_at", "siren"),
    "sponsors_ledgerentry": ("sponsor_id", "kind", "at", "about", "seconds"),
}
"""Who issued, closed or noted is left out: an account may be erased."""
ONCE_CLOSED = "billing_hoursmonth"
DELETABLE = "sponsors_ledgerentry"
"""It ends with the retention of its sponsor."""


def hold(apps, schema_editor):
    """The database itself refuses what would edit these, whoever writes. PostgreSQL also refuses to delete them."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    if not sqlite:
        schema_editor.execute(
            "CREATE FUNCTION declic_written_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
            "'%% is written once', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for table, columns in WRITTEN_ONCE.items():
        named = ", ".join(f'"{column}"' for column in columns)
        when = " WHEN (OLD.closed_at IS NOT NULL)" if table == ONCE_CLOSED else ""
        head = f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OF {named} ON {table} FOR EACH ROW{when}"
        if sqlite:
            schema_editor.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{table} is written once'); END")
            continue
        schema_editor.execute(f"{head} EXECUTE FUNCTION declic_written_once()")
        if table != DELETABLE:
            kept = f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}"
            schema_editor.execute(f"{kept} FOR EACH ROW EXECUTE FUNCTION declic_written_once()")


def release(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table in WRITTEN_ONCE:
        tail = "" if sqlite else f" ON {table}"
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_written_once{tail}")
        if not sqlite:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_kept{tail}")
    if not sqlite:
        schema_editor.execute("DROP FUNCTION IF EXISTS declic_written_once()")


class Migration(migrations.Migration):

    replaces = [
        ('billing', '0001_initial'),
        ('billing', '0002_written_once'),
        ('billing', '0003_teachers_hours'),
        ('billing', '0004_ceiling_warnings'),
        ('billing', '0005_what_it_is_for'),
        ('billing', '0006_refunds'),
        ('billing', '0007_by_seller'),
        ('billing', '0008_printed_quote'),
        ('billing', '0009_vat_due'),
        ('billing', '0010_other_payer'),
        ('billing', '0011_year_asked'),
        ('billing', '0012_deposit'),
        ('billing', '0013_words_of_before'),
        ('billing', '0014_deposit_together'),
        ('billing', '0015_check_failed'),
        ('billing', '0016_payer_siren'),
        ('billing', '0017_year_starts'),
    ]

    initial = True

    dependencies = [
        ('people', '0001_squashed_0011_teacher_left_at'),
        ('sponsors', '0001_squashed_0023_left_aside'),
    ]

    operations = [
        migrations.CreateModel(
            name='BillingDetails',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=120, verbose_name='adresse')),
                ('second_line', models.CharField(blank=True, max_length=120, verbose_name='complément')),
                ('postcode', models.CharField(max_length=5, verbose_name='code postal')),
                ('city', models.CharField(max_length=80, verbose_name='ville')),
                ('name', models.CharField(max_length=120, verbose_name='au nom de')),
                ('siret', models.CharField(blank=True, max_length=14)),
                ('other_payer', models.BooleanField(default=False, verbose_name='un autre organisme paie')),
                ('payer_siren', models.CharField(blank=True, default='', max_length=9)),
                ('service_code', models.CharField(blank=True, max_length=50, verbose_name='code service')),
                ('needs_service', models.BooleanField(default=False, verbose_name='exige un code service')),
                ('needs_commitment', models.BooleanField(default=False, verbose_name='exige un numéro d’engagement')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse de la comptabilité')),
                ('sponsor', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='billing', to='sponsors.sponsor')),
            ],
            options={
                'verbose_name': 'coordonnées de facturation',
                'verbose_name_plural': 'coordonnées de facturation',
            },
        ),
        migrations.CreateModel(
            name='HoursMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(unique=True, verbose_name='mois')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='clos le')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'mois d’heures',
                'verbose_name_plural': 'mois d’heures',
                'ordering': ['-month'],
            },
        ),
        migrations.CreateModel(
            name='HoursCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='jour')),
                ('minutes', models.IntegerField()),
                ('reason', models.CharField(max_length=160, verbose_name='pourquoi')),
                ('noted_at', models.DateTimeField()),
                ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('teacher', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hours_corrections', to='people.teacher')),
                ('month', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='billing.hoursmonth')),
            ],
            options={
                'verbose_name': 'rectification d’heures',
                'verbose_name_plural': 'rectifications d’heures',
                'ordering': ['on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Invoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=16, verbose_name='numéro')),
                ('siren', models.CharField(max_length=9)),
                ('kind', models.CharField(choices=[('380', 'Facture'), ('381', 'Avoir')], max_length=3)),
                ('issued_on', models.DateField(verbose_name='émise le')),
                ('due_on', models.DateField(verbose_name='à payer le')),
                ('first_day', models.DateField(null=True)),
                ('last_day', models.DateField(null=True)),
                ('net_cents', models.PositiveBigIntegerField()),
                ('vat_cents', models.PositiveBigIntegerField()),
                ('draft', models.JSONField()),
                ('issued_at', models.DateTimeField()),
                ('agreement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='sponsors.agreement')),
                ('corrects', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credit', to='billing.invoice')),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='sponsors.sponsor')),
            ],
            options={
                'verbose_name': 'facture',
                'verbose_name_plural': 'factures',
                'ordering': ['-issued_on', '-number'],
                'constraints': [models.UniqueConstraint(fields=('siren', 'number'), name='a_number_is_given_once'), models.CheckConstraint(condition=models.Q(models.Q(('corrects__isnull', False), ('kind', '381')), models.Q(('corrects__isnull', True), ('kind', '380')), _connector='OR'), name='a_credit_note_corrects_an_invoice')],
            },
        ),
        migrations.CreateModel(
            name='InvoiceFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(choices=[('pdf', 'PDF'), ('cii', 'CII'), ('ubl', 'UBL')], max_length=8)),
                ('content', models.BinaryField()),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='billing.invoice')),
            ],
            options={
                'verbose_name': 'fichier de facture',
                'verbose_name_plural': 'fichiers de factures',
                'constraints': [models.UniqueConstraint(fields=('invoice', 'form'), name='an_invoice_has_one_file_of_a_form')],
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cents', models.BigIntegerField()),
                ('paid_on', models.DateField(verbose_name='reçu le')),
                ('reference', models.CharField(blank=True, max_length=80, verbose_name='référence')),
                ('noted_at', models.DateTimeField()),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='billing.invoice')),
                ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'règlement',
                'verbose_name_plural': 'règlements',
            },
        ),
        migrations.CreateModel(
            name='PrintedQuote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said', models.JSONField()),
                ('agreement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='printed_quote', to='sponsors.agreement')),
            ],
            options={
                'verbose_name': 'devis remis',
                'verbose_name_plural': 'devis remis',
            },
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('siren', models.CharField(max_length=9)),
                ('cents', models.BigIntegerField()),
                ('paid_on', models.DateField(verbose_name='rendu le')),
                ('reference', models.CharField(blank=True, max_length=80, verbose_name='référence')),
                ('noted_at', models.DateTimeField()),
                ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='sponsors.sponsor')),
            ],
            options={
                'verbose_name': 'remboursement',
                'verbose_name_plural': 'remboursements',
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField()),
                ('sent_at', models.DateTimeField()),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='billing.invoice')),
            ],
            options={
                'verbose_name': 'relance',
                'verbose_name_plural': 'relances',
                'constraints': [models.UniqueConstraint(fields=('invoice', 'rank'), name='a_reminder_leaves_once')],
            },
        ),
        migrations.CreateModel(
            name='Renewal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('is_running', models.BooleanField(default=True)),
                ('check_failed_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'renouvellement',
                'verbose_name_plural': 'renouvellements',
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_running', True)), fields=('is_running',), name='one_renewal_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Deposit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('deposited_on', models.DateField(verbose_name='déposée le')),
                ('noted_at', models.DateTimeField()),
                ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invoice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='deposit', to='billing.invoice')),
                ('renewal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='billing.renewal')),
            ],
            options={
                'verbose_name': 'dépôt',
                'verbose_name_plural': 'dépôts',
            },
        ),
        migrations.CreateModel(
            name='RenewalLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField(null=True)),
                ('refused', models.CharField(blank=True, max_length=300)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sponsors.agreement')),
                ('invoice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='billing.invoice')),
                ('renewal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='billing.renewal')),
            ],
            options={
                'verbose_name': 'ligne de renouvellement',
                'verbose_name_plural': 'lignes de renouvellement',
                'constraints': [models.UniqueConstraint(fields=('renewal', 'agreement'), name='an_agreement_renews_once')],
            },
        ),
        migrations.CreateModel(
            name='Seller',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=120, verbose_name='adresse')),
                ('second_line', models.CharField(blank=True, max_length=120, verbose_name='complément')),
                ('postcode', models.CharField(max_length=5, verbose_name='code postal')),
                ('city', models.CharField(max_length=80, verbose_name='ville')),
                ('name', models.CharField(max_length=120, verbose_name='raison sociale')),
                ('siret', models.CharField(max_length=14)),
                ('vat', models.CharField(blank=True, max_length=13, verbose_name='TVA intracommunautaire')),
                ('about', models.CharField(blank=True, max_length=200, verbose_name='forme, capital, registre')),
                ('regime', models.CharField(choices=[('standard', 'TVA à 20\xa0%'), ('franchise', 'Franchise en base (art. 293 B du CGI)'), ('non_profit', 'Organisme à but non lucratif (art. 261, 7, 1° du CGI)')], max_length=12, verbose_name='régime de TVA')),
                ('vat_due', models.CharField(choices=[('payments', 'sur les encaissements : due quand la facture est payée'), ('debits', 'sur les débits, par option : due dès la facture')], default='payments', max_length=8, verbose_name='TVA due')),
                ('iban', models.CharField(max_length=34)),
                ('bic', models.CharField(max_length=11)),
                ('email', models.EmailField(max_length=254, verbose_name='adresse pour les questions')),
                ('year_starts_in', models.PositiveSmallIntegerField(choices=[(1, 'janvier'), (2, 'février'), (3, 'mars'), (4, 'avril'), (5, 'mai'), (6, 'juin'), (7, 'juillet'), (8, 'août'), (9, 'septembre'), (10, 'octobre'), (11, 'novembre'), (12, 'décembre')], default=1, verbose_name='premier mois de l’exercice comptable')),
                ('year_starts', models.JSONField(blank=True, default=dict, verbose_name='premiers mois d’exercice, et depuis quand')),
            ],
            options={
                'verbose_name': 'vendeur',
                'verbose_name_plural': 'vendeur',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='there_is_one_seller')],
            },
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('siren', models.CharField(max_length=9)),
                ('kind', models.CharField(max_length=3)),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'série de numéros',
                'verbose_name_plural': 'séries de numéros',
                'constraints': [models.UniqueConstraint(fields=('siren', 'kind', 'year'), name='one_series_per_seller_kind_and_year')],
            },
        ),
        migrations.CreateModel(
            name='CeilingWarning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alarm', models.CharField(choices=[('far', 'far'), ('near', 'near'), ('ahead', 'ahead'), ('reached', 'reached')], max_length=8)),
                ('sent_at', models.DateTimeField()),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ceiling_warnings', to='sponsors.agreement')),
            ],
            options={
                'verbose_name': 'alerte de plafond',
                'verbose_name_plural': 'alertes de plafond',
                'constraints': [models.UniqueConstraint(fields=('agreement', 'alarm'), name='a_ceiling_is_warned_of_once')],
            },
        ),
        migrations.CreateModel(
            name='HoursLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of', models.DateField(verbose_name='mois travaillé')),
                ('days', models.JSONField(default=list)),
                ('lesson', models.IntegerField(default=0)),
                ('wrap_up', models.IntegerField(default=0)),
                ('written', models.IntegerField(default=0)),
                ('ready', models.IntegerField(default=0)),
                ('teacher', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hours', to='people.teacher')),
                ('month', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='billing.hoursmonth')),
            ],
            options={
                'verbose_name': 'ligne d’heures',
                'verbose_name_plural': 'lignes d’heures',
                'constraints': [models.UniqueConstraint(fields=('month', 'teacher', 'of'), name='a_month_is_counted_once_for_a_teacher')],
            },
        ),
        migrations.RunPython(hold, release),
    ]
