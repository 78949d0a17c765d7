"""A small client of the REST API v4."""
import http.client
import json as json_text
import urllib.parse


class Answer:
    """status, headers (lower-case names; the last of equal ones), body as bytes."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def json(self):
        return json_text.loads(self.body)

    def __repr__(self):
        return "%d %s" % (self.status, self.text[:500])


class Api:
    """One keep-alive connection, with a session token when logged in. For one thread at a time."""

    def __init__(self, base, token=None, timeout=60):
        self.base, self.token, self.timeout = base.rstrip("/"), token, timeout
        self.user = None
        self._connection = None

    def call(self, method, path, json=None, body=None, headers=None):
        """Sends a request. `path` stands below /api/v4; one from the root is written with two slashes: //hooks/abc.
        `json` is any value to send as JSON, `body` raw bytes."""
        full = path[1:] if path.startswith("//") else "/api/v4" + path
        sent = dict(headers or {})
        if self.token:
            sent.setdefault("Authorization", "Bearer " + self.token)
        if json is not None:
            body = json_text.dumps(json).encode()
            sent.setdefault("Content-Type", "application/json")
        for attempt in (0, 1):
            fresh = self._connection is None
            if fresh:
                where = urllib.parse.urlsplit(self.base)
                self._connection = http.client.HTTPConnection(where.hostname, where.port, timeout=self.timeout)
            try:
                self._connection.request(method, full, body, sent)
                answer = self._connection.getresponse()
                return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
            except (OSError, http.client.HTTPException) as error:
                self.close()
                # A kept connection may have been closed since; nothing of this request was then taken.
                if fresh or attempt or not isinstance(error, (http.client.RemoteDisconnected, BrokenPipeError)):
                    raise OSError("%s %s: %s" % (method, full, error or type(error).__name__)) from error

    def get(self, path, **options):
        return self.call("GET", path, **options)

    def post(self, path, json=None, **options):
        return self.call("POST", path, json=json, **options)

    def put(self, path, json=None, **options):
        return self.call("PUT", path, json=json, **options)

    def delete(self, path, **options):
        return self.call("DELETE", path, **options)

    def need(self, method, path, json=None, **options):
        """The JSON of an answer that must be 2xx."""
        answer = self.call(method, path, json=json, **options)
        if not 200 <= answer.status < 300:
            raise AssertionError("%s %s: %r" % (method, path, answer))
        return answer.json

    def sign_up(self, username, password="correct-horse-1"):
        """Makes an account (by this client's rights, when it has a session) and gives a client logged in as it."""
        self.need("POST", "/users", {"email": username + "@example.com", "username": username, "password": password})
        return Api(self.base, timeout=self.timeout).log_in(username, password)

    def log_in(self, username, password="correct-horse-1"):
        answer = self.post("/users/login", {"login_id": username, "password": password})
        if answer.status != 200:
            raise AssertionError("log-in of %s: %r" % (username, answer))
        self.token, self.user = answer.headers["token"], answer.json
        return self

    def team(self, name):
        return self.need("POST", "/teams", {"name": name, "display_name": name, "type": "O"})

    def channel(self, team, name):
        return self.need("POST", "/channels", {"team_id": team["id"], "name": name, "display_name": name, "type": "O"})

    def incoming_hook(self, channel, **fields):
        return self.need("POST", "/hooks/incoming", {"channel_id": channel["id"], "display_name": "test", **fields})

    def message(self, channel, text, **fields):
        return self.need("POST", "/posts", {"channel_id": channel["id"], "message": text, **fields})

    def close(self):
        if self._connection:
            self._connection.close()
            self._connection = None
