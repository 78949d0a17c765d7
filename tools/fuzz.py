#!/usr/bin/env python3
"""./do fuzz [TARGET…] [--seconds N]: builds the libFuzzer targets and runs each for FUZZ_SECONDS (60).

Every src/**/NAME_fuzz.cpp is a target NAME. Its seeds are test/fuzz/corpus/NAME/, what it finds on its way is kept in
build/fuzz/found/NAME/, and an input that breaks it is written to build/fuzz/broken/ and named: fix the cause and add
the input to the corpus under a telling name.
"""
import argparse
import glob
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def targets():
    """Name -> source of every target."""
    found = {}
    for path in sorted(glob.glob(os.path.join(ROOT, "src", "**", "*_fuzz.cpp"), recursive=True)):
        name = os.path.basename(path)[:-len("_fuzz.cpp")]
        if name in found:
            sys.exit("two fuzz targets are called '%s': %s and %s" % (name, found[name], path))
        found[name] = path
    return found


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seconds", type=int, default=int(os.environ.get("FUZZ_SECONDS", "60")))
    arguments.add_argument("targets", nargs="*")
    arguments = arguments.parse_args()
    known = targets()
    chosen = arguments.targets or sorted(known)
    for name in chosen:
        if name not in known:
            sys.exit("no fuzz target '%s'; there are: %s" % (name, " ".join(sorted(known)) or "none"))
    passed = failed = 0
    if chosen and subprocess.call([os.path.join(ROOT, "do"), "build", "fuzz", *(n + "_fuzz" for n in chosen)],
                                  stdin=subprocess.DEVNULL) != 0:
        print("the fuzz targets could not be built")
        chosen, failed = [], 1
    build = os.path.join(ROOT, "build", "fuzz")
    for name in chosen:
        seeds, kept = os.path.join(ROOT, "test", "fuzz", "corpus", name), os.path.join(build, "found", name)
        broken = os.path.join(build, "broken", "")
        os.makedirs(kept, exist_ok=True)
        os.makedirs(broken, exist_ok=True)
        command = [os.path.join(build, name + "_fuzz"), "-max_total_time=%d" % arguments.seconds, "-timeout=10",
                   "-rss_limit_mb=1024", "-print_final_stats=1", "-artifact_prefix=%s%s-" % (broken, name), kept]
        command += [seeds] if os.path.isdir(seeds) else []
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        output = done.stdout.decode("utf-8", "replace")
        runs = re.search(r"number_of_executed_units:\s*(\d+)", output)
        count = int(runs[1]) if runs else 0
        if done.returncode == 0 and count > 0:
            passed += 1
            print("ok       %-24s %d inputs in %d s" % (name, count, arguments.seconds), flush=True)
        else:
            failed += 1
            print("FAILED   %s (status %d, %d inputs)" % (name, done.returncode, count))
            print("\n".join("    " + line for line in output.splitlines()[-60:]), flush=True)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
