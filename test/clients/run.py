#!/usr/bin/env python3
"""Drives a fresh server with an unmodified client library, or as a program does that only sends: run.py go|node|python|senders.

Installs the pinned libraries (the only use of the network), starts an empty server with its default settings (and
somewhere to send mail), and runs the language's program with the server's address as its argument. The program makes every account by the library itself,
the first one included, prints a line a check and ends with `N passed, N failed`.
"""
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lib import ROOT, SmtpSink, go, node, start_server, venv  # noqa: E402

HERE = os.path.join(ROOT, "test", "clients")


def go_program():
    """The command and environment of the Go program."""
    folder, env = os.path.join(HERE, "go"), go()
    # The committed go.mod and go.sum decide: a build that would change them fails.
    env["GOFLAGS"] = "-mod=readonly"
    program = os.path.join(ROOT, "build", "clients-go")
    subprocess.run(["go", "build", "-o", program, "."], cwd=folder, env=env, check=True)
    return [[program]], env


def node_program():
    folder, env = os.path.join(HERE, "node"), node()
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], cwd=folder, env=env,
                   check=True)
    return [["node", os.path.join(folder, "main.mjs")]], env


def requirements(name):
    """The lines of a requirements file, each an exact version."""
    with open(os.path.join(HERE, "python", name)) as f:
        lines = [line.strip() for line in f if line.strip() and not line.startswith("#")]
    loose = [line for line in lines if "==" not in line]
    if not lines or loose:
        raise ValueError("%s: not an exact version: %s" % (name, loose))
    return lines


def python_programs():
    """One environment for each set of libraries that go together."""
    env = dict(os.environ, PYTHONPATH=os.path.join(ROOT, "test"))
    return [[os.path.join(venv("clients-" + name, requirements("requirements-%s.txt" % name)), "bin", "python"),
             os.path.join(HERE, "python", name + "_client.py")] for name in ("driver", "autodriver", "bot", "oauth")], env


def senders_program():
    return [[sys.executable, os.path.join(HERE, "senders", "main.py")]], dict(os.environ, PYTHONPATH=os.path.join(ROOT, "test"))


PROGRAMS = {"go": go_program, "node": node_program, "python": python_programs, "senders": senders_program}


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in PROGRAMS:
        sys.exit("run.py %s" % "|".join(PROGRAMS))
    commands, env = PROGRAMS[sys.argv[1]]()
    passed = failed = 0
    for command in commands:
        with SmtpSink() as sink, start_server(config={"EmailSettings": sink.settings()}) as server:
            done = subprocess.run([*command, server.base], env=env, stdout=subprocess.PIPE, text=True)
            alive = server.alive()
        print(done.stdout, end="", flush=True)
        lines = done.stdout.rstrip().splitlines()
        words = lines[-1].split() if lines else []
        if len(words) != 4 or words[1::2] != ["passed,", "failed"]:
            print("FAILED   %s ended with status %d and no totals" % (command[-1], done.returncode))
            failed += 1
            continue
        passed, failed = passed + int(words[0]), failed + int(words[2])
        with open(server.log_path, encoding="utf-8", errors="replace") as log:
            errors = [line.strip() for line in log if '"level":"error"' in line]
        for what, wrong in (("its program failed without a failed check", done.returncode != 0 and words[2] == "0"),
                            ("the server ended while it was used", not alive),
                            ("the server stopped with status %s" % server.exit_status, server.exit_status != 0),
                            ("the server logged errors: %s" % errors[:5], errors)):
            if wrong:
                print("FAILED   %s: %s" % (os.path.basename(command[-1]), what))
                failed += 1
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
