#!/usr/bin/env python3
"""examples/issue-tracker as its README sets it up: a fresh server, a Roundup of its own, the example between them; the
story through HTTP and WebSocket, and what happens when something is wrong."""
import base64
import contextlib
import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from lib import (ROOT, Api, Live, SmtpSink, Tally, binary, free_port, logs, process, scratch,  # noqa: E402
                 start_server, venv, wait_until)

EXAMPLE = os.path.join(ROOT, "examples", "issue-tracker")
SECRET = "the-example-s-secret"
# roundup-server does not run as root; its WSGI program does.
SERVE = """
import sys, socketserver, wsgiref.simple_server
from roundup.cgi.wsgi_handler import RequestDispatcher
class Server(socketserver.ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    daemon_threads = True
wsgiref.simple_server.make_server("127.0.0.1", int(sys.argv[2]), RequestDispatcher(sys.argv[1]), Server).serve_forever()
"""


class Program:
    """A program on a port of 127.0.0.1 that can be stopped and started again."""

    def __init__(self, name, port, command, env=None):
        self.name, self.port, self.command, self.env = name, port, command, env
        self.log_path, self.process = logs("%s-%s.log" % (os.environ.get("RENKEI_SUITE", "manual"), name)), None
        open(self.log_path, "wb").close()

    def start(self):
        with open(self.log_path, "ab") as log:
            self.process = process.start(self.command, log, env=self.env)

        def listens():
            if self.process.poll() is not None:
                raise RuntimeError("%s ended: %s" % (self.name, process.tail(self.log_path)))
            try:
                urllib.request.urlopen("http://127.0.0.1:%d/" % self.port, timeout=5).close()
            except urllib.error.HTTPError:
                return True     # of whatever status: it listens
            except OSError:
                return False
            return True
        wait_until(listens, 60, self.name)
        return self

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


