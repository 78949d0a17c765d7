#!/usr/bin/env python3
"""Runs the suites of suites.py: ./do test [FILTER…]. One line a suite, the whole output of those that failed, totals last.

Each suite's output is kept in build/test-logs/NAME.log; servers that it starts log beside it.
"""
import os
import re
import signal
import subprocess
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOGS = os.path.join(ROOT, "build", "test-logs")
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from suites import SUITES  # noqa: E402

PLAIN = re.compile(r"^(?:\w+: )?(\d+) passed, (\d+) failed\b", re.M)
DOCTEST = re.compile(r"test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed")
SIDE_BY_SIDE = 2
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def chosen(filters):
    """The suites of that exact name, else those whose names begin so, for each filter."""
    if not filters:
        return SUITES
    wanted = set()
    for word in filters:
        names = {s.name for s in SUITES if s.name == word} or {s.name for s in SUITES if s.name.startswith(word)}
        if not names:
            sys.exit("no suite's name begins with '%s'; there are: %s" % (word, " ".join(s.name for s in SUITES)))
        wanted |= names
    return [s for s in SUITES if s.name in wanted]


def stop_group(process):
    """Ends a suite and what it started: politely, then for good."""
    for number, patience in ((signal.SIGTERM, 10), (signal.SIGKILL, 10)):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            return
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            pass


def run_logged(command, log_path, minutes, env, given_up=lambda: False):
    """Exit status, output and a remark about how it ended ('' when by itself). Ended early once `given_up`."""
    with open(log_path, "wb") as log:
        try:
            process = subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=subprocess.STDOUT, start_new_session=True)
        except OSError as error:
            return 127, "", "could not start: %s" % error
        deadline, status, remark = time.monotonic() + minutes * 60, None, ""
        try:
            while status is None:
                try:
                    status = process.wait(min(0.5, max(0.0, deadline - time.monotonic())))
                except subprocess.TimeoutExpired:
                    if given_up() or time.monotonic() >= deadline:
                        stop_group(process)
                        status, remark = 124, "stopped after %g minutes" % minutes
        except BaseException:
            stop_group(process)
            raise
    with open(log_path, "rb") as log:
        return status, log.read().decode("utf-8", "replace"), remark


class Builder:
    """Builds what the suites need in their order, on a thread of its own and behind everything else that runs, so that
    the next build goes on while a suite waits for its server."""

    def __init__(self, wanted, env):
        """`wanted`: (preset, targets) of each suite that needs any."""
        self.env, self.results, self.changed, self.stopping = env, {}, threading.Condition(), False
        self.thread = threading.Thread(target=self.work, args=(list(dict.fromkeys(wanted)),), daemon=True)
        self.thread.start()

    def work(self, wanted):
        for item in wanted:
            if self.stopping:
                return
            try:
                output = self.build(*item)
            except Exception as error:  # a suite waits for the result
                output = "the build could not be run: %s" % error
            with self.changed:
                self.results[item] = output
                self.changed.notify_all()

    def build(self, preset, targets):
        """The output of a build that failed, else ''."""
        log = os.path.join(LOGS, "build-%s-%s.log" % (preset, "-".join(targets)))
        status, output, remark = run_logged(["nice", "-n", "10", os.path.join(ROOT, "do"), "build", preset, *targets], log, 60,
                                            self.env, lambda: self.stopping)
        if status == 0:
            return ""
        # Ninja's lines about what went well say nothing about what did not.
        return "\n".join(x for x in output.splitlines() if not re.match(r"\[\d+/\d+ ", x) or "FAILED" in x)[-20000:] \
            + "\nbuild of %s failed %s" % (preset, remark)

    def wait_for(self, preset, targets, given_up):
        with self.changed:
            while not self.changed.wait_for(lambda: (preset, targets) in self.results, 0.5):
                if given_up():
                    return "given up"
            return self.results[preset, targets]

    def stop(self):
        self.stopping = True
        self.thread.join()


def say(text):
    """A passing remark, for those who watch."""
    if sys.stdout.isatty():
        print("\r\x1b[K… " + text, end="", flush=True)


