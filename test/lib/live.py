"""A WebSocket connection that keeps the events it is sent."""
import base64
import json
import os
import socket
import struct
import threading
import urllib.parse


class Live:
    """Connected as `api`'s account until closed; `expect` waits for events.

        with Live(alice) as live:
            alice.message(channel, "hello")
            live.expect("posted", lambda data: "hello" in data["post"])
    """

    def __init__(self, api):
        where = urllib.parse.urlsplit(api.base)
        self.events, self.changed, self.ended = [], threading.Condition(), ""
        self.socket = socket.create_connection((where.hostname, where.port), timeout=30)
        lines = ("GET /api/v4/websocket HTTP/1.1", "Host: " + where.netloc, "Upgrade: websocket", "Connection: Upgrade",
                 "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + base64.b64encode(os.urandom(16)).decode(),
                 "Authorization: Bearer " + api.token, "", "")
        self.socket.sendall("\r\n".join(lines).encode())
        self.stream = self.socket.makefile("rb")
        status = self.stream.readline()
        if b" 101 " not in status:
            raise OSError("no WebSocket: %r" % status)
        while self.stream.readline().strip():
            pass
        self.socket.settimeout(None)
        threading.Thread(target=self._read, daemon=True).start()
        self.expect("hello")

    def _read(self):
        try:
            while True:
                first, length = self.stream.read(2)
                if length >= 126:
                    form, size = (">H", 2) if length == 126 else (">Q", 8)
                    length, = struct.unpack(form, self.stream.read(size))
                payload = self.stream.read(length)
                if first & 15 == 9:     # a ping; client frames are masked
                    self.socket.sendall(bytes((0x8A, 0x80 | length)) + bytes(4) + payload)
                if first & 15 == 1:
                    with self.changed:
                        self.events.append(json.loads(payload))
                        self.changed.notify_all()
                if first & 15 == 8:
                    raise OSError("closed by the server")
        except (OSError, ValueError, struct.error) as error:
            with self.changed:
                self.ended = str(error) or "ended"
                self.changed.notify_all()

    def expect(self, name, fits=lambda data: True, seconds=30):
        """Takes the first event of that name whose data fits, come already or yet to come, and gives its data."""
        def found():
            return next((e for e in self.events if e.get("event") == name and fits(e["data"])), None)
        with self.changed:
            self.changed.wait_for(lambda: found() or self.ended, seconds)
            event = found()
            if not event:
                raise TimeoutError("no event %s%s; came: %s" % (name, self.ended and " (%s)" % self.ended,
                                                               [e.get("event") for e in self.events]))
            self.events.remove(event)
            return event["data"]

    def post(self, name, fits=lambda post: True):
        """The post that such an event carries, taken like `expect` does."""
        return json.loads(self.expect(name, lambda data: fits(json.loads(data["post"])))["post"])

    def names(self):
        """Of the events that came and were not taken."""
        with self.changed:
            return [e.get("event") for e in self.events]

    def close(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
