"""Tables are what the models say: nothing waits for a migration that nobody wrote."""

from io import StringIO

import pytest
from django.core.management import call_command


@pytest.mark.django_db(databases=["default", "rooms"])
def test_every_model_has_its_migration() -> None:
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(said.getvalue())
