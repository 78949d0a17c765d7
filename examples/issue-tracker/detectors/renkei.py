"""Tells a Renkei channel of every issue: one message each, which changes as the issue does.

Goes into the folder `detectors` of a Roundup tracker; its settings stand in detectors/config.ini:

    [main]
    renkei_hook = http://localhost:8065/hooks/…   the channel's incoming webhook
    renkei_buttons = http://127.0.0.1:8090/button where issue_tracker.py listens
    renkei_secret = …                             its SHARED_SECRET
"""
import hashlib
import hmac
import json
import logging
import urllib.request

BUTTONS = {"assign": "Assign to me", "close": "Close", "reopen": "Reopen"}


def button(settings, issue, action):
    words = "\n".join(("button", issue, action)).encode()
    proof = hmac.new(settings["RENKEI_SECRET"].encode(), words, hashlib.sha256).hexdigest()
    return {"id": action, "name": BUTTONS[action], "type": "button", "integration": {
        "url": settings["RENKEI_BUTTONS"], "context": {"issue": issue, "action": action, "proof": proof}}}


def name_of(db, klass, item, key):
    return db.getclass(klass).get(item, key) if item else "–"


def tell(db, cl, issue, old):
    """After an issue was made or changed, by whatever way."""
    settings = db.config.detectors
    status = name_of(db, "status", cl.get(issue, "status"), "name")
    assignee = name_of(db, "user", cl.get(issue, "assignedto"), "username")
    closed = status in ("resolved", "done-cbb") or cl.is_retired(issue)
    title = "Issue %s: %s" % (issue, cl.get(issue, "title"))
    message = {"key": "issue-" + issue, "attachments": [{
        "fallback": title, "title": title, "title_link": "%sissue%s" % (db.config.TRACKER_WEB, issue),
        "color": "#3db887" if closed else "#ffbc1f",
        "fields": [
            {"short": True, "title": "Status", "value": status},
            {"short": True, "title": "Assigned to", "value": assignee}],
        "actions": [button(settings, issue, action) for action in (["reopen"] if closed else ["assign", "close"])]}]}
    request = urllib.request.Request(settings["RENKEI_HOOK"], data=json.dumps(message).encode(),
                                     headers={"Content-Type": "application/json"})
    try:
        urllib.request.urlopen(request, timeout=3).close()
    except OSError as error:    # the issue is kept all the same; the next change shows all of it
        logging.getLogger("roundup").error("Renkei was not told of issue %s: %s", issue, error)


def init(db):
    for event in ("create", "set", "retire", "restore"):
        db.issue.react(event, tell)
