#!/usr/bin/env python3
"""Gives every route what no client should send: badinput.py [PATH-PREFIX].

The routes come from the program itself (`renkei describe`). Each is called with every broken body, broken and foreign
path values and broken queries, as nobody, a member, a member of no team and the system administrator. Whatever it
answers must not be a failure of the server's (5xx; 501 tells of a part that this server does not have), and each refusal
below /api/v4 has the known shape: {id, message, detailed_error, request_id, status_code}. Then come broken HTTP and
broken WebSocket frames by hand. At the end the server must still answer, with the data it had, and end well.
"""
import base64
import contextlib
import json
import os
import re
import socket
import struct
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from lib import Api, Tally, binary, start_server  # noqa: E402

UNKNOWN = "x" * 26
MIB = 1 << 20

# What a request body should not be. Keys are those that many routes read, each of a wrong type.
WRONG_TYPES = {key: value for keys, value in (
    (("id", "user_id", "channel_id", "team_id", "post_id", "message", "name", "display_name", "username", "email",
      "password", "token", "login_id", "root_id", "status", "roles", "emoji_name", "terms", "category", "hook_id"), 7),
    (("props", "notify_props", "metadata", "team", "options"), "text"),
    (("user_ids", "channel_ids", "file_ids", "members", "emails", "attachments", "blocks", "events"), {"a": 1}),
    (("create_at", "update_at", "delete_at", "limit", "page", "priority", "desired", "is_pinned", "active"), ["x"]),
) for key in keys}
STRANGE_VALUES = {key: "\u0000\ud83d\ude00" + "長" * 3000 for key in WRONG_TYPES}
NULLS = dict.fromkeys(WRONG_TYPES)
NEGATIVE = dict.fromkeys(WRONG_TYPES, -(1 << 63))
BODIES = {
    "empty": b"", "half an object": b'{"a":', "a brace": b"{", "null": b"null", "a list": b"[]", "a text": b'"text"',
    "a number": b"1e400", "an empty object": b"{}", "a list of wrong things": b'[1, null, {"a": []}, "x"]',
    "invalid UTF-8": b'{"message": "\xff\xfe\xc0\xaf", "name": "\xed\xa0\x80"}', "binary": bytes(range(256)),
    "wrong types": json.dumps(WRONG_TYPES).encode(), "nulls": json.dumps(NULLS).encode(),
    "strange values": json.dumps(STRANGE_VALUES).encode(), "numbers out of range": json.dumps(NEGATIVE).encode(),
    "deep": b"[" * 100_000, "deep and closed": b'{"props":' * 20_000 + b"1" + b"}" * 20_000,
    "text behind": b'{} {"a": 1}',
    "huge": b'{"message": "' + b"a" * (2 * MIB) + b'"}',
}
PATH_VALUES = ["not-an-id", UNKNOWN, "0", "%00", "%ff%fe", "..%2f..%2fetc%2fpasswd", "%2e%2e", "a" * 3000, "%", "%zz",
               "'%20OR%201=1--", "%E9%80%A3"]
QUERIES = ["page=-1&per_page=-1", "page=99999999999999999999&per_page=1e9", "page=%ff&since=%00&term=%ff%fe&q=%27",
           "since=-9223372036854775808&before=%s&after=%s&from=x" % (UNKNOWN, "y"), "&&&=&=%", "sort=;drop&name=" + "a" * 5000,
           "time=abc&since=abc&offset=abc&limit=-5&include_deleted=maybe&etag=&in_team=x&in_channel=%00"]
# What the reference server answers with a 500: no certificate to remove (golden admin_unlicensed), a test mail that the
# mail server did not take, and a marketplace that is out of reach (golden integrations_plugins).
RECORDED_500 = ("api.admin.remove_certificate.delete.app_error", "app.admin.test_email.failure",
                "api.team.import_team.parse.app_error", "app.plugin.marketplace_client.failed_to_fetch",
                "app.plugin.marketplace_plugins.not_found.app_error")
SHAPE = {"id": str, "message": str, "detailed_error": str, "request_id": str, "status_code": int}


