#!/usr/bin/env python3
"""Joins Renkei with the issue tracker Roundup. Standard library only; copy it and make it yours.

    /issue             opens a dialog; what is filled in becomes an issue
    a message's menu   (or the emoji :ticket: on a message) makes an issue of the message
    buttons            below an issue's message assign, close and reopen it

What the channel shows is sent by the tracker itself: detectors/renkei.py. Settings are environment variables:

    RENKEI_URL         address of the chat server                       http://localhost:8065
    COMMAND_TOKEN      token of the command /issue: says that a call is the server's
    SHARED_SECRET      any long random text; detectors/config.ini has it too
    TRACKER_URL        address of the tracker, with a slash at its end  http://localhost:8080/issues/
    TRACKER_USER       account of the tracker in whose name issues are made and changed
    TRACKER_PASSWORD   its password
    LISTEN             HOST:PORT to listen on                           127.0.0.1:8090
    PUBLIC_URL         the same as the chat server reaches it           http://127.0.0.1:8090
"""
import base64
import hashlib
import hmac
import http.server
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request


def setting(name, otherwise=None):
    value = os.environ.get(name) or otherwise
    if value is None:
        sys.exit("issue_tracker: set %s (what it is stands at the top of this file)" % name)
    return value


RENKEI = setting("RENKEI_URL", "http://localhost:8065").rstrip("/")
TRACKER = setting("TRACKER_URL", "http://localhost:8080/issues/")
LISTEN = setting("LISTEN", "127.0.0.1:8090")
PUBLIC = setting("PUBLIC_URL", "http://" + LISTEN).rstrip("/")
TOKEN, SECRET = setting("COMMAND_TOKEN"), setting("SHARED_SECRET").encode()
USER = setting("TRACKER_USER")
LOGIN = base64.b64encode(("%s:%s" % (USER, setting("TRACKER_PASSWORD"))).encode()).decode()
FORM_SECONDS = 3600     # how long a dialog may stay open
BODY_BYTES = 1 << 20


class Trouble(Exception):
    """What a person is told instead of what they asked for."""


class Refused(Exception):
    """A call that is not the chat server's."""


# The tracker, by its REST interface

def tracker(method, path, body=None, etag=None):
    """The `data` of the tracker's answer."""
    headers = {"Authorization": "Basic " + LOGIN, "X-Requested-With": "rest", "Content-Type": "application/json",
               "Origin": "/".join(TRACKER.split("/")[:3]), **({"If-Match": etag} if etag else {})}
    request = urllib.request.Request(TRACKER + "rest/data/" + path, method=method, headers=headers,
                                     data=None if body is None else json.dumps(body).encode())
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)["data"]
    except urllib.error.HTTPError as error:
        print("tracker: %s %s: %d %s" % (method, path, error.code, error.read(500)), file=sys.stderr)
        if error.code in (401, 403):
            raise Trouble("The tracker does not let me in. Whoever looks after /issue can mend that.")
        raise Trouble("The tracker refuses that (status %d). Nothing was changed." % error.code)
    except (OSError, ValueError, KeyError) as error:
        print("tracker: %s %s: %s" % (method, path, error), file=sys.stderr)
        raise Trouble("The tracker does not answer, so nothing was changed. Please try again in a few minutes.")


def register(title, text):
    """Makes an issue and gives its number."""
    message = tracker("POST", "msg", {"content": text, "author": USER, "date": "."})["id"]
    return tracker("POST", "issue", {"title": title, "messages": [message]})["id"]


def change(issue, **values):
    now = tracker("GET", "issue/" + issue)
    tracker("PATCH", "issue/" + issue, values, now["@etag"])


def find_user(name):
    """The tracker's account of that name; chat and tracker are taken to use the same names."""
    found = tracker("GET", "user?" + urllib.parse.urlencode({"username:": name}))["collection"]
    if not found:
        raise Trouble("The tracker has no account '%s' to assign this to. An administrator of it can make one." % name)
    return found[0]["id"]


# Who is calling

def prove(*words):
    return hmac.new(SECRET, "\n".join(words).encode(), hashlib.sha256).hexdigest()


