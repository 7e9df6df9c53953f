"""Settings of a test run: mode `test`, and a data folder of its own, before Django is loaded."""

import atexit
import os
import shutil
import tempfile

os.environ["DECLIC_MODE"] = "test"
if "DECLIC_TEST_DATA" not in os.environ:
    os.environ["DECLIC_TEST_DATA"] = tempfile.mkdtemp(prefix="declic-test-")
    atexit.register(shutil.rmtree, os.environ["DECLIC_TEST_DATA"], ignore_errors=True)
os.environ["DECLIC_DATA"] = os.environ["DECLIC_TEST_DATA"]