def judge(status, output, remark):
    """Counts of a suite from its closing line; whatever went wrong outside its tests counts as one failed."""
    found = (PLAIN.findall(output) or DOCTEST.findall(COLOUR.sub("", output)) or [("0", "0")])[-1]
    passed, failed = int(found[0]), int(found[1])
    if status != 0 and failed == 0:
        failed, remark = 1, remark or "ended with status %d" % status
    elif passed + failed == 0:
        failed, remark = 1, "ran no test"
    return passed, failed, remark


def main():
    arguments = sys.argv[1:]
    if arguments == ["--list"]:
        for suite in SUITES:
            print("%-20s %s" % (suite.name, suite.doc))
        return 0
    suites = chosen(arguments)
    # Everything is tested as it is shipped; a single suite while working, as it is developed.
    chosen_preset = os.environ.get("RENKEI_PRESET") or ("dev" if arguments else "release")
    os.makedirs(LOGS, exist_ok=True)
    common = dict(os.environ, RENKEI_LOGS=LOGS, PYTHONPATH=os.path.join(ROOT, "test"), PYTHONDONTWRITEBYTECODE="1",
                  PYTHONUNBUFFERED="1", ASAN_OPTIONS="detect_leaks=1", UBSAN_OPTIONS="print_stacktrace=1",
                  TSAN_OPTIONS="second_deadlock_stack=1:suppressions=" + os.path.join(ROOT, "test", "tsan-suppressions.txt"))
    builder = Builder([(s.preset or chosen_preset, s.builds) for s in suites if s.builds], common)
    try:
        return run_all(suites, chosen_preset, common, builder)
    finally:
        builder.stop()


class Results:
    """What the suites came to; told as they end, by one thread at a time."""

    def __init__(self):
        self.lock, self.passed, self.failed, self.bad = threading.Lock(), 0, 0, []

    def add(self, suite, counts, output, seconds, waited):
        passed, failed, remark = counts
        with self.lock:
            say("")
            print("%s%-20s %5d passed, %d failed  %6.1f s%s%s" % (
                "\r" if sys.stdout.isatty() else "", suite.name, passed, failed, seconds,
                "  (build %.0f s)" % waited if suite.builds and waited >= 1 else "",
                "  " + remark if remark else ""), flush=True)
            if failed:
                self.bad.append(suite.name)
                print("\n".join("    " + line for line in output.rstrip().splitlines()), flush=True)
            self.passed += passed
            self.failed += failed


def run_suite(suite, chosen_preset, common, builder, results, given_up):
    start, preset, output = time.monotonic(), suite.preset or chosen_preset, ""
    env = dict(common, RENKEI_SUITE=suite.name, RENKEI_PRESET=preset,
               RENKEI_BINARY=os.path.join(ROOT, "build", preset, "renkei"))
    if suite.builds:
        say("building %s %s" % (preset, " ".join(suite.builds)))
        output = builder.wait_for(preset, suite.builds, given_up)
    built = time.monotonic()
    if output:
        counts = 0, 1, "could not be built"
    else:
        say("%s: %s" % (suite.name, suite.doc))
        command = suite.command.format(preset=preset).split()
        if command[0] == "python3":
            command[0] = sys.executable
        log = os.path.join(LOGS, suite.name + ".log")
        status, output, remark = run_logged(command, log, suite.minutes, env, given_up)
        counts = judge(status, output, remark)
    results.add(suite, counts, output, time.monotonic() - built, built - start)


def run_all(suites, chosen_preset, common, builder):
    """Two suites at a time, in their order: most of them wait more than they compute."""
    results, began, waiting, given_up = Results(), time.monotonic(), list(suites), threading.Event()

    def work():
        while not given_up.is_set():
            with results.lock:
                if not waiting:
                    return
                suite = waiting.pop(0)
            try:
                run_suite(suite, chosen_preset, common, builder, results, given_up.is_set)
            except Exception as error:
                results.add(suite, (0, 1, "could not be run"), repr(error), 0, 0)
    threads = [threading.Thread(target=work) for _ in range(min(SIDE_BY_SIDE, len(suites)))]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        given_up.set()
        for thread in threads:
            thread.join()
    print("%d suites in %.0f s%s" % (len(suites), time.monotonic() - began,
                                     "; failed: " + " ".join(results.bad) if results.bad else ""))
    print("%d passed, %d failed" % (results.passed, results.failed), flush=True)
    return 1 if results.failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
