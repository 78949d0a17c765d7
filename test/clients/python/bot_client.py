"""A bot of mmpy-bot with a plugin of its own, unmodified library, on the server at the address given.

The people who talk to it use test/lib's client; the bot's own account and token are made as its manual says.
"""
import asyncio
import re
import sys
import threading

from lib import Api, Tally, wait_until
from live import PASSWORD
from mmpy_bot import Bot, Plugin, Settings, listen_to

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


def replies(api, channel, by, text, root_id=None):
    """The bot's posts with that text in a channel."""
    posts = api.need("GET", "/channels/%s/posts" % channel["id"])["posts"].values()
    return [p for p in posts if p["user_id"] == by and p["message"] == text and root_id in (None, p["root_id"])]


with tally.check("mmpy-bot: logs in with a bot's token, on its own account"):
    admin = Api(base).sign_up("admin", PASSWORD)
    admin.need("PUT", "/config/patch", {"ServiceSettings": {"EnableBotAccountCreation": True, "EnableUserAccessTokens": True}})
    team = admin.team("harbour")
    ada = admin.sign_up("ada", PASSWORD)
    account = admin.need("POST", "/bots", {"username": "pilot", "display_name": "Pilot"})
    token = admin.need("POST", "/users/%s/tokens" % account["user_id"], {"description": "mmpy"})["token"]
    for user_id in (ada.user["id"], account["user_id"]):
        admin.need("POST", "/teams/%s/members" % team["id"], {"team_id": team["id"], "user_id": user_id})
    town = ada.need("GET", "/teams/%s/channels/name/town-square" % team["id"])
    host, port = base.rsplit(":", 1)
    plugin = Harbour()
    bot = Bot(settings=Settings(MATTERMOST_URL=host, MATTERMOST_PORT=int(port), BOT_TOKEN=token, BOT_TEAM="harbour",
                                SSL_VERIFY=False), plugins=[plugin], enable_logging=False)
    assert (bot.driver.username, bot.driver.user_id) == ("pilot", account["user_id"])

    def run():
        asyncio.set_event_loop(asyncio.new_event_loop())
        bot.run()
    threading.Thread(target=run, daemon=True).start()
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

with tally.check("mmpy-bot: hears nothing of channels that it is not in"):
    vault = ada.need("POST", "/channels", {"team_id": team["id"], "name": "vault", "display_name": "Vault", "type": "P"})
    ada.message(vault, "add 1 1")
    last = ada.message(town, "add 1 2")  # heard after the other, had that been heard
    wait_until(lambda: replies(ada, town, pilot, "3", last["id"]), what="the bot's answer")
    assert not replies(ada, vault, pilot, "2")
    assert [h[1] for h in plugin.heard if h[1] == "vault"] == []

sys.exit(tally.finish())
