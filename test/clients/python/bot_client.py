"""A bot of mmpy-bot with a plugin of its own, unmodified library, on the server at the address given.

The people who talk to it use test/lib's client; the bot's own account and token are made as its manual says.
"""
import asyncio
import http.server
import json
import re
import sys
import threading
import urllib.parse
import urllib.request

from lib import Api, Tally, free_port, wait_until
from live import PASSWORD
from mmpy_bot import ActionEvent, Bot, Plugin, Settings, listen_to, listen_webhook

base = sys.argv[1]
tally = Tally()


class Harbour(Plugin):
    """Answers in every way that the library has."""

    def __init__(self):
        super().__init__()
        self.heard = []

    @listen_to(r"^add (\d+) (\d+)$", re.IGNORECASE)
    async def add(self, message, one, other):
        self.heard.append((message.sender_name, message.channel_name, message.team_id, message.mentions))
        self.driver.reply_to(message, str(int(one) + int(other)))

    @listen_to("^like this$")
    async def like(self, message):
        self.driver.react_to(message, "+1")

    @listen_to("^secret$", needs_mention=True)
    def secret(self, message):  # a plain function runs on the library's thread pool
        self.driver.reply_to(message, "only for you", direct=True)

    @listen_to("^who am I$", direct_only=True)
    async def who(self, message):
        self.driver.create_post(message.channel_id, self.driver.get_user_info(message.user_id)["username"])

    @listen_to("^which tide$")
    async def ask(self, message):
        self.driver.reply_to(message, "", props={"attachments": [{"text": "Which?", "actions": [
            {"id": "high", "name": "High", "integration": {"url": HOOKS + "/chosen", "context": {"tide": "high"}}}]}]})

    @listen_webhook("^chosen$")
    async def chosen(self, event):
        assert isinstance(event, ActionEvent)
        self.driver.respond_to_web(event, {"update": {"message": "%s tide" % event.context["tide"], "props": {}},
                                           "ephemeral_text": "noted"})

    @listen_webhook("^lookout$")
    async def lookout(self, event):
        self.driver.respond_to_web(event, {"text": "%s said: %s" % (event.body["user_name"], event.text)})

    @listen_webhook("^forecast$")
    async def forecast(self, event):
        self.driver.respond_to_web(event, {"response_type": "in_channel", "text": "%s: fair" % event.text})