class World:
    """Accounts and things to point at."""

    def __init__(self, server):
        self.base = server.base
        self.admin = server.first_admin()
        self.admin.need("PUT", "/config/patch", {"TeamSettings": {"EnableOpenServer": True}})
        self.member, self.stranger = server.api().sign_up("member"), server.api().sign_up("stranger")
        self.team = self.admin.team("harbour")
        self.admin.need("POST", "/teams/%s/members" % self.team["id"],
                        {"team_id": self.team["id"], "user_id": self.member.user["id"]})
        self.channel = self.admin.need("POST", "/channels", {"team_id": self.team["id"], "name": "secret",
                                                             "display_name": "secret", "type": "P"})
        self.hook = self.admin.incoming_hook(self.channel)
        self.post = self.admin.message(self.channel, "kept")
        # Real things that only the administrator may touch.
        self.foreign = {"user_id": self.admin.user["id"], "team_id": self.team["id"], "channel_id": self.channel["id"],
                        "post_id": self.post["id"], "hook_id": self.hook["id"], "id": self.hook["id"],
                        "team_name": "harbour", "channel_name": "secret", "username": "admin", "name": "harbour",
                        "email": "admin@example.com"}

    def log_in_again(self):
        """Some routes end the session that calls them."""
        for api, name in ((self.admin, "admin"), (self.member, "member"), (self.stranger, "stranger")):
            if api.get("/users/me").status == 401:
                api.log_in(name)

    def callers(self):
        return {"nobody": Api(self.base), "member": self.member, "stranger": self.stranger, "administrator": self.admin}


def judge(path, answer):
    """What is wrong with an answer, or nothing."""
    if answer.status >= 500 and answer.status != 501 and not any('"%s"' % known in answer.text for known in RECORDED_500):
        return "answered %d" % answer.status
    if answer.status == 400 and re.search(r"%(?![0-9a-fA-F]{2})", path.partition("?")[0]):
        return None if answer.text == "400 Bad Request" else "a broken escape is refused in other words: %r" % answer
    if answer.status < 400 or not path.startswith("/api/v4/") or answer.status == 405:
        return None
    if "json" not in answer.headers.get("content-type", "json"):
        return None if not answer.body else "a refusal that is not JSON: %r" % answer
    try:
        error = answer.json
    except ValueError:
        return None if not answer.body else "a refusal that is no JSON: %r" % answer
    if not isinstance(error, dict):
        return "a refusal that is no object: %r" % answer
    for key, kind in SHAPE.items():
        if not isinstance(error.get(key), kind):
            return "a refusal without %s: %r" % (key, answer)
    if error["status_code"] != answer.status:
        return "status_code differs from the status %d: %r" % (answer.status, answer)
    if not error["message"]:
        return "a refusal without words: %r" % answer
    return None


def fill(path, value_of):
    return re.sub(r"\{(\w+)[^}]*\}", lambda found: value_of(found[1]), path)


def attack(world, method, path, access):
    """Calls one route in every wrong way. What went wrong, a line each."""
    wrong, has_body = [], method not in ("GET", "HEAD")
    world.log_in_again()

    def call(who, api, target, label, body=None, headers=None):
        try:
            answer = api.call(method, "/" + target, body=body, headers=headers)
        except OSError as error:
            if label == "huge" and isinstance(error.__cause__, ConnectionError):
                api.close()     # turned away before all of it was sent
                return None
            wrong.append("%s %s as %s, %s: no answer (%s)" % (method, target[:200], who, label, error))
            api.close()
            return None
        problem = judge(target, answer)
        if problem:
            wrong.append("%s %s as %s, %s: %s" % (method, target[:200], who, label, problem))
        return answer

    unknown = fill(path, lambda name: UNKNOWN)
    for who, api in world.callers().items():
        typed = {"Content-Type": "application/json"}
        for label, body in (BODIES.items() if has_body else [("no body", None)]):
            # An administrator's well-formed request may rightly do things: give him only what cannot be meant.
            target = unknown if who == "administrator" or who == "nobody" else fill(
                path, lambda name: world.foreign.get(name, UNKNOWN))
            if who == "administrator" and "{" not in path and label in ("an empty object", "nulls", "text behind", "empty"):
                continue
            answer = call(who, api, target, label, body, typed if body else None)
            if answer is not None and who == "nobody" and access.startswith("session") and answer.status not in (401, 413):
                wrong.append("%s %s without a session, %s: %d instead of 401" % (method, target, label, answer.status))
            if answer is not None and answer.status == 401 and who != "nobody":
                world.log_in_again()
        if "{" in path:
            for value in PATH_VALUES:
                call(who, api, fill(path, lambda name, v=value: v), "path value", b"{}" if has_body else None)
        for query in QUERIES if not has_body else QUERIES[:2]:
            call(who, api, unknown + "?" + query, "query", b"null" if has_body else None)
    if has_body:
        for kind in ("text/plain", "multipart/form-data", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded",
                     "application/json; charset=utf-16", "\x7f/;;;"):
            call("member", world.member, unknown, "content type " + kind, b"--x\r\n\r\n\xff%zz&payload=%7B", {"Content-Type": kind})
        call("member", world.member, unknown, "a body that is not gzip", b"not gzip", {"Content-Encoding": "gzip"})
    for token in ("", " ", "x" * 26, "\xff", "a" * 5000):
        call("nobody", Api(world.base), unknown, "a wrong token", b"{}" if has_body else None, {"Authorization": "Bearer " + token})
    return wrong


