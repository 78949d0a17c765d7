"""mattermostautodriver, unmodified, against the server at the address given."""
import sys

from lib import Tally
from live import PASSWORD, Live, refusal, where
from mattermostautodriver import TypedDriver
from mattermostautodriver.exceptions import (InvalidOrMissingParameters, NoAccessTokenProvided, NotEnoughPermissions,
                                             ResourceNotFound)

base = sys.argv[1]
tally = Tally()
nobody = "a" * 26


def driver(name=None, **options):
    return TypedDriver({**where(base), "login_id": name, "password": PASSWORD, **options})


def sign_up(by, name):
    return by.users.create_user(email=name + "@example.com", username=name, password=PASSWORD)


def error_id(kind, call, *arguments, **options):
    error = refusal(kind, call, *arguments, **options)
    assert error.request_id, "a refusal names its request"
    return error.error_id


forbidden = "api.context.permissions.app_error"
ada, bob, cyd, strange = (driver(n) for n in ("ada", "bob", "cyd", "strange"))

with tally.check("mattermostautodriver: accounts sign up, the first is the system admin, and log in"):
    assert error_id(NoAccessTokenProvided, ada.users.get_user, "me") == "api.context.session_expired.app_error"
    sign_up(ada, "ada")
    assert "system_admin" in ada.login()["roles"]
    for person, name in ((bob, "bob"), (cyd, "cyd"), (strange, "strange")):
        assert sign_up(ada, name)["roles"] == "system_user"
        assert person.login()["username"] == name
    wrong = driver("bob", password="wrong-" + PASSWORD)
    assert error_id(NoAccessTokenProvided, wrong.login) == "api.user.login.invalid_credentials_email_username"
    assert driver(token=bob.client.token).login()["id"] == bob.client.userid

with tally.check("mattermostautodriver: a team, channels, and live events"):
    bob_live, cyd_live = Live(bob), Live(cyd)
    team = ada.teams.create_team(name="harbour", display_name="Harbour", type="O")
    for person in (bob, cyd):
        ada.teams.add_team_member(team["id"], user_id=person.client.userid)
    assert cyd_live.expect("added_to_team")["data"]["team_id"] == team["id"]
    room = bob.channels.create_channel(team_id=team["id"], name="quay", display_name="Quay", type="O")
    vault = bob.channels.create_channel(team_id=team["id"], name="vault", display_name="Vault", type="P")
    bob.channels.add_channel_member(room["id"], user_id=cyd.client.userid)
    cyd_live.expect("user_added", lambda e: e["broadcast"]["channel_id"] == room["id"])
    assert error_id(NotEnoughPermissions, cyd.channels.get_channel, vault["id"]) == forbidden
    assert error_id(ResourceNotFound, bob.channels.get_channel, nobody) == "app.channel.get.existing.app_error"

with tally.check("mattermostautodriver: posts, threads, reactions"):
    root = bob.posts.create_post(channel_id=room["id"], message="Ship ahoy @cyd, 船が着いた")
    _, come = cyd_live.expect_carrying("posted", "post", id=root["id"])
    assert come["message"] == root["message"]
    assert bob.posts.patch_post(root["id"], message="Ship away")["message"] == "Ship away"
    cyd_live.expect_carrying("post_edited", "post", id=root["id"], message="Ship away")
    reply = cyd.posts.create_post(channel_id=room["id"], message="aye", root_id=root["id"])
    bob_live.expect_carrying("posted", "post", id=reply["id"], root_id=root["id"])
    assert set(bob.posts.get_post_thread(root["id"])["posts"]) == {root["id"], reply["id"]}
    bob.reactions.save_reaction({"user_id": bob.client.userid, "post_id": reply["id"], "emoji_name": "tada"})
    cyd_live.expect_carrying("reaction_added", "reaction", post_id=reply["id"], emoji_name="tada")
    assert error_id(NotEnoughPermissions, cyd.posts.patch_post, root["id"], message="mine") == forbidden
    assert error_id(NotEnoughPermissions, strange.posts.create_post, channel_id=room["id"], message="?") == forbidden
    assert error_id(InvalidOrMissingParameters, bob.posts.create_post, channel_id=room["id"], message="lost",
                    root_id=nobody) == "api.post.create_post.root_id.app_error"
    found = cyd.posts.search_posts(team["id"], terms="away", is_or_search=False)
    assert found["order"] == [root["id"]], found["order"]
    cyd.posts.delete_post(reply["id"])
    bob_live.expect_carrying("post_deleted", "post", id=reply["id"])
    assert error_id(ResourceNotFound, bob.posts.get_post, reply["id"]) == "app.post.get.app_error"

with tally.check("mattermostautodriver: direct and group channels, preferences, status, reading"):
    direct = bob.channels.create_direct_channel([bob.client.userid, cyd.client.userid])
    assert bob.channels.create_group_channel([bob.client.userid, cyd.client.userid, ada.client.userid])["type"] == "G"
    private = bob.posts.create_post(channel_id=direct["id"], message="between us")
    cyd_live.expect_carrying("posted", "post", id=private["id"])
    preference = {"user_id": bob.client.userid, "category": "theme", "name": "", "value": "{}"}
    bob.preferences.update_preferences(bob.client.userid, [preference])
    assert preference in bob.preferences.get_preferences("me")
    bob.status.update_user_status(bob.client.userid, status="away")
    assert cyd.status.get_user_status(bob.client.userid)["status"] == "away"
    assert cyd.channels.view_channel("me", channel_id=room["id"])["status"] == "OK"

with tally.check("mattermostautodriver: after the log-out the token is worth nothing"):
    token = cyd.client.token
    cyd.logout()
    assert error_id(NoAccessTokenProvided, driver(token=token).login) == "api.context.session_expired.app_error"

sys.exit(tally.finish())
