"""Nobody is anybody by one click but in demo mode."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def _answers(mode: str, folder: Path) -> str:
    """What a service in this mode answers at the demo's addresses."""
    program = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "client = Client(SERVER_NAME='localhost')\n"
        "paths = ['/demo/entrer/regie/', '/demo/courrier/', '/demo/horaires/', '/demo/planche/']\n"
        "print(*[client.get(p).status_code for p in paths], client.post(paths[0]).status_code)\n"
    )
    environment = {
        **os.environ,
        "DECLIC_MODE": mode,
        "DECLIC_DATA": str(folder),
        "DECLIC_SECRET_KEY": "only for this test, long enough to be taken for a real one",
        "DECLIC_SITE_URL": "http://localhost",
        "DJANGO_SETTINGS_MODULE": "declic.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "DATABASE_URL": "",
    }
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("mode", ["production", "test"])
def test_demo_sign_in_exists_only_in_demo_mode(tmp_path: Path, mode: str) -> None:
    assert _answers(mode, tmp_path) == "404 404 404 404 404"
