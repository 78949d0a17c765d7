#!/usr/bin/env python3
"""Fills a fresh server through its API: an administrator, a team, a channel and an incoming webhook, and tells how to use them.

A second run finds what the first one made: the credentials stay in the file named by --keep, readable by its owner.
"""
import argparse
import json
import os
import secrets
import sys
import time
import urllib.error
import urllib.request


class Refused(Exception):
    """An answer that is no 2xx: its status and the server's words."""

    def __init__(self, status, text):
        super().__init__("%d %s" % (status, text))
        self.status = status


def call(base, method, path, body=None, token=None):
    """The JSON of an answer, and its headers."""
    request = urllib.request.Request(base + "/api/v4" + path, method=method,
                                     data=None if body is None else json.dumps(body).encode(),
                                     headers={"Content-Type": "application/json"})
    if token:
        request.add_header("Authorization", "Bearer " + token)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer), answer.headers
    except urllib.error.HTTPError as error:
        text = error.read().decode("utf-8", "replace")
        try:
            text = json.loads(text)["message"]
        except (ValueError, KeyError, TypeError):
            pass
        raise Refused(error.code, text) from None


def wait_for(base, seconds=30):
    """Returns when the server answers."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return call(base, "GET", "/system/ping")
        except (OSError, Refused):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def sign_in(base, keep):
    """The demo's administrator: name, password, session token. Made when the server has no account yet."""
    try:
        with open(keep) as f:
            account = json.load(f)
    except FileNotFoundError:
        account = {"username": "admin", "password": "demo-" + secrets.token_urlsafe(9)}
        with open(os.open(keep, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as f:
            json.dump(account, f)
        try:
            call(base, "POST", "/users", {"email": "admin@example.com", **account})
        except Refused as refused:
            os.remove(keep)
            raise SystemExit("demo: this server has accounts already, and %s, which would know the demo's, is not there: "
                             "start with an empty folder (--data). The server said: %s" % (keep, refused)) from None
    login = {"login_id": account["username"], "password": account["password"]}
    _, headers = call(base, "POST", "/users/login", login)
    return account["username"], account["password"], headers["Token"]


def find_or_make(base, token, find, make, body):
    """What stands at the path `find`, else what posting `body` to `make` gives."""
    try:
        return call(base, "GET", find, token=token)[0]
    except Refused as refused:
        if refused.status not in (403, 404):
            raise
        return call(base, "POST", make, body, token)[0]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--base", default="http://127.0.0.1:8065")
    arguments.add_argument("--keep", default="demo.json", help="file that keeps the credentials")
    arguments = arguments.parse_args()
    base = arguments.base.rstrip("/")
    wait_for(base)
    username, password, token = sign_in(base, arguments.keep)
    team = find_or_make(base, token, "/teams/name/demo", "/teams", {"name": "demo", "display_name": "Demo", "type": "O"})
    channel = find_or_make(base, token, "/teams/%s/channels/name/events" % team["id"], "/channels",
                           {"team_id": team["id"], "name": "events", "display_name": "Events", "type": "O"})
    hooks = call(base, "GET", "/hooks/incoming?per_page=200&team_id=" + team["id"], token=token)[0]
    hook = next((h for h in hooks if h["channel_id"] == channel["id"]), None) or call(
        base, "POST", "/hooks/incoming", {"channel_id": channel["id"], "display_name": "Demo", "description":
                                          "Made by ./do run --demo"}, token)[0]
    print("""
  Renkei is at {base} (Ctrl-C stops it).

    administrator  {username}   password  {password}
    team           demo    channel   events
    session token  {token}

  Post through the incoming webhook, and read the channel:

    curl -s -d '{{"text": "Hello from **curl**"}}' -H 'Content-Type: application/json' {base}/hooks/{hook}
    curl -s -H 'Authorization: Bearer {token}' {base}/api/v4/channels/{channel}/posts
""".format(base=base, username=username, password=password, token=token, hook=hook["id"], channel=channel["id"]),
          flush=True)


if __name__ == "__main__":
    try:
        main()
    except Refused as refused:
        sys.exit("demo: the server refused: %s" % refused)
    except (OSError, KeyboardInterrupt) as error:
        sys.exit("demo: %s" % (error or "stopped"))
