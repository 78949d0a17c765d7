#!/usr/bin/env python3
"""./do check: what a reviewer would otherwise say. One line a rule; what breaks it stands below with file and line."""
import filecmp
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LINES_MAX = 1000

# Room -> rooms whose headers it may include, besides its own. Reasons: ARCHITECTURE.md.
FEATURE_USES = {"base", "model", "db", "app"}
EDGE_USES = FEATURE_USES | {"feature"}
ROOMS = {
    "base": set(), "model": {"base"}, "db": {"base", "model"}, "app": {"base", "model", "db"}, "feature": FEATURE_USES,
    "net": {"base"}, "slack": EDGE_USES, "connect": EDGE_USES, "plugin": EDGE_USES, "cluster": EDGE_USES,
    "main": EDGE_USES | {"net", "slack", "connect", "plugin", "cluster"},
}
# What no tracked text of ours holds: (pattern, why, the files it is about).
BANNED = [
    (r"\b(TODO|FIXME|XXX)\b", "unfinished work belongs in the tracker", r"\.(h|cpp|py|sh|ts|tsx|sql)$"),
    (r"(?<![\w.])/(?:work|home|root|Users)/[a-z]", "a path of somebody's machine", r""),
    (r"^\s*using namespace std;", "names stay qualified", r"\.(h|cpp)$"),
    (r"^\s*#\s*include <(regex|iostream)>", "costs every build; see docs on build time", r"^src/.*\.h$"),
    (r"^\s*#\s*include <regex>", "slow to compile and to run", r"^src/.*\.cpp$"),
    (r"\bstd::endl\b", "flushes; write \\n", r"\.(h|cpp)$"),
    (r"\bco_(await|return|yield)\b", "no coroutines here (docs/decisions)", r"^src/"),
    (r"\bas an AI\b", "not about this project", r""),
    (r"<<<<<<<|>>>>>>>", "left over from a merge", r"\.(h|cpp|py|md|txt|sql|json|ts|tsx)$"),
]
# Recorded or foreign texts, kept as they came.
FOREIGN = re.compile(r"^(test/contract/|LICENSE$|web/dist/|docs/reference/|tools/check\.py$)|/fixtures/|/corpus/")


def run(*command, **options):
    return subprocess.run(command, cwd=ROOT, text=True, capture_output=True, **options)


def tracked():
    """Paths of the files of this tree, new ones included, ignored ones not."""
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").stdout.split("\0")
    return sorted(p for p in listed if p and os.path.isfile(os.path.join(ROOT, p)))


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8", errors="replace") as f:
        return f.read()


FILES = tracked()
CPP = [p for p in FILES if re.match(r"(src|bench|test/unit)/.*\.(h|cpp)$", p)]
notes = []


def check_layout():
    """C++ is laid out as .clang-format says (./do fmt)"""
    wrong = []
    for path in CPP:
        done = run("clang-format", path)
        if done.returncode != 0:
            wrong.append("%s: %s" % (path, done.stderr.strip()))
        elif done.stdout != read(path):
            ours, theirs = read(path).splitlines(), done.stdout.splitlines()
            line = next((i for i, (a, b) in enumerate(zip(ours, theirs), 1) if a != b), min(len(ours), len(theirs)))
            wrong.append("%s:%d: differs from its layout first here" % (path, line))
    return wrong


def check_includes():
    """includes go one way: base, model, db, app, feature, {slack, connect, plugin, cluster}, main; and base, net, main"""
    wrong = []
    for path in CPP:
        parts = path.split("/")
        for number, line in enumerate(read(path).splitlines(), 1):
            found = re.match(r'\s*#\s*include\s*([<"])([^">]+)[">]', line)
            if not found:
                continue
            name = found[2]
            where = "%s:%d: " % (path, number)
            if name.startswith("boost/"):
                wrong.append(where + "Boost is not used here")
            if found[1] == "<" or parts[0] != "src" or len(parts) < 3:
                continue
            room, other = parts[1], name.split("/")[0]
            test = path.endswith("_test.cpp") or path.endswith("_fuzz.cpp")
            if "/" not in name:
                wrong.append(where + 'includes of ours are written from src/: "%s/%s"' % ("/".join(parts[1:-1]), name))
            elif room not in ROOMS:
                wrong.append(where + "room '%s' is not in the list of tools/check.py" % room)
            elif other in ROOMS and other != room and other not in ROOMS[room] and not test:
                wrong.append(where + "%s may not include %s" % (room, name))
            if re.match(r"feature/[^/]+/store\.h$", name) and name.split("/")[1] != (parts[2] if room == "feature" else ""):
                wrong.append(where + "a feature's store is its own: %s" % name)
    return wrong


def check_feature_order():
    """no two features include each other, directly or by way of others"""
    uses = {}
    for path in CPP:
        mine = re.match(r"src/feature/([^/]+)/.*(?<!_test)\.(?:h|cpp)$", path)
        if mine and path.endswith(".h"):
            for other in re.findall(r'#include "feature/([^/"]+)/', read(path)):
                if other != mine[1]:
                    uses.setdefault(mine[1], set()).add(other)
    wrong, done = set(), set()

    def visit(name, way):
        if name in way:
            ring = way[way.index(name):]
            ring = ring[ring.index(min(ring)):] + ring[:ring.index(min(ring))]
            wrong.add("headers go in a ring: " + " → ".join(ring + ring[:1]))
        elif name not in done:
            for other in sorted(uses.get(name, ())):
                visit(other, way + [name])
            done.add(name)
    for name in sorted(uses):
        visit(name, [])
    return sorted(wrong)


