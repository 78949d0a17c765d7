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


def renkei(*arguments, stdin="", data_dir=data):
    """Exit status, standard output, standard error of a command about `data_dir`."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("MM_", "RENKEI_"))}
    done = subprocess.run([binary(), *arguments, *(["--data", data_dir] if data_dir else [])], input=stdin, text=True,
                          capture_output=True, timeout=60, env=clean)
    return done.returncode, done.stdout, done.stderr


def done_well(*arguments, **options):
    status, output, errors = renkei(*arguments, **options)
    assert status == 0 and not errors, (arguments, status, output, errors)
    return output


def refused(*arguments, says, **options):
    status, output, errors = renkei(*arguments, **options)
    assert status == 1 and not output and says in errors and errors.startswith("renkei: "), (status, output, errors)


with tally.check("--help is everywhere, and a wrong command line is refused with it"):
    for command in ([], ["serve"], ["user"], ["user", "create"], ["user", "password"], ["user", "role"], ["config"],
                    ["config", "show"], ["config", "set"], ["db"], ["db", "migrate"], ["db", "check"], ["describe"],
                    ["version"]):
        output = done_well(*command, "--help", data_dir=None)
        assert "Usage:" in output and "--help" in output, output
    for wrong in ([], ["nonsense"], ["user"], ["user", "create"], ["config", "set", "ServiceSettings.SiteURL"],
                  ["serve", "--nonsense"]):
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
