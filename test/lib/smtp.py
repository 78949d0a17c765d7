"""A mail server that keeps what arrives."""
import base64
import email
import email.policy
import socketserver
import threading

from .ports import wait_until


class Mail:
    """One accepted message: envelope `sender` and `recipients`, the raw bytes, and the parsed `message`."""

    def __init__(self, sender, recipients, raw, login):
        self.sender, self.recipients, self.raw, self.login = sender, recipients, raw, login
        self.message = email.message_from_bytes(raw, policy=email.policy.default)

    @property
    def subject(self):
        return self.message["Subject"]

    def text(self, kind="plain"):
        """The body of that kind, '' when there is none."""
        part = self.message.get_body((kind,))
        return part.get_content() if part else ""


class _Session(socketserver.StreamRequestHandler):
    timeout = 30

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def line(self):
        return self.rfile.readline(65536).rstrip(b"\r\n").decode("utf-8", "replace")

    def handle(self):
        sink, sender, recipients, login = self.server.sink, None, [], None
        self.say("220 sink ESMTP")
        while line := self.line():
            verb, _, rest = line.partition(" ")
            verb = verb.upper()
            if verb in ("EHLO", "HELO"):
                self.wfile.write(b"250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN LOGIN\r\n" if verb == "EHLO"
                                 else b"250 sink\r\n")
            elif verb == "AUTH":
                kind, _, given = rest.partition(" ")
                if kind.upper() == "PLAIN":
                    if not given:
                        self.say("334 ")
                        given = self.line()
                    login = tuple(base64.b64decode(given).decode().split("\0")[-2:])
                else:
                    self.say("334 VXNlcm5hbWU6")
                    name = base64.b64decode(self.line()).decode()
                    self.say("334 UGFzc3dvcmQ6")
                    login = (name, base64.b64decode(self.line()).decode())
                self.say("235 welcome")
            elif verb == "MAIL":
                sender, recipients = rest.partition("<")[2].partition(">")[0], []
                self.say("250 go on")
            elif verb == "RCPT":
                to = rest.partition("<")[2].partition(">")[0]
                if to in sink.refused:
                    self.say("550 nobody of that name")
                else:
                    recipients.append(to)
                    self.say("250 go on")
            elif verb == "DATA":
                if sender is None or not recipients:
                    self.say("503 who is it from and for?")
                    continue
                self.say("354 end with a dot")
                lines = []
                while (raw := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(raw[1:] if raw.startswith(b".") else raw)
                sink.add(Mail(sender, recipients, b"".join(lines), login))
                sender, recipients = None, []
                self.say("250 kept")
            elif verb in ("RSET", "NOOP"):
                sender, recipients = (None, []) if verb == "RSET" else (sender, recipients)
                self.say("250 ok")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("502 no such command")


class SmtpSink:
    """Listens on a free port of 127.0.0.1 until closed. `refused` holds recipients to turn away.

        with SmtpSink() as sink:
            start_server(config={"EmailSettings": sink.settings()}) …
            mail = sink.wait_for(lambda m: "alice@example.com" in m.recipients)
    """

    def __init__(self):
        self._mails, self._lock, self.refused = [], threading.Lock(), set()
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session)
        self._server.daemon_threads, self._server.sink = True, self
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def settings(self):
        """EmailSettings that send here."""
        return {"SMTPServer": "127.0.0.1", "SMTPPort": str(self.port), "SendEmailNotifications": True,
                "FeedbackEmail": "renkei@example.com", "ConnectionSecurity": ""}

    def add(self, mail):
        with self._lock:
            self._mails.append(mail)

    def mails(self):
        with self._lock:
            return list(self._mails)

    def wait_for(self, wanted=lambda mail: True, seconds=10):
        """The first kept mail that `wanted` accepts."""
        return wait_until(lambda: next((m for m in self.mails() if wanted(m)), None), seconds, "a mail")

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
