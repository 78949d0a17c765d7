#!/usr/bin/env python3
"""Replays the recorded cases of test/contract against a fresh server: contract.py sqlite|postgres [CASE-GLOB]."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from lib import ROOT, logs, start_server  # noqa: E402

AREAS = """system files emoji users teams channels posts websocket integrations_incoming_api integrations_incoming_post
integrations_slack_payloads integrations_interactive integrations_outgoing integrations_oauth integrations_bots
integrations_commands integrations_builtin integrations_plugins modern_dialogs admin_access admin_config admin_http admin_mail
admin_resume admin_sessions""".split()
HERE = os.path.join(ROOT, "test", "contract")
# Deviations on purpose, a line each with its reason; see "How answers are compared" in contract/README.md.
ACCEPT = os.path.join(ROOT, "test", "contract-accept.txt")


def main():
    engine, only = sys.argv[1], sys.argv[2:]
    # The recordings compare what the newer version says of itself, and were made with a site URL.
    environment = {"MM_RENKEISETTINGS_ANNOUNCEDVERSION": "11.6.0", "MM_SERVICESETTINGS_SITEURL": "{base}"}
    with start_server(engine, environment=environment) as server:
        command = [sys.executable, os.path.join(HERE, "run"), "--base", server.base,
                   "--junit", logs("contract-%s.xml" % engine)]
        command += ["--accept", ACCEPT] if os.path.exists(ACCEPT) else []
        command += ["--only", only[0]] if only else []
        status = subprocess.call(command + [os.path.join(HERE, "cases_%s.py" % area) for area in AREAS], cwd=HERE)
        if not server.alive():
            print("the server ended with status %s while it was tested:\n%s" % (server.stop(), server.log_tail(60_000)))
            return 1
    if server.exit_status != 0:
        # A sanitizer's report may stand far from the end.
        print("the server stopped with status %s:\n%s" % (server.exit_status, server.log_tail(60_000)))
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