def check_words():
    """no left-overs, machine paths or costly includes"""
    wrong = []
    for path in FILES:
        if FOREIGN.search(path) or os.path.getsize(os.path.join(ROOT, path)) > 2_000_000:
            continue
        text = read(path)
        if "\0" in text:
            continue
        for pattern, why, about in BANNED:
            if re.search(about, path):
                for found in re.finditer(pattern, text, re.M):
                    wrong.append("%s:%d: '%s': %s" % (path, text.count("\n", 0, found.start()) + 1, found[0].strip(), why))
    return wrong


def anchors(path):
    """The heading anchors of a Markdown file."""
    found, text = set(), re.sub(r"^```.*?^```", "", read(path), flags=re.M | re.S)
    for heading in re.findall(r"^#+\s+(.+?)\s*#*$", text, re.M):
        heading = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        found.add(re.sub(r"[^\w\- ]", "", heading).replace(" ", "-"))
    return found


def check_links():
    """links between documents lead somewhere"""
    wrong = []
    for path in FILES:
        if not path.endswith(".md") or FOREIGN.search(path) and not path.startswith("docs/reference/"):
            continue
        text = re.sub(r"^```.*?^```|`[^`\n]*`", lambda m: "\n" * m[0].count("\n"), read(path), flags=re.M | re.S)
        for found in re.finditer(r"\]\(([^)\s]+)(?: \"[^\"]*\")?\)", text):
            link = found[1]
            if re.match(r"[a-z]+:", link):
                continue
            target, _, anchor = link.partition("#")
            full = os.path.normpath(os.path.join(os.path.dirname(path), target)) if target else path
            where = "%s:%d: " % (path, text.count("\n", 0, found.start()) + 1)
            if not os.path.exists(os.path.join(ROOT, full)):
                wrong.append(where + "no such file: " + link)
            elif anchor and full.endswith(".md") and anchor not in anchors(full):
                wrong.append(where + "no such heading: " + link)
    return wrong


def check_generated():
    """docs/reference/ is what the program declares (./do gen)"""
    import gen
    program = next((p for p in (os.environ.get("RENKEI_BINARY", ""), os.path.join(ROOT, "build/dev/renkei"))
                    if p and os.path.exists(p)), None)
    if not program:
        return ["renkei is not built: ./do build"]
    wrong = []
    wanted = gen.pages(gen.describe(program))
    for name, text in wanted.items():
        path = "docs/reference/" + name
        if not os.path.exists(os.path.join(ROOT, path)):
            wrong.append(path + " is missing: ./do gen")
        elif read(path) != text:
            wrong.append(path + " is stale: ./do gen")
    for path in FILES:
        if path.startswith("docs/reference/") and os.path.basename(path) not in wanted:
            wrong.append(path + " is not generated any more: remove it")
    return wrong


def check_copies():
    """test/contract equals the recorded suite it was copied from"""
    source = os.path.join(ROOT, "..", "shared", "contract")
    if not os.path.isdir(source):
        notes.append("copies: there is nothing beside this tree to compare test/contract with")
        return []
    wrong = []

    def compare(a, b, below):
        seen = filecmp.dircmp(a, b, ignore=["__pycache__"])
        wrong.extend("test/contract/%s%s is missing" % (below, n) for n in seen.left_only)
        wrong.extend("test/contract/%s%s is not in the original" % (below, n) for n in seen.right_only)
        _, differ, errors = filecmp.cmpfiles(a, b, seen.common_files, shallow=False)
        wrong.extend("test/contract/%s%s differs from the original" % (below, n) for n in differ + errors)
        for n in seen.common_dirs:
            compare(os.path.join(a, n), os.path.join(b, n), below + n + "/")
    compare(source, os.path.join(ROOT, "test", "contract"), "")
    return wrong


def check_scripts():
    """shellcheck finds nothing in the shell scripts"""
    scripts = [p for p in FILES if not FOREIGN.search(p) and re.match(r"#!.*\b(ba|da)?sh\b", read(p)[:80].split("\n")[0])]
    done = run("shellcheck", *scripts)
    return [] if done.returncode == 0 else (done.stdout + done.stderr).strip().splitlines()


def check_python():
    """the Python programs compile"""
    wrong = []
    for path in FILES:
        if path.endswith(".py") and not FOREIGN.search(path):
            try:
                compile(read(path), path, "exec")
            except SyntaxError as error:
                wrong.append("%s:%s: %s" % (path, error.lineno, error.msg))
    return wrong


def check_lengths():
    """files stay readable"""
    for path in FILES:
        if re.match(r"(src|bench|web/src)/.*\.(h|cpp|ts|tsx)$", path):
            lines = read(path).count("\n")
            if lines > LINES_MAX:
                notes.append("%s has %d lines: it wants a split along a noun" % (path, lines))
    return []


RULES = [check_layout, check_includes, check_feature_order, check_words, check_links, check_generated, check_copies,
         check_scripts, check_python, check_lengths]


def main():
    failed = 0
    for rule in RULES:
        wrong = rule()
        failed += bool(wrong)
        print("%-8s %s" % ("FAILED" if wrong else "ok", rule.__doc__))
        for line in wrong:
            print("    " + line)
    for line in notes:
        print("note     " + line)
    print("%d passed, %d failed" % (len(RULES) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    sys.exit(main())