def require(given, wanted):
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise Refused()


# What the chat server calls; each gives the answer's JSON

def command(form):
    """/issue, and the same command chosen for a message."""
    require(form.get("token"), TOKEN)
    try:
        if form.get("post_id"):
            return register_message(form)
        open_dialog(form)
        return {}
    except Trouble as trouble:
        return {"text": str(trouble)}


def register_message(form):
    lines = form["post_text"].strip().splitlines() or ["A message without words"]
    issue = register(lines[0][:100], "%s\n\nWritten by %s, registered by %s: %s" % (
        form["post_text"], form["post_user_name"], form["user_name"], form["post_url"]))
    return {"response_type": "in_channel", "text": "Registered as [issue %s](%sissue%s)." % (issue, TRACKER, issue)}


def open_dialog(form):
    until = str(int(time.time()) + FORM_SECONDS)
    # Whoever fills it in sends `state` back: it says that this person was given this form, not long ago.
    state = ".".join((until, prove("form", until, form["user_id"], form["user_name"]), form["user_name"]))
    dialog = {"callback_id": "issue", "title": "New issue", "submit_label": "Register", "state": state, "elements": [
        {"display_name": "Title", "name": "title", "type": "text", "max_length": 100,
         "default": form.get("text", "").strip()[:100]},
        {"display_name": "What happened?", "name": "text", "type": "textarea", "optional": True, "max_length": 3000}]}
    body = {"trigger_id": form["trigger_id"], "url": PUBLIC + "/dialog", "dialog": dialog}
    request = urllib.request.Request(RENKEI + "/api/v4/actions/dialogs/open", data=json.dumps(body).encode(),
                                     headers={"Content-Type": "application/json"})
    try:
        urllib.request.urlopen(request, timeout=10).close()
    except OSError as error:
        print("dialog: %s" % error, file=sys.stderr)
        raise Trouble("The form could not be opened. Please try again.")


def submitted(call):
    until, _, rest = str(call.get("state")).partition(".")
    proof, _, user_name = rest.partition(".")
    require(proof, prove("form", until, str(call.get("user_id")), user_name))
    if call.get("cancelled"):
        return {}
    if int(until) < time.time():
        return {"error": "This form is too old. Type /issue again."}
    filled = call.get("submission") or {}
    title, text = str(filled.get("title") or "").strip(), str(filled.get("text") or "").strip()
    if len(title) < 3:
        return {"errors": {"title": "Say in a few words what it is about."}}
    try:
        register(title, "%s\n\nRegistered by %s." % (text, user_name))
        return {}   # the tracker tells the channel
    except Trouble as trouble:
        return {"error": str(trouble)}


def pressed(call):
    context = call.get("context") or {}
    issue, action = str(context.get("issue")), str(context.get("action"))
    require(context.get("proof"), prove("button", issue, action))   # contexts never leave the chat server
    try:
        if action == "assign":
            change(issue, assignedto=find_user(call["user_name"]), status="in-progress")
        else:
            change(issue, status={"close": "resolved", "reopen": "in-progress"}[action])
        return {}   # the tracker changes the message
    except Trouble as trouble:
        return {"ephemeral_text": str(trouble)}


CALLS = {"/command": command, "/dialog": submitted, "/button": pressed}


class Handler(http.server.BaseHTTPRequestHandler):
    timeout = 30

    def do_POST(self):
        status, answer = 200, {}
        try:
            body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), BODY_BYTES)).decode()
            if self.path == "/command":
                call = dict(urllib.parse.parse_qsl(body, keep_blank_values=True))
            else:
                call = json.loads(body)
            answer = CALLS[self.path](call)
        except Refused:
            status, answer = 403, {"text": "Only the chat server may call this."}
        except (KeyError, ValueError, AttributeError) as error:
            print("%s: a call that makes no sense: %r" % (self.path, error), file=sys.stderr)
            status = 400
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


if __name__ == "__main__":
    host, _, port = LISTEN.rpartition(":")
    print("listening on " + LISTEN, flush=True)
    http.server.ThreadingHTTPServer((host, int(port)), Handler).serve_forever()
