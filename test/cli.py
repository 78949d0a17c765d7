#!/usr/bin/env python3
"""The program's own commands, and what ./do run --demo makes and prints."""
import json
import os
import re
import shlex
import signal
import socket
import ssl
import subprocess
import sys
import warnings

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from lib import ROOT, Tally, process, start_server  # noqa: E402
from lib.paths import binary, scratch  # noqa: E402
from lib.ports import free_port, wait_until  # noqa: E402

tally = Tally()
folder = scratch("cli")
data = os.path.join(folder.name, "data")


def renkei(*arguments, stdin="", data_dir=data, env=None):
    """Exit status, standard output, standard error of a command about `data_dir`."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("MM_", "RENKEI_"))}
    done = subprocess.run([binary(), *arguments, *(["--data", data_dir] if data_dir else [])], input=stdin, text=True,
                          capture_output=True, timeout=60, env=dict(clean, **env or {}))
    return done.returncode, done.stdout, done.stderr


def done_well(*arguments, **options):
    status, output, errors = renkei(*arguments, **options)
    assert status == 0 and not errors, (arguments, status, output, errors)
    return output


def refused(*arguments, says, **options):
    """Ended with status 1, nothing on standard output, and words of our own."""
    status, output, errors = renkei(*arguments, **options)
    assert status == 1 and not output and says in errors and errors.startswith("renkei: "), (status, output, errors)


with tally.check("--help is everywhere, and a wrong command line is refused with it"):
    for command in ([], ["serve"], ["user"], ["user", "create"], ["user", "password"], ["user", "role"], ["config"],
                    ["config", "show"], ["config", "set"], ["integrations"], ["integrations", "export"],
                    ["integrations", "plan"], ["integrations", "apply"], ["db"], ["db", "migrate"], ["db", "check"],
                    ["describe"], ["version"]):
        output = done_well(*command, "--help", data_dir=None)
        assert "Usage:" in output and "--help" in output, output
    for wrong in ([], ["nonsense"], ["user"], ["user", "create"], ["config", "set", "ServiceSettings.SiteURL"],
                  ["integrations"], ["integrations", "plan"], ["serve", "--nonsense"]):
        status, output, errors = renkei(*wrong, data_dir=None)
        assert status not in (0, 1) and errors, (wrong, status, output, errors)

with tally.check("version and describe"):
    assert re.fullmatch(r"renkei \d+\.\d+\.\d+\S*\n", done_well("version", data_dir=None))
    described = json.loads(done_well("describe", data_dir=None))
    assert {"POST /hooks/{hook_id}", "POST /api/v4/users/login"} <= {
        "%s %s" % (r["method"], r["path"]) for r in described["routes"]}
    for part in ("settings", "errors", "events", "permissions", "models"):
        assert len(described[part]) > 20, part

with tally.check("settings are shown, masked, changed, and refused when impossible"):
    assert done_well("config", "show", "ServiceSettings.SiteURL") == "\n"
    done_well("config", "set", "ServiceSettings.SiteURL", "https://chat.example.com")
    assert done_well("config", "show", "ServiceSettings.SiteURL") == "https://chat.example.com\n"
    done_well("config", "set", "EmailSettings.SMTPPassword", "hunter2")
    shown = done_well("config", "show")
    assert "hunter2" not in shown and json.loads(shown)["ServiceSettings"]["SiteURL"] == "https://chat.example.com"
    refused("config", "set", "ServiceSettings.NoSuchThing", "1", says="ServiceSettings.NoSuchThing")
    refused("config", "show", "NoSuchThing", says="NoSuchThing")
    refused("config", "set", "TeamSettings.MaxUsersPerTeam", "many", says="MaxUsersPerTeam")
    refused("config", "set", "TeamSettings.MaxUsersPerTeam", "-1", says="TeamSettings.MaxUsersPerTeam")
    assert done_well("config", "show", "TeamSettings.MaxUsersPerTeam") == "50\n"

with tally.check("the database is made, brought up to date and checked"):
    assert "up to date" in done_well("db", "migrate")
    assert done_well("db", "migrate") == "The schema is up to date.\n"
    assert "sound" in done_well("db", "check")
    broken = os.path.join(folder.name, "broken")
    os.makedirs(broken)
    with open(os.path.join(broken, "renkei.db"), "wb") as f:
        f.write(b"this is no database" * 1000)
    status, output, errors = renkei("db", "check", data_dir=broken)
    assert status == 1 and output + errors, (status, output, errors)

with tally.check("accounts are made, get passwords and roles"):
    assert "system_admin" in done_well("user", "create", "--username", "boss", "--email", "boss@example.com",
                                       "--password", "correct-horse-1", "--system-admin")
    done_well("user", "create", "--username", "worker", "--email", "worker@example.com", stdin="correct-horse-2\n")
    done_well("user", "password", "worker", stdin="correct-horse-3\n")
    done_well("user", "role", "worker", "system_user", "system_manager")
    refused("user", "create", "--username", "boss", "--email", "other@example.com", "--password", "correct-horse-1",
            says="username")
    refused("user", "create", "--username", "x", "--email", "nonsense", "--password", "correct-horse-1", says="")
    refused("user", "create", "--username", "short", "--email", "s@example.com", "--password", "x", says="password")
    refused("user", "password", "nobody", "--password", "correct-horse-1", says="")
    refused("user", "role", "worker", "no_such_role", says="role")
    with start_server(data=data) as server:
        boss = server.api().log_in("boss", "correct-horse-1")
        assert boss.get("/users/me").json["roles"] == "system_admin system_user"
        assert server.api().post("/users/login", json={"login_id": "worker", "password": "correct-horse-2"}).status == 401
        worker = server.api().log_in("worker", "correct-horse-3")
        assert worker.get("/users/me").json["roles"] == "system_user system_manager"
        assert server.stop() == 0

with tally.check("an account made beside a running server can log in"):
    beside = os.path.join(folder.name, "beside")
    with start_server(data=beside) as server:
        server.first_admin()
        done_well("user", "create", "--username", "late", "--email", "late@example.com", "--password", "correct-horse-1",
                  data_dir=beside)
        assert server.api().log_in("late", "correct-horse-1").get("/users/me").json["roles"] == "system_user"

FILE = """\
# what the builds need
bots:
  - {username: ci, owner: admin, display_name: CI}