def raw(base, data, after=b""):
    """What the server answers to these bytes (and, once it has begun to answer, to those of `after`) until it closes:
    b"timeout" when it neither answers in full nor closes."""
    host, port = base[len("http://"):].split(":")
    answer = b""
    with socket.create_connection((host, int(port)), timeout=10) as s:
        # A server may close before it has read everything: what it said first still counts.
        with contextlib.suppress(ConnectionError):
            s.sendall(data)
        try:
            if after:
                answer = s.recv(65536)
                with contextlib.suppress(ConnectionError):
                    s.sendall(after)
            with contextlib.suppress(OSError):
                s.shutdown(socket.SHUT_WR)
            while len(answer) < MIB and (chunk := s.recv(65536)):
                answer += chunk
        except ConnectionError:
            pass
        except socket.timeout:
            return b"timeout"
    return answer


HTTP = {
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200) + b"\r\n\r\n",
    "a request line without a version": b"GET /\r\n\r\n",
    "a version to come": b"GET / HTTP/7.3\r\nHost: a\r\n\r\n",
    "blanks in the path": b"GET /a b c HTTP/1.1\r\nHost: a\r\n\r\n",
    "a NUL in the path": b"GET /api\0/v4 HTTP/1.1\r\nHost: a\r\n\r\n",
    "an endless path": b"GET /" + b"a" * (2 * MIB) + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "endless headers": b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200_000 + b"\r\n",
    "one endless header": b"GET / HTTP/1.1\r\nA: " + b"b" * (4 * MIB) + b"\r\n\r\n",
    "a header without a name": b"GET / HTTP/1.1\r\n: x\r\n\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\nabc\r\n\r\n",
    "a folded header": b"GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n",
    "a negative length": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\nhello",
    "a length that is no number": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: abc\r\n\r\nhello",
    "a length out of range": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nhello",
    "two lengths": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "length and chunks": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a chunk of no size": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    "a chunk of endless size": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff0\r\n",
    "a chunk too short": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n",
    "an unknown transfer coding": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: zip\r\n\r\n",
    "a body cut short": b"POST /hooks/x HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nhello",
    "a path that climbs": b"GET /static/../../../../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "an upgrade without a key": b"GET /api/v4/websocket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    "an upgrade to nothing": b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
    "only line ends": b"\r\n" * 1000,
    "an absolute target of another host": b"GET http://other.example/api/v4/system/ping HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
}


def frame(opcode, data, final=True, masked=True, claim=None, reserved=0):
    """A WebSocket frame; `claim` is the length it says that it has."""
    length = len(data) if claim is None else claim
    head = bytes([(0x80 if final else 0) | reserved | opcode])
    bit = 0x80 if masked else 0
    head += bytes([bit | length]) if length < 126 else bytes([bit | 126]) + struct.pack(">H", length) if length < 65536 \
        else bytes([bit | 127]) + struct.pack(">Q", length)
    return head + (b"\0\0\0\0" if masked else b"") + data


