"""Counting for suites that are plain programs."""
import sys
import time
import traceback


class Tally:
    """Runs named checks, prints what fails, and ends the program with the line that ./do test reads.

        tally = Tally()
        with tally.check("a stranger is turned away"):
            assert server.api().get("/users/me").status == 401
        sys.exit(tally.finish())
    """

    def __init__(self, verbose=True):
        self.passed, self.failed, self.verbose = 0, 0, verbose

    def check(self, name):
        return _Check(self, name)

    def finish(self):
        """Prints the totals; the exit status that belongs to them."""
        print("%d passed, %d failed" % (self.passed, self.failed), flush=True)
        return 1 if self.failed or not self.passed else 0


class _Check:
    def __init__(self, tally, name):
        self.tally, self.name, self.began = tally, name, time.monotonic()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is None:
            self.tally.passed += 1
            if self.tally.verbose:
                print("ok       %s  (%.1f s)" % (self.name, time.monotonic() - self.began), flush=True)
            return False
        if not issubclass(kind, Exception):
            return False
        self.tally.failed += 1
        print("FAILED   %s" % self.name)
        for line in "".join(traceback.format_exception(kind, error, trace)).rstrip().splitlines():
            print("    " + line)
        sys.stdout.flush()
        return True
