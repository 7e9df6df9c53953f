"""The environment of a test run: mode `test`, and a data folder of its own. Loaded by `-p`, before Django is.

As a conftest it came too late: pytest-django reads the settings first.
"""

import atexit
import os
import shutil
import tempfile

from hypothesis import settings

os.environ["DECLIC_MODE"] = "test"
if "DECLIC_TEST_DATA" not in os.environ:
    os.environ["DECLIC_TEST_DATA"] = tempfile.mkdtemp(prefix="declic-test-")
    atexit.register(shutil.rmtree, os.environ["DECLIC_TEST_DATA"], ignore_errors=True)
os.environ["DECLIC_DATA"] = os.environ["DECLIC_TEST_DATA"]

# The same examples on each run, and no deadline: a busy machine is not a wrong rule.
settings.register_profile("declic", deadline=None, derandomize=True, database=None)
settings.load_profile("declic")