FRAMES = {
    "unmasked": frame(1, b"{}", masked=False), "reserved bits": frame(1, b"{}", reserved=0x70),
    "a reserved opcode": frame(3, b"{}"), "a reserved control opcode": frame(11, b""),
    "invalid UTF-8": frame(1, b"\xff\xfe"), "half an object": frame(1, b'{"seq": 1, "action":'),
    "wrong types": frame(1, b'{"seq": "x", "action": 7, "data": []}'), "a list": frame(1, b"[]"),
    "null": frame(1, b"null"), "deep": frame(1, b"[" * 50_000), "an unknown action": frame(1, b'{"seq":1,"action":"no_such"}'),
    "a token that is none": frame(1, b'{"seq":1,"action":"authentication_challenge","data":{"token":5}}'),
    "a long control frame": frame(9, b"a" * 126), "a control frame in parts": frame(9, b"a", final=False),
    "a continuation of nothing": frame(0, b"a"), "a beginning inside a message": frame(1, b"a", final=False) * 2,
    "an endless frame": frame(1, b"", claim=(1 << 62)), "a frame of the highest length": frame(1, b"", claim=(1 << 64) - 1),
    "a close of one byte": frame(8, b"a"), "a close with a wrong code": frame(8, struct.pack(">H", 1005)),
    "binary": frame(2, bytes(range(256))), "huge": frame(1, b"a" * (4 * MIB)),
    "ten thousand pings": frame(9, b"x") * 10_000,
}


def websocket_attack(world, data, token):
    """Sends raw frames to an open WebSocket; nothing wrong when the server closes or goes on."""
    handshake = ("GET /api/v4/websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                 "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n%s\r\n" % (
                     base64.b64encode(b"0123456789abcdef").decode(),
                     "Authorization: Bearer %s\r\n" % token if token else "")).encode()
    answer = raw(world.base, handshake, data)
    assert answer.startswith(b"HTTP/1.1 101"), answer[:200]


def main():
    prefix = sys.argv[1] if len(sys.argv) > 1 else "/"
    described = json.loads(subprocess.run([binary(), "describe"], check=True, capture_output=True).stdout)
    routes = [(r["method"], r["path"], r.get("access", "")) for r in described["routes"] if r["path"].startswith(prefix)]
    # What ends sessions or changes the server for everybody comes last.
    routes.sort(key=lambda r: (bool(re.search(r"/(logout|revoke|config|restart|caches|database|server_busy)", r[1])), r[1], r[0]))
    tally = Tally(verbose=False)
    with start_server() as server:
        world = World(server)
        for method, path, access in routes:
            if path.endswith("/websocket"):
                continue
            with tally.check("%s %s" % (method, path)):
                wrong = attack(world, method, path, access)
                assert server.alive(), "the server is gone:\n" + "\n".join(wrong[-5:]) + server.log_tail()
                assert not wrong, "%d wrong answers:\n%s" % (len(wrong), "\n".join(wrong[:12]))
        if prefix == "/":
            for label, data in HTTP.items():
                with tally.check("HTTP: " + label):
                    answer = raw(world.base, data)
                    status = re.match(rb"HTTP/1\.[01] (\d+)", answer)
                    assert not answer or status and (int(status[1]) < 500 or int(status[1]) in (501, 505)), answer[:300]
                    assert b"root:" not in answer
                    assert server.api().get("/system/ping").status == 200
            world.log_in_again()
            for label, data in FRAMES.items():
                for token in (None, world.member.token):
                    with tally.check("WebSocket, %s: %s" % ("logged in" if token else "not logged in", label)):
                        websocket_attack(world, data, token)
                        assert server.api().get("/system/ping").status == 200
        with tally.check("what was there before is still there"):
            world.log_in_again()
            assert world.admin.need("GET", "/posts/" + world.post["id"])["message"] == "kept"
            assert world.admin.need("GET", "/users/me")["roles"].split().count("system_admin") == 1
            assert "system_admin" not in world.stranger.need("GET", "/users/me")["roles"]
            assert world.stranger.get("/channels/" + world.channel["id"]).status in (403, 404)
        with tally.check("the server ends well"):
            assert server.stop() == 0, server.log_tail()
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