class Tracker(Program):
    """A Roundup of the classic template, in a folder of its own."""

    def __init__(self, folder, hook, buttons):
        programs = os.path.join(venv("roundup", requirements()), "bin")
        port, self.home = free_port(), os.path.join(folder, "tracker")
        self.url = "http://127.0.0.1:%d/" % port
        self.admin_program = [os.path.join(programs, "roundup-admin"), "-i", self.home]
        super().__init__("roundup", port, [os.path.join(programs, "python"), "-c", SERVE, self.home, str(port)])
        self.admin("install", "classic", "sqlite",
                   "tracker_web=%s,mail_domain=example.com,mail_host=localhost,mail_debug=%s" % (
                       self.url, os.path.join(folder, "mails")))
        shutil.copy(os.path.join(EXAMPLE, "detectors", "renkei.py"), os.path.join(self.home, "detectors"))
        with open(os.path.join(self.home, "detectors", "config.ini"), "a") as f:
            f.write("\n[main]\nrenkei_hook = %s\nrenkei_buttons = %s\nrenkei_secret = %s\n" % (hook, buttons, SECRET))
        self.admin("initialise", "tracker-admin")
        for name in ("renkei", "alice"):
            self.admin("create", "user", "username=" + name, "password=tracker-" + name, "roles=User",
                       "address=%s@example.com" % name)

    def admin(self, *arguments):
        subprocess.run([*self.admin_program, *arguments], check=True, capture_output=True, text=True, timeout=120)

    def call(self, method, path, body=None, etag=None):
        headers = {"Authorization": "Basic " + base64.b64encode(b"admin:tracker-admin").decode(),
                   "Origin": self.url.rstrip("/"), "X-Requested-With": "rest", "Content-Type": "application/json",
                   **({"If-Match": etag} if etag else {})}
        request = urllib.request.Request(self.url + "rest/data/" + path, method=method, headers=headers,
                                         data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["data"]

    def issue(self, number):
        return self.call("GET", "issue/%s?@verbose=2" % number)["attributes"]

    def text(self, number):
        """What an issue's first message says."""
        return self.call("GET", "msg/%s?@verbose=3" % self.issue(number)["messages"][0]["id"])["attributes"]["content"]

    def count(self):
        return len(self.call("GET", "issue")["collection"])

    def change(self, number, **values):
        self.call("PATCH", "issue/%s" % number, values, self.call("GET", "issue/%s" % number)["@etag"])


def requirements():
    with open(os.path.join(EXAMPLE, "requirements.txt")) as f:
        return [line.strip() for line in f if line.strip() and not line.startswith("#")]


def card(post):
    """What an issue's message shows: its title, its fields, its buttons by name."""
    shown = post["props"]["attachments"][0]
    buttons = {a["name"]: a for a in shown.get("actions", [])}
    return shown["title"], {f["title"]: f["value"] for f in shown["fields"]}, buttons


tally = Tally()
with contextlib.ExitStack() as stack:
    folder, mails = stack.enter_context(scratch("tracker")), stack.enter_context(SmtpSink())
    server = stack.enter_context(start_server(
        config={"ServiceSettings": {"AllowedUntrustedInternalConnections": "127.0.0.1"},
                "EmailSettings": mails.settings()},
        environment={"MM_SERVICESETTINGS_SITEURL": "{base}"}))
    admin = server.first_admin()
    alice, bob = admin.sign_up("alice"), admin.sign_up("bob")
    team = admin.team("harbour")
    for person in (alice, bob):
        admin.need("POST", "/teams/%s/members" % team["id"], {"team_id": team["id"], "user_id": person.user["id"]})
    channel, talk = admin.channel(team, "issues"), admin.channel(team, "talk")
    for place in (channel, talk):
        for person in (alice, bob):
            admin.need("POST", "/channels/%s/members" % place["id"], {"user_id": person.user["id"]})
    example_port = free_port()
    example_url = "http://127.0.0.1:%d" % example_port
    hook_id, token = "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba"
    subprocess.run([binary(), "integrations", "apply", os.path.join(EXAMPLE, "integrations.yaml"), "--server",
                    server.base], check=True, timeout=60, stdout=subprocess.DEVNULL, env=dict(
                       os.environ, RENKEI_TOKEN=admin.token, ISSUE_WEBHOOK_ID=hook_id, ISSUE_COMMAND_TOKEN=token,
                       ISSUE_TRACKER_URL=example_url))
    command = admin.need("GET", "/commands?custom_only=true&team_id=" + team["id"])[0]
    tracker = stack.enter_context(Tracker(folder, "%s/hooks/%s" % (server.base, hook_id), example_url + "/button"))
    example = stack.enter_context(Program("example", example_port, [sys.executable, os.path.join(
        EXAMPLE, "issue_tracker.py")], env=dict(
            os.environ, RENKEI_URL=server.base, COMMAND_TOKEN=token, SHARED_SECRET=SECRET,
            TRACKER_URL=tracker.url, TRACKER_USER="renkei", TRACKER_PASSWORD="tracker-renkei",
            LISTEN="127.0.0.1:%d" % example_port, PYTHONUNBUFFERED="1")))
    live, at_bob = Live(alice), Live(bob)

    def run(who, text, where=talk):
        return who.post("/commands/execute", {"channel_id": where["id"], "team_id": team["id"], "command": text})

    def open_form(text="/issue"):
        """Alice's answer to the command, and the dialog that she is shown."""
        answer = run(alice, text)
        assert answer.status == 200, answer
        shown = json.loads(live.expect("open_dialog")["dialog"])
        assert shown["trigger_id"] == answer.json["trigger_id"], (shown, answer)
        return shown

    def fill_in(who, shown, **submission):
        return who.need("POST", "/actions/dialogs/submit", {
            "url": shown["url"], "callback_id": shown["dialog"]["callback_id"], "state": shown["dialog"]["state"],
            "channel_id": talk["id"], "team_id": team["id"], "submission": submission})

    def press(who, post, name):
        return who.post("/posts/%s/actions/%s" % (post["id"], card(post)[2][name]["id"]), {})

    def react(who, post, emoji="ticket"):
        who.need("POST", "/reactions", {"user_id": who.user["id"], "post_id": post["id"], "emoji_name": emoji})

    def straight(path, body):
        """A stranger calls the example."""
        return Api(example_url).call("POST", "//" + path, body=body).status

    def messages():
        listed = admin.need("GET", "/channels/%s/posts" % channel["id"])
        return [p for p in listed["posts"].values() if p["props"].get("attachments")]

    with tally.check("/issue opens a dialog with what was typed, for the person alone, and no secret in it"):
        form = open_form("/issue The printer burns")
        assert form["dialog"]["elements"][0]["default"] == "The printer burns", form
        assert token not in json.dumps(form) and SECRET not in json.dumps(form)
        assert "open_dialog" not in at_bob.names()

    with tally.check("what is missing is said in the dialog"):
        assert "title" in fill_in(alice, form, title=" x ")["errors"]
        assert tracker.count() == 0

    with tally.check("submitting registers the issue, and the channel shows it at once with its buttons"):
        assert fill_in(alice, form, title="The printer burns", text="Since noon.") == {}
        post = live.post("posted", lambda p: p["channel_id"] == channel["id"])
        title, fields, buttons = card(post)
        assert title == "Issue 1: The printer burns" and fields == {"Status": "unread", "Assigned to": "–"}, post
        assert list(buttons) == ["Assign to me", "Close"] and "integration" not in json.dumps(post), post
        assert tracker.issue(1)["title"] == "The printer burns"
        assert "Since noon." in tracker.text(1) and "alice" in tracker.text(1)

    with tally.check("a button assigns it, and the same message changes"):
        assert press(alice, post, "Assign to me").status == 200
        changed = live.post("post_edited", lambda p: p["id"] == post["id"])
        assert card(changed)[1] == {"Status": "in-progress", "Assigned to": "alice"}, changed
        assert tracker.issue(1)["assignedto"]["username"] == "alice"

    with tally.check("who has no account in the tracker is told so, and nothing changes"):
        assert press(bob, post, "Assign to me").status == 200
        note = at_bob.post("ephemeral_message")
        assert "no account 'bob'" in note["message"], note
        assert tracker.issue(1)["assignedto"]["username"] == "alice"

    with tally.check("what is changed in the tracker itself appears in the same message"):
        tracker.change(1, title="The printer burned down", status="testing")
        changed = live.post("post_edited", lambda p: "burned down" in card(p)[0])
        assert changed["id"] == post["id"] and card(changed)[1]["Status"] == "testing"
        tracker.call("POST", "issue", {"title": "Found by a colleague"})
        assert card(live.post("posted"))[0] == "Issue 2: Found by a colleague"

    with tally.check("closed, it can be reopened"):
        assert press(alice, post, "Close").status == 200
        changed = live.post("post_edited", lambda p: p["id"] == post["id"])
        assert card(changed)[1]["Status"] == "resolved" and list(card(changed)[2]) == ["Reopen"], changed
        assert press(alice, changed, "Reopen").status == 200
        changed = live.post("post_edited", lambda p: p["id"] == post["id"])
        assert card(changed)[1]["Status"] == "in-progress" and len(messages()) == 2

    with tally.check("an emoji on a message makes an issue of it, in any client"):
        said = bob.message(talk, "The lights flicker\nin room 3")
        react(alice, said)
        assert card(live.post("posted", lambda p: p["channel_id"] == channel["id"]))[0] == "Issue 3: The lights flicker"
        reply = live.post("posted", lambda p: p.get("root_id") == said["id"])
        assert reply["user_id"] == alice.user["id"] and "issue 3" in reply["message"], reply
        text = tracker.text(3)
        assert "in room 3" in text and "bob" in text and "alice" in text and said["id"] in text, text

    with tally.check("a message's menu offers the same, where the client has one"):
        offered = alice.need("GET", "/teams/%s/commands/shortcuts" % team["id"])
        assert offered == [{"command_id": command["id"], "name": "Make an issue of this", "emoji": "ticket"}], offered
        said = bob.message(talk, "The door sticks")
        answer = alice.need("POST", "/posts/%s/shortcuts/%s" % (said["id"], command["id"]))
        assert "issue 4" in answer["text"], answer
        assert card(live.post("posted", lambda p: p["channel_id"] == channel["id"]))[0] == "Issue 4: The door sticks"

    with tally.check("the example answers nobody but the server"):
        before = tracker.count()
        fields = {"user_id": alice.user["id"], "user_name": "alice", "post_id": "x", "post_text": "forged",
                  "post_user_name": "x", "post_url": "x"}
        for wrong in ("", "wrong", "é"):
            assert straight("/command", urllib.parse.urlencode({**fields, "token": wrong}).encode()) == 403
        assert straight("/command", urllib.parse.urlencode(fields).encode()) == 403
        forged = {"user_id": bob.user["id"], "user_name": "bob", "submission": {"title": "forged"}}
        for state in ("", "9999999999.0.bob", form["dialog"]["state"], None):
            assert straight("/dialog", json.dumps({**forged, "state": state}).encode()) == 403, state
        for context in ({}, None, {"issue": "1", "action": "close"}, {"issue": "1", "action": "close", "proof": "0"}):
            assert straight("/button", json.dumps({"user_name": "alice", "context": context}).encode()) == 403, context
        for body in (b"", b"[]", b"{", b"\xff", b"null"):
            assert straight("/dialog", body) in (400, 403), body
            assert straight("/button", body) in (400, 403), body
        answer = bob.post("/actions/dialogs/submit", {
            "url": form["url"], "callback_id": "issue", "state": form["dialog"]["state"], "channel_id": talk["id"],
            "team_id": team["id"], "submission": {"title": "In the name of another"}})
        assert answer.status == 400, answer
        assert tracker.count() == before and tracker.issue(1)["status"]["name"] == "in-progress"

    with tally.check("a command with another token does nothing, and the person is told"):
        admin.need("PUT", "/commands/%s/regen_token" % command["id"])
        answer = run(alice, "/issue")
        assert answer.status == 500 and "issue" in answer.json["message"] and "open_dialog" not in live.names(), answer
        example.stop()
        example.env["COMMAND_TOKEN"] = admin.need("GET", "/commands/%s" % command["id"])["token"]
        example.start()
        form = open_form()

    with tally.check("while the tracker is down everybody is told so, and nothing is lost of what they typed"):
        tracker.stop()
        words = "The tracker does not answer"
        assert words in fill_in(alice, form, title="While it is down")["error"]
        assert press(alice, changed, "Close").status == 200
        assert words in live.post("ephemeral_message")["message"]
        said = bob.message(talk, "Nobody listens")
        react(alice, said)
        note = live.post("ephemeral_message")
        assert words in note["message"] and note["channel_id"] == talk["id"], note
        tracker.start()
        assert fill_in(alice, form, title="While it is down") == {}
        assert card(live.post("posted", lambda p: p["channel_id"] == channel["id"]))[0].endswith("While it is down")

    with tally.check("while the example is down the person is told what failed"):
        example.stop()
        answer = run(alice, "/issue")
        assert answer.status == 500 and "'issue'" in answer.json["message"], answer
        react(bob, said)
        assert "'issue'" in at_bob.post("ephemeral_message")["message"]
        example.start()
        open_form()

    with tally.check("while Renkei is down the tracker works, and the next change shows all"):
        live.close(), at_bob.close()
        assert server.stop() == 0
        tracker.change(1, title="Changed unseen")
        server.start()
        with Live(alice) as live:
            tracker.change(1, status="testing")
            changed = live.post("post_edited", lambda p: p["id"] == post["id"])
            assert card(changed)[0] == "Issue 1: Changed unseen" and card(changed)[1]["Status"] == "testing", changed

    with tally.check("the server logged no errors but those of the commands that failed on purpose"):
        with open(server.log_path, encoding="utf-8", errors="replace") as log:
            errors = [line for line in log if '"level":"error"' in line
                      and "api.command.execute_command.failed" not in line]
        assert not errors, errors
sys.exit(tally.finish())
