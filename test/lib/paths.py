"""Where things are."""
import os
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def binary():
    """The program under test: RENKEI_BINARY, else the one of the preset RENKEI_PRESET, else the dev build."""
    return os.environ.get("RENKEI_BINARY") or os.path.join(ROOT, "build", os.environ.get("RENKEI_PRESET", "dev"), "renkei")


def logs(name):
    """The path of a log file of that name, in build/test-logs unless RENKEI_LOGS says otherwise."""
    folder = os.environ.get("RENKEI_LOGS") or os.path.join(ROOT, "build", "test-logs")
    os.makedirs(folder, exist_ok=True)
    return os.path.join(folder, name)


def scratch(prefix):
    """A new temporary folder as a TemporaryDirectory, which removes itself."""
    return tempfile.TemporaryDirectory(prefix="renkei-%s-" % prefix, ignore_cleanup_errors=True)