incoming_webhooks:
  - team: harbour
    name: Builds
    channel: builds
    owner: ci
    id: ${env:BUILDS_ID}
slash_commands:
  - team: harbour
    trigger: deploy
    owner: admin
    url: ${env:DEPLOY_HOST?}https://deploy.example.com/slash
    autocomplete: yes-or-no
    token: ${file:token.txt}
"""
TOKEN, HOOK_ID = "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba"
FILE_ENV = {"BUILDS_ID": HOOK_ID}
# A bot's owner is told of it in a message, and without a mail server here no mail tells of that message.
NO_MAIL = {"MM_EMAILSETTINGS_SENDEMAILNOTIFICATIONS": "false"}
path = os.path.join(folder.name, "integrations.yaml")


def write(text, name="integrations.yaml"):
    with open(os.path.join(folder.name, name), "w", encoding="utf-8") as f:
        f.write(text)


def wrong_lines(*arguments, env=FILE_ENV, **options):
    """What a refused plan or apply says, without the program's name."""
    status, output, errors = renkei(*arguments, env=env, **options)
    assert status == 1 and not output, (status, output, errors)
    return [line.removeprefix("renkei: ").removeprefix(folder.name + "/") for line in errors.splitlines()]


def team_of(server):
    """An administrator's client and token, with a team and a channel."""
    admin = server.first_admin()
    team = admin.team("harbour")
    admin.channel(team, "builds")
    return admin, team


