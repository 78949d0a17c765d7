"""A team with a channel, an incoming webhook to it, and what was posted there."""
from lib import Api


class Scene:
    def __init__(self, base):
        self.base = base
        self.admin = Api(base).sign_up("admin")
        self.admin.need("PUT", "/config/patch", {"ServiceSettings": {
            "EnablePostUsernameOverride": True, "EnablePostIconOverride": True, "EnableBotAccountCreation": True,
            "EnableUserAccessTokens": True}})
        self.team = self.admin.team("harbour")
        self.quay = self.admin.channel(self.team, "quay")
        self.pier = self.admin.channel(self.team, "pier")
        self.hook = "/hooks/" + self.admin.incoming_hook(self.quay)["id"]

    def newest(self, channel):
        """The newest post of a channel."""
        posts = self.admin.need("GET", "/channels/%s/posts?per_page=1" % channel["id"])
        return posts["posts"][posts["order"][0]]

    def member(self, username):
        """A new account in the team."""
        person = self.admin.sign_up(username)
        self.admin.need("POST", "/teams/%s/members" % self.team["id"],
                        {"team_id": self.team["id"], "user_id": person.user["id"]})
        return person


def accepted(reply):
    """What Slack's senders call success: the two letters, as text."""
    assert (reply.status, reply.body, reply.headers["content-type"].split(";")[0]) == (200, b"ok", "text/plain"), reply


def refused(reply, status, error_id):
    """A refusal that a sender can log: JSON with text, id and status."""
    told = reply.json
    assert (reply.status, told["id"], told["status_code"]) == (status, error_id, status), reply
    assert reply.headers["content-type"] == "application/json" and told["message"] and told["request_id"], reply
