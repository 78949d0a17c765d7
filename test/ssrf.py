#!/usr/bin/env python3
"""Everything by which people make the server call an address, with addresses of the server's own network: outgoing webhooks,
slash commands, buttons, menus, dialogs, links and pictures. A socket that listens on 127.0.0.1 and ::1 notices every
connection. The spellings of addresses are tried one by one in src/net/ssrf_test.cpp; here it is that every way out is guarded.
"""
import os
import socket
import sys
import threading
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from lib import Tally, start_server, wait_until  # noqa: E402

tally = Tally()
# {P}: the trap's port, {R}: that of a service at an allowed address which sends everybody on to the trap.
ADDRESSES = [
    "http://127.0.0.1:{P}/", "http://127.1:{P}/", "http://2130706433:{P}/", "http://0x7f000001:{P}/", "http://017700000001:{P}/",
    "http://[::1]:{P}/", "http://[::ffff:127.0.0.1]:{P}/", "http://[::ffff:7f00:1]:{P}/", "http://0.0.0.0:{P}/",
    "http://[::]:{P}/", "http://localhost:{P}/", "http://good.example@127.0.0.1:{P}/", "http://[64:ff9b::127.0.0.1]:{P}/",
    "http://[fe80::1]:{P}/", "http://169.254.169.254/latest/meta-data/", "http://127.0.0.3:{R}/",
    "https://127.0.0.1:{P}/",
]
REACHABLE = [a for a in ADDRESSES if "127.0.0.1:" in a and a.startswith("http://") and "64:" not in a]


class Trap:
    """Listens; notices who connects, and hangs up. With a `location` it answers a redirect there."""

    def __init__(self, addresses, location=None):
        self.caught, self.sockets, self.location = [], [], location
        port = 0
        for address in addresses:
            listening = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listening.bind((address, port))
            except OSError:
                if ":" in address:      # a machine without IPv6
                    continue
                raise
            listening.listen(200)
            port = listening.getsockname()[1]
            self.sockets.append(listening)
            threading.Thread(target=self.serve, args=(listening,), daemon=True).start()
        self.port = port

    def serve(self, listening):
        while True:
            try:
                connection, peer = listening.accept()
            except OSError:
                return
            self.caught.append(peer)
            with connection:
                if self.location:
                    connection.settimeout(5)
                    try:
                        connection.recv(65536)
                        connection.sendall(("HTTP/1.1 307 x\r\nLocation: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                            % self.location).encode())
                    except OSError:
                        pass

    def close(self):
        for listening in self.sockets:
            listening.close()


class Place:
    def __init__(self, server):
        self.admin = server.first_admin()
        self.team = self.admin.team("ssrf")
        self.channel = self.admin.channel(self.team, "ssrf")
        self.allow("127.0.0.3")
        self.admin.need("PUT", "/config/patch", {
            "RateLimitSettings": {"Enable": False}, "ImageProxySettings": {"Enable": True, "ImageProxyType": "local"}})
        self.count = 0

    def allow(self, what):
        self.admin.need("PUT", "/config/patch", {"ServiceSettings": {
            "AllowedUntrustedInternalConnections": what, "OutgoingIntegrationRequestsTimeout": 2, "EnableLinkPreviews": True}})

    # Each makes the server call `url`, and returns once that has been tried.
    def outgoing_webhook(self, url):
        hook = self.admin.need("POST", "/hooks/outgoing", {
            "team_id": self.team["id"], "channel_id": self.channel["id"], "display_name": "t", "callback_urls": [url],
            "events": ["posted", "reaction_added"]})
        post = self.admin.message(self.channel, "hello")
        self.admin.need("POST", "/reactions", {"user_id": self.admin.user["id"], "post_id": post["id"], "emoji_name": "tada"})
        at = "/integrations/deliveries?hook_id=" + hook["id"]
        wait_until(lambda: any(d["tries"] for d in self.admin.need("GET", at)), 20, "a try")
        assert all(d["state"] != "delivered" for d in self.admin.need("GET", at)), url
        self.admin.need("DELETE", "/hooks/outgoing/" + hook["id"])

    def slash_command(self, url):
        for method in "PG":
            self.count += 1
            trigger = "try%d" % self.count
            command = self.admin.need("POST", "/commands", {
                "team_id": self.team["id"], "trigger": trigger, "method": method, "url": url})
            answer = self.admin.post("/commands/execute", {"channel_id": self.channel["id"], "command": "/" + trigger})
            assert answer.status >= 400, answer
            self.admin.need("DELETE", "/commands/" + command["id"])

    def button(self, url):
        post = self.admin.message(self.channel, "press", props={"attachments": [{"actions": [
            {"id": "press", "name": "Press", "type": "button", "integration": {"url": url, "context": {}}},
            {"id": "choose", "name": "Choose", "type": "select", "options": [{"text": "a", "value": "a"}],
             "integration": {"url": url, "context": {}}}]}]})
        for action in ("press", "choose"):
            answer = self.admin.post("/posts/%s/actions/%s" % (post["id"], action), {"selected_option": "a"})
            assert answer.status >= 400, answer

    def dialog(self, url):
        for what in ("submit", "lookup"):
            answer = self.admin.post("/actions/dialogs/" + what, {
                "url": url, "callback_id": "c", "state": "s", "channel_id": self.channel["id"], "team_id": self.team["id"],
                "submission": {"query": "x", "selected_field": "y"}})
            assert answer.status >= 400, answer

    def short_link(self, url):
        answer = self.admin.get("/redirect_location?url=" + urllib.parse.quote(url, safe=""))
        assert answer.status == 200 and answer.json["location"] in ("", self.location), answer

    def picture(self, url):
        answer = self.admin.get("/image?url=" + urllib.parse.quote(url, safe=""))
        assert answer.status >= 400, answer


WAYS = ("outgoing_webhook", "slash_command", "button", "dialog", "short_link", "picture")


def main():
    with start_server() as server:
        place = Place(server)
        trap = Trap(["127.0.0.1", "::1"])
        place.location = "http://127.0.0.1:%d/" % trap.port
        onward = Trap(["127.0.0.3"], place.location)

        def written(address):
            return address.replace("{P}", str(trap.port)).replace("{R}", str(onward.port))
        for way in WAYS:
            with tally.check("%s: never an internal address" % way.replace("_", " ")):
                before = len(onward.caught)
                for address in ADDRESSES:
                    getattr(place, way)(written(address))
                    assert not trap.caught, "%s was reached" % written(address)
                assert len(onward.caught) > before, "the allowed service was not asked"
        place.allow("127.0.0.1 ::1")
        for way in WAYS:
            with tally.check("%s: what the administrator allows is reached" % way.replace("_", " ")):
                for address in REACHABLE:
                    before = len(trap.caught)
                    getattr(place, way)(written(address))
                    assert len(trap.caught) > before, "%s was not reached" % written(address)
        with tally.check("the server ends well"):
            assert server.stop() == 0, server.log_tail()
        trap.close()
        onward.close()
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