with tally.check("a file of integrations that cannot be is refused with file, line and key"):
    write(TOKEN + "\n", "token.txt")
    empty = os.path.join(folder.name, "empty")
    write("bots: [\n")
    assert wrong_lines("integrations", "plan", path, data_dir=empty)[0]\
        .startswith("integrations.yaml:2: this is no YAML:")
    write(FILE)
    assert wrong_lines("integrations", "plan", path, env={}, data_dir=empty) == [
        "integrations.yaml:9: incoming_webhooks[0].id: the environment variable BUILDS_ID is not set"]
    write(FILE.replace("${env:BUILDS_ID}", HOOK_ID).replace("token.txt", "no-such.txt"))
    lines = wrong_lines("integrations", "apply", path, data_dir=empty)
    assert len(lines) == 2 and ":9: incoming_webhooks[0].id: a secret stands in no file" in lines[0], lines
    assert ":16: slash_commands[0].token: cannot read" in lines[1], lines
    write(FILE)
    lines = wrong_lines("integrations", "plan", path, data_dir=empty)
    assert "integrations.yaml:15: slash_commands[0].autocomplete: " in lines[-1] and "true, false" in lines[-1], lines
    write(FILE.replace("yes-or-no", "true"))
    lines = wrong_lines("integrations", "plan", path, data_dir=empty)
    assert lines[0] == "integrations.yaml:3: bots[0].owner: There is no account 'admin' that may own this.", lines
    assert any(line.startswith("integrations.yaml:5: incoming_webhooks[0].team: ") for line in lines), lines
    for text, says in (("- a\n", ":1: the file is no map of lists"), ("bots: 5\n", ":1: bots: this must be a list"),
                       ("bots:\n  - a\n", ":2: bots[0]: this must be a map"),
                       ("bots:\n  - username: a\n    username: b\n", ":3: bots[0].username: this key stands here"),
                       ("bots:\n  - username: {a: b}\n", ":2: bots[0].username: this must be a text"),
                       ("bots:\n  - username: ${env:X\n", ":2: bots[0].username: a reference has no closing brace"),
                       ("webhooks: []\n", ":1: webhooks: There is no key 'webhooks' here")):
        write(text, "wrong.yaml")
        lines = wrong_lines("integrations", "plan", os.path.join(folder.name, "wrong.yaml"), data_dir=empty)
        assert says in lines[0], (text, lines)
    assert "cannot read" in wrong_lines("integrations", "plan", path + ".gone", data_dir=empty)[0]

with tally.check("integrations are planned, applied and exported with a running server, which sees them at once"):
    with start_server() as server:
        admin, team = team_of(server)
        running = ["--server", server.base]
        env = dict(FILE_ENV, RENKEI_TOKEN=admin.token)
        status, output, errors = renkei("integrations", "plan", path, *running, data_dir=None, env=env)
        assert status == 2 and not errors, (status, output, errors)
        assert "create  slash_commands harbour/deploy" in output, output
        assert "To do: 3 to make, 0 to change, 0 to remove." in output and TOKEN not in output and HOOK_ID not in output
        assert "Done: 3 made" in done_well("integrations", "apply", path, *running, data_dir=None, env=env)
        assert done_well("integrations", "plan", path, *running, data_dir=None, env=env) == "Nothing to do.\n"
        assert done_well("integrations", "apply", path, *running, data_dir=None, env=env) == "Nothing to do.\n"
        assert server.api().post("//hooks/" + HOOK_ID, {"text": "Build 1"}).text == "ok"
        commands = admin.need("GET", "/commands?custom_only=true&team_id=" + team["id"])
        assert [c["token"] for c in commands] == [TOKEN]

        commands[0]["url"] = "https://elsewhere.example.com/"
        admin.need("PUT", "/commands/" + commands[0]["id"], commands[0])
        admin.incoming_hook(admin.need("GET", "/teams/name/harbour/channels/name/builds"))
        status, output, errors = renkei("integrations", "plan", path, *running, data_dir=None, env=env)
        assert status == 2, output
        assert "url: 'https://elsewhere.example.com/' → 'https://deploy.example.com/slash'" in output, output
        assert "left alone without --prune: incoming_webhooks harbour/test" in output, output
        status, output, errors = renkei("integrations", "plan", path, "--prune", *running, data_dir=None, env=env)
        assert status == 2 and "remove  incoming_webhooks harbour/test" in output, output
        output = done_well("integrations", "apply", path, "--prune", *running, data_dir=None, env=env)
        assert "Done: 0 made, 1 changed, 1 removed." in output, output

        exported = done_well("integrations", "export", *running, data_dir=None, env=env)
        assert TOKEN not in exported and HOOK_ID not in exported, exported
        assert "${env:RENKEI_HARBOUR_DEPLOY_SLASH_COMMAND_TOKEN?}" in exported, exported
        write(exported, "exported.yaml")
        export_path = os.path.join(folder.name, "exported.yaml")
        output = done_well("integrations", "plan", export_path, "--prune", *running, data_dir=None, env=env)
        assert output == "Nothing to do.\n", output

        refused("integrations", "plan", path, *running, data_dir=None, env=dict(FILE_ENV, RENKEI_TOKEN="nonsense"),
                says="session")
        refused("integrations", "export", "--server", "http://127.0.0.1:1", data_dir=None, env=env, says="127.0.0.1:1")
        member = admin.sign_up("member")
        refused("integrations", "apply", path, *running, data_dir=None, env=dict(FILE_ENV, RENKEI_TOKEN=member.token),
                says="permissions")
        lines = wrong_lines("integrations", "apply", path, *running, data_dir=None,
                            env=dict(env, BUILDS_ID="x" * 26))
        assert lines[0].startswith("integrations.yaml:9: incoming_webhooks[0].id: "), lines

        # Beside the running server nothing is applied; looking is allowed.
        assert "a server runs on these data" in wrong_lines("integrations", "apply", path, data_dir=server.data)[0]
        assert done_well("integrations", "plan", path, data_dir=server.data, env=FILE_ENV) == "Nothing to do.\n"

