"""Requests as given, byte for byte, and answers as they came."""
import json
import socket
import urllib.parse


class Reply:
    def __init__(self, raw):
        head, _, self.body = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split(" ")[1])
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return "%d %s %r" % (self.status, self.headers.get("content-type"), self.body[:500])


def _receive(connection):
    """One whole answer; it must say how long it is, as every answer here does."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        got = connection.recv(65536)
        if not got:
            raise ConnectionError("the server closed after %r" % raw)
        raw += got
    length = int(Reply(raw).headers["content-length"])
    while len(raw.partition(b"\r\n\r\n")[2]) < length:
        raw += connection.recv(65536)
    return Reply(raw)


def send(base, method, path, headers, body=b"", await_continue=False):
    """Sends `headers` (lines without Host and Content-Length, which are made) and the body on a connection of its own.
    With `await_continue` the body is kept back until the server asks for it, as .NET does."""
    where = urllib.parse.urlsplit(base)
    if isinstance(body, str):
        body = body.encode()
    lines = ["%s %s HTTP/1.1" % (method, path), *headers, "Host: %s" % where.netloc]
    if method != "GET" or body:
        lines.append("Content-Length: %d" % len(body))
    head = ("\r\n".join(lines) + "\r\n\r\n").encode()
    with socket.create_connection((where.hostname, where.port), 10) as connection:
        if await_continue:
            connection.sendall(head)
            go_on = b""
            while not go_on.endswith(b"\r\n\r\n"):
                got = connection.recv(1)
                if not got:
                    raise ConnectionError("closed instead of going on: %r" % go_on)
                go_on += got
            assert go_on.startswith(b"HTTP/1.1 100 "), go_on
            connection.sendall(body)
        else:
            connection.sendall(head + body)
        return _receive(connection)
