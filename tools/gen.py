#!/usr/bin/env python3
"""./do gen: writes docs/reference/*.md from `renkei describe`, the program's own lists as JSON.

The JSON is an object of lists of flat objects, {"settings": [{"name": …, "doc": …}, …], "errors": […], …}: each list
becomes a page and each key of its objects a column, in the order in which they first appear.
"""
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = os.path.join(ROOT, "docs", "reference")
TITLES = {
    "settings": "Settings, by section of config.json; each is also read from MM_<SECTION>_<NAME> in capitals.",
    "errors": "Errors: the `id` of an error answer, its HTTP status and its English text.",
    "events": "Events that the WebSocket sends.",
    "permissions": "Permissions, the scope they are given in, and the roles that have them from the start.",
    "routes": "Routes of the HTTP API: who may call them and in which lane they run.",
    "models": "Fields of the objects on the wire.",
    "queries": "Named SQL queries, as metrics and slow-query logs call them.",
    "metrics": "Metrics at /metrics.",
}


def describe(program):
    """What the program declares."""
    done = subprocess.run([program, "describe"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        sys.exit("%s describe ended with status %d: %s" % (program, done.returncode, done.stderr.strip()))
    return json.loads(done.stdout)


def cell(value):
    """One table cell."""
    if isinstance(value, bool):
        return "yes" if value else ""
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return ", ".join(cell(v) for v in value)
    if isinstance(value, dict):
        return "`%s`" % json.dumps(value, ensure_ascii=False)
    return " ".join(str(value).split()).replace("|", "\\|").replace("<", "&lt;")


def page(name, rows):
    """A list as a Markdown table."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    columns = [c for c in columns if any(cell(row.get(c)) for row in rows)]
    lines = ["# " + name.replace("_", " ").capitalize(), "",
             TITLES.get(name, "") + ("\n" if name in TITLES else "")
             + "Made by `./do gen` from the program itself; not to be edited. %d rows." % len(rows), "",
             "| " + " | ".join(c.replace("_", " ") for c in columns) + " |", "|" + " --- |" * len(columns)]
    for row in rows:
        lines.append("| " + " | ".join(cell(row.get(c)) for c in columns) + " |")
    return "\n".join(lines) + "\n"


def pages(described):
    """File name -> text of every page."""
    lists = {name: rows for name, rows in described.items() if isinstance(rows, list) and rows}
    made = {name.replace("_", "-") + ".md": page(name, [r if isinstance(r, dict) else {"name": r} for r in rows])
            for name, rows in lists.items()}
    index = ["# Reference", "", "Made by `./do gen` from the program itself; not to be edited.", ""]
    index += ["- [%s](%s.md): %d" % (n.replace("_", " ").capitalize(), n.replace("_", "-"), len(lists[n])) for n in lists]
    made["README.md"] = "\n".join(index) + "\n"
    return made


def main():
    wanted = pages(describe(os.path.join(ROOT, "build", "dev", "renkei")))
    os.makedirs(FOLDER, exist_ok=True)
    for name in os.listdir(FOLDER):
        if name.endswith(".md") and name not in wanted:
            os.remove(os.path.join(FOLDER, name))
    for name, text in wanted.items():
        with open(os.path.join(FOLDER, name), "w", encoding="utf-8") as f:
            f.write(text)
    print("docs/reference: " + " ".join(sorted(wanted)))


if __name__ == "__main__":
    main()