with tally.check("what was exported makes the same on another, stopped server"):
    other = os.path.join(folder.name, "other")
    with start_server(data=other) as server:
        team_of(server)
        assert server.stop() == 0
        env = {**NO_MAIL, "RENKEI_HARBOUR_DEPLOY_SLASH_COMMAND_TOKEN": TOKEN,
               "RENKEI_HARBOUR_BUILDS_INCOMING_WEBHOOK_ID": HOOK_ID}
        assert "Done: 3 made" in done_well("integrations", "apply", export_path, data_dir=other, env=env)
        assert done_well("integrations", "export", data_dir=other) == exported
        assert done_well("integrations", "export", export_path + "2", data_dir=other) == ""
        with open(export_path + "2", encoding="utf-8") as f:
            assert f.read() == exported
        server.start()
        assert server.api().post("//hooks/" + HOOK_ID, {"text": "Build 2"}).text == "ok"

with tally.check("on PostgreSQL a direct apply wants to be told that no server runs"):
    with start_server("postgres") as server:
        team_of(server)
        where = ["--config", server.config_path]
        assert "--stopped" in wrong_lines("integrations", "apply", path, *where, data_dir=server.data)[0]
        assert server.stop() == 0
        assert "Done: 3 made" in done_well("integrations", "apply", path, "--stopped", *where, data_dir=server.data,
                                           env={**NO_MAIL, **FILE_ENV})
        server.start()
        assert server.api().post("//hooks/" + HOOK_ID, {"text": "Build 3"}).text == "ok"

with tally.check("the demo's printed lines work, and a second run finds what the first made"):
    with start_server() as server:
        keep = os.path.join(folder.name, "demo.json")
        demo = [sys.executable, os.path.join(ROOT, "tools", "demo.py"), "--base", server.base, "--keep", keep]
        printed = subprocess.run(demo, text=True, capture_output=True, timeout=60, check=True).stdout
        curl = [shlex.split(line.strip()) for line in printed.splitlines() if line.strip().startswith("curl ")]
        assert len(curl) == 2, printed
        assert subprocess.run(curl[0], text=True, capture_output=True, timeout=30, check=True).stdout == "ok"
        posts = json.loads(subprocess.run(curl[1], text=True, capture_output=True, timeout=30, check=True).stdout)
        assert "Hello from **curl**" in [p["message"] for p in posts["posts"].values()]
        hook = curl[0][-1]
        again = subprocess.run(demo, text=True, capture_output=True, timeout=60, check=True).stdout
        assert hook in again, again
        os.remove(keep)
        third = subprocess.run(demo, text=True, capture_output=True, timeout=60)
        assert third.returncode != 0 and "has accounts already" in third.stderr, third

