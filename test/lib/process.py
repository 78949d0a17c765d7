"""Child processes that never outlive the program that started them."""
import ctypes
import signal
import subprocess

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def start(command, log, parent_gone=signal.SIGTERM, **options):
    """A Popen whose output goes to the open file `log`, and which gets `parent_gone` should this program die."""
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                            preexec_fn=lambda: _libc.prctl(PR_SET_PDEATHSIG, int(parent_gone)), **options)


def tail(path, bytes_max=8000):
    """The end of a text file."""
    try:
        with open(path, "rb") as f:
            f.seek(0, 2)
            f.seek(max(0, f.tell() - bytes_max))
            return f.read().decode("utf-8", "replace")
    except OSError as error:
        return "(%s)" % error