class Gateway(http.server.BaseHTTPRequestHandler):
    """The address of a slash command: hands its form to the bot's own webhook server, which takes JSON alone."""

    def do_POST(self):
        form = urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True)
        request = urllib.request.Request(HOOKS + "/forecast", json.dumps(dict(form)).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            body = answer.read()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


HOOKS_PORT = free_port()
HOOKS = "http://127.0.0.1:%d/hooks" % HOOKS_PORT
gateway = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
threading.Thread(target=gateway.serve_forever, daemon=True).start()


def replies(api, channel, by, text, root_id=None):
    """The bot's posts with that text in a channel."""
    posts = api.need("GET", "/channels/%s/posts" % channel["id"])["posts"].values()
    return [p for p in posts if p["user_id"] == by and p["message"] == text and root_id in (None, p["root_id"])]


with tally.check("mmpy-bot: logs in with a bot's token, on its own account"):
    admin = Api(base).sign_up("admin", PASSWORD)
    admin.need("PUT", "/config/patch", {"ServiceSettings": {
        "EnableBotAccountCreation": True, "EnableUserAccessTokens": True, "AllowedUntrustedInternalConnections": "127.0.0.1"}})
    team = admin.team("harbour")
    ada = admin.sign_up("ada", PASSWORD)
    account = admin.need("POST", "/bots", {"username": "pilot", "display_name": "Pilot"})
    token = admin.need("POST", "/users/%s/tokens" % account["user_id"], {"description": "mmpy"})["token"]
    for user_id in (ada.user["id"], account["user_id"]):
        admin.need("POST", "/teams/%s/members" % team["id"], {"team_id": team["id"], "user_id": user_id})
    town = ada.need("GET", "/teams/%s/channels/name/town-square" % team["id"])
    host, port = base.rsplit(":", 1)
    plugin = Harbour()
    made = []

    def run():
        # Made where it runs: the library gives its webhook server's queue to this thread's loop.
        asyncio.set_event_loop(asyncio.new_event_loop())
        made.append(Bot(settings=Settings(
            MATTERMOST_URL=host, MATTERMOST_PORT=int(port), BOT_TOKEN=token, BOT_TEAM="harbour", SSL_VERIFY=False,
            WEBHOOK_HOST_ENABLED=True, WEBHOOK_HOST_PORT=HOOKS_PORT), plugins=[plugin], enable_logging=False))
        made[0].run()
    threading.Thread(target=run, daemon=True).start()
    bot = wait_until(lambda: made, what="the bot")[0]
    assert (bot.driver.username, bot.driver.user_id) == ("pilot", account["user_id"])
    # It is there once its WebSocket makes it seen online.
    wait_until(lambda: bot.driver.websocket is not None, what="the bot's WebSocket")

pilot = account["user_id"]

with tally.check("mmpy-bot: answers to a message in its thread"):
    # What is said before its WebSocket has said hello is not heard: say it until it is.
    def asked():
        question = ada.message(town, "add 2 40")
        try:
            return wait_until(lambda: replies(ada, town, pilot, "42", question["id"]), seconds=1)
        except TimeoutError:
            return None
    assert len(wait_until(asked, seconds=15, what="the bot's answer")) == 1
    assert plugin.heard[0] == ("ada", "town-square", team["id"], []), plugin.heard

with tally.check("mmpy-bot: reacts, and answers directly when mentioned"):
    liked = ada.message(town, "like this")
    reactions = wait_until(lambda: ada.get("/posts/%s/reactions" % liked["id"]).json, what="the bot's reaction")
    assert [(r["user_id"], r["emoji_name"]) for r in reactions] == [(pilot, "+1")]
    ada.message(town, "secret")
    ada.message(town, "@pilot secret")
    direct = ada.need("POST", "/channels/direct", [ada.user["id"], pilot])
    wait_until(lambda: replies(ada, direct, pilot, "only for you"), what="the direct answer")
    assert len(replies(ada, direct, pilot, "only for you")) == 1
    ada.message(direct, "who am I")
    wait_until(lambda: replies(ada, direct, pilot, "ada"), what="the answer to who am I")

with tally.check("mmpy-bot: a button of its message calls its webhook server, and it updates the message"):
    question = ada.message(town, "which tide")
    asked = wait_until(lambda: [p for p in ada.need("GET", "/posts/%s/thread" % question["id"])["posts"].values()
                                if p["user_id"] == pilot], what="the bot's question")[0]
    action = asked["props"]["attachments"][0]["actions"][0]
    assert "integration" not in action, action
    pressed = ada.need("POST", "/posts/%s/actions/%s" % (asked["id"], action["id"]), {})
    assert pressed["status"] == "OK", pressed
    assert ada.need("GET", "/posts/" + asked["id"])["message"] == "high tide"

with tally.check("mmpy-bot: an outgoing webhook is heard by its listener, and what it answers is posted"):
    hook = admin.need("POST", "/hooks/outgoing", {"team_id": team["id"], "channel_id": town["id"], "display_name": "lookout",
                                                  "trigger_words": ["ahoy"], "callback_urls": [HOOKS + "/lookout"],
                                                  "content_type": "application/json"})
    ada.message(town, "ahoy there")
    wait_until(lambda: [p for p in ada.need("GET", "/channels/%s/posts" % town["id"])["posts"].values()
                        if p["message"] == "ada said: ahoy there"], what="the webhook's answer")
    wait_until(lambda: [d for d in admin.need("GET", "/integrations/deliveries?hook_id=" + hook["id"]) if d["state"] == "delivered"],
               what="the delivery's end")

with tally.check("mmpy-bot: a slash command is answered by its webhook server"):
    command = admin.need("POST", "/commands", {"team_id": team["id"], "trigger": "forecast", "method": "P",
                                               "url": "http://127.0.0.1:%d/" % gateway.server_port})
    answer = ada.need("POST", "/commands/execute", {"channel_id": town["id"], "command": "/forecast Tokyo"})
    assert answer["text"] == "Tokyo: fair", answer
    assert [p for p in ada.need("GET", "/channels/%s/posts" % town["id"])["posts"].values() if p["message"] == "Tokyo: fair"]
    calls = admin.need("GET", "/integrations/deliveries?hook_id=" + command["id"])
    assert [(c["event"], c["state"], c["attempts"][0]["status"]) for c in calls] == [("command", "delivered", 200)], calls

with tally.check("mmpy-bot: hears nothing of channels that it is not in"):
    vault = ada.need("POST", "/channels", {"team_id": team["id"], "name": "vault", "display_name": "Vault", "type": "P"})
    ada.message(vault, "add 1 1")
    last = ada.message(town, "add 1 2")  # heard after the other, had that been heard
    wait_until(lambda: replies(ada, town, pilot, "3", last["id"]), what="the bot's answer")
    assert not replies(ada, vault, pilot, "2")
    assert [h[1] for h in plugin.heard if h[1] == "vault"] == []

sys.exit(tally.finish())