with tally.check("files lie where FileSettings.Directory says, in Mattermost's layout, and are found again there"):
    files = os.path.join(folder.name, "their", "files")
    with start_server(config={"FileSettings": {"Directory": files}}) as server:
        admin = server.first_admin()
        team = admin.need("POST", "/teams", {"name": "them", "display_name": "Them", "type": "O"})["id"]
        channel = admin.need("POST", "/channels", {"team_id": team, "name": "here", "display_name": "Here",
                                                   "type": "O"})["id"]
        sent = admin.call("POST", "/files?channel_id=%s&filename=notes.txt" % channel, body=b"kept elsewhere",
                          headers={"Content-Type": "text/plain"})
        assert sent.status == 201, sent
        file_id = sent.json["file_infos"][0]["id"]
        found = [os.path.relpath(os.path.join(where, name), files) for where, _, names in os.walk(files) for name in names]
        assert len(found) == 1 and re.fullmatch(r"\d{8}/teams/noteam/channels/%s/users/%s/%s/notes\.txt" % (
            channel, admin.user["id"], file_id), found[0]), found
        assert not os.path.exists(os.path.join(server.data, "files"))
        server.restart()
        assert admin.get("/files/" + file_id).body == b"kept elsewhere"

with tally.check("TLSMinVer decides which versions of TLS are spoken"):
    certificate, key = os.path.join(folder.name, "cert.pem"), os.path.join(folder.name, "key.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-subj", "/CN=localhost", "-keyout", key, "-out", certificate], check=True,
                   capture_output=True, timeout=60)

    def spoken(port, version):
        """The version that is spoken when the client knows only that one; "" when there is none."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of the old version, which is to be refused
            context.minimum_version = context.maximum_version = version
        with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
            try:
                with context.wrap_socket(plain) as secure:
                    secure.sendall(b"GET /api/v4/system/ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    # TLS 1.3 tells of a refusal with the first answer.
                    assert secure.recv(100).startswith(b"HTTP/1.1 200"), "no answer"
                    return secure.version()
            except ssl.SSLError:
                return ""

    for least, accepted in (("1.2", ["", "TLSv1.2", "TLSv1.3"]), ("1.3", ["", "", "TLSv1.3"])):
        port = free_port()
        settings = os.path.join(folder.name, "tls.json")
        with open(settings, "w") as f:
            json.dump({"ServiceSettings": {"ConnectionSecurity": "TLS", "TLSCertFile": certificate, "TLSKeyFile": key,
                                           "TLSMinVer": least}}, f)
        with open(os.path.join(folder.name, "tls.log"), "ab") as log:
            clean = {k: v for k, v in os.environ.items() if not k.startswith(("MM_", "RENKEI_"))}
            served = process.start([binary(), "serve", "--data", os.path.join(folder.name, "tls"), "--config", settings,
                                    "--listen", "127.0.0.1:%d" % port], log, env=clean)
        try:
            def listens():
                assert served.poll() is None, process.tail(os.path.join(folder.name, "tls.log"))
                try:
                    return socket.create_connection(("127.0.0.1", port), timeout=1).close() is None
                except OSError:
                    return False
            wait_until(listens, 30, "the server's port")
            versions = [ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]
            assert [spoken(port, v) for v in versions] == accepted, (least, [spoken(port, v) for v in versions])
        finally:
            served.send_signal(signal.SIGTERM)
            assert served.wait(30) == 0

with tally.check("Ctrl-C stops the server cleanly"):
    with start_server() as server:
        server.first_admin()
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(30) == 0
        assert "Server has stopped" in server.log_tail()

folder.cleanup()
sys.exit(tally.finish())
