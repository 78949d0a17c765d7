"""mattermostdriver, unmodified, against the server at the address given."""
import sys

from lib import Tally
from live import PASSWORD, Live, refusal, where
from mattermostdriver import Driver
from mattermostdriver.exceptions import (InvalidOrMissingParameters, NoAccessTokenProvided, NotEnoughPermissions,
                                         ResourceNotFound)

base = sys.argv[1]
tally = Tally()
nobody = "a" * 26


def driver(name=None, **options):
    return Driver({**where(base), "login_id": name, "password": PASSWORD, **options})


def account(name):
    return {"username": name, "email": name + "@example.com", "password": PASSWORD}


ada, bob, cyd, strange = (driver(n) for n in ("ada", "bob", "cyd", "strange"))

with tally.check("mattermostdriver: accounts sign up, the first is the system admin, and log in"):
    refusal(NoAccessTokenProvided, ada.users.get_user, "me")
    ada.users.create_user(account("ada"))
    assert "system_admin" in ada.login()["roles"]
    for person, name in ((bob, "bob"), (cyd, "cyd"), (strange, "strange")):
        assert ada.users.create_user(account(name))["roles"] == "system_user"
        assert person.login()["username"] == name
        assert person.users.get_user("me")["id"] == person.client.userid
    refusal(NoAccessTokenProvided, driver("bob", password="wrong-" + PASSWORD).login)
    refusal(InvalidOrMissingParameters, ada.users.create_user, account("bob"))
    by_token = driver(token=bob.client.token)
    assert by_token.login()["username"] == "bob"

with tally.check("mattermostdriver: the WebSocket's hello comes first"):
    bob_live, cyd_live = Live(bob), Live(cyd)
    assert (bob_live.hello["seq"], len(bob_live.hello["data"]["connection_id"])) == (0, 26)

with tally.check("mattermostdriver: a team and channels"):
    team = ada.teams.create_team({"name": "harbour", "display_name": "Harbour", "type": "O"})
    for person in (bob, cyd):
        ada.teams.add_user_to_team(team["id"], {"team_id": team["id"], "user_id": person.client.userid})
    assert cyd_live.expect("added_to_team")["data"]["team_id"] == team["id"]
    room = bob.channels.create_channel({"team_id": team["id"], "name": "quay", "display_name": "Quay", "type": "O"})
    vault = bob.channels.create_channel({"team_id": team["id"], "name": "vault", "display_name": "Vault", "type": "P"})
    bob_live.expect("channel_created", lambda e: e["data"]["channel_id"] == vault["id"])
    bob.channels.add_user(room["id"], {"user_id": cyd.client.userid})
    cyd_live.expect("user_added", lambda e: e["data"]["user_id"] == cyd.client.userid
                    and e["broadcast"]["channel_id"] == room["id"])
    assert bob.channels.patch_channel(room["id"], {"header": "Ships"})["header"] == "Ships"
    assert cyd.channels.get_channel_by_name(team["id"], "quay")["header"] == "Ships"
    refusal(NotEnoughPermissions, cyd.channels.get_channel, vault["id"])
    refusal(ResourceNotFound, bob.channels.get_channel, nobody)
    refusal(ResourceNotFound, strange.channels.get_channel_by_name, team["id"], "vault")

with tally.check("mattermostdriver: posts arrive, are changed and removed"):
    post = bob.posts.create_post({"channel_id": room["id"], "message": "Ship ahoy @cyd, 船が着いた"})
    event, come = cyd_live.expect_carrying("posted", "post", id=post["id"])
    assert (come["message"], event["data"]["sender_name"], event["data"]["channel_type"]) == (post["message"], "@bob", "O")
    assert cyd.posts.get_posts_for_channel(room["id"])["order"][0] == post["id"]
    assert bob.posts.patch_post(post["id"], {"message": "Ship away"})["message"] == "Ship away"
    cyd_live.expect_carrying("post_edited", "post", id=post["id"], message="Ship away")
    refusal(NotEnoughPermissions, cyd.posts.patch_post, post["id"], {"message": "mine"})
    refusal(NotEnoughPermissions, cyd.posts.delete_post, post["id"])
    cyd.posts.pin_post_to_channel(post["id"])
    assert bob.channels.get_channel_pinned_posts(room["id"])["order"] == [post["id"]]
    bob.posts.delete_post(post["id"])
    cyd_live.expect_carrying("post_deleted", "post", id=post["id"])
    refusal(ResourceNotFound, bob.posts.get_post, post["id"])
    refusal(NotEnoughPermissions, strange.posts.create_post, {"channel_id": room["id"], "message": "hello?"})

with tally.check("mattermostdriver: reactions and threads"):
    root = bob.posts.create_post({"channel_id": room["id"], "message": "lunch?"})
    cyd.reactions.create_reaction({"user_id": cyd.client.userid, "post_id": root["id"], "emoji_name": "pizza"})
    bob_live.expect_carrying("reaction_added", "reaction", post_id=root["id"], emoji_name="pizza")
    # The library asks for /posts/{id}//reactions.
    assert [r["user_id"] for r in bob.reactions.get_reactions_of_post(root["id"])] == [cyd.client.userid]
    cyd.reactions.delete_reaction(cyd.client.userid, root["id"], "pizza")
    bob_live.expect_carrying("reaction_removed", "reaction", post_id=root["id"])
    reply = cyd.posts.create_post({"channel_id": room["id"], "root_id": root["id"], "message": "yes"})
    bob_live.expect_carrying("posted", "post", id=reply["id"], root_id=root["id"])
    assert set(bob.posts.get_thread(root["id"])["posts"]) == {root["id"], reply["id"]}
    refusal(InvalidOrMissingParameters, bob.posts.create_post,
            {"channel_id": room["id"], "root_id": nobody, "message": "lost"})

with tally.check("mattermostdriver: direct and group channels"):
    direct = bob.channels.create_direct_message_channel([bob.client.userid, cyd.client.userid])
    private = bob.posts.create_post({"channel_id": direct["id"], "message": "between us"})
    event, _ = cyd_live.expect_carrying("posted", "post", id=private["id"])
    assert (event["data"]["channel_type"], event["data"]["team_id"]) == ("D", "")
    group = bob.channels.create_group_message_channel([bob.client.userid, cyd.client.userid, ada.client.userid])
    assert group["type"] == "G"
    refusal(NotEnoughPermissions, strange.posts.get_posts_for_channel, direct["id"])

with tally.check("mattermostdriver: search, preferences, status, reading"):
    found = bob.posts.create_post({"channel_id": room["id"], "message": "the marmalade is out"})
    assert cyd.posts.search_for_team_posts(team["id"], {"terms": "marmalade", "is_or_search": False})["order"] == [found["id"]]
    preference = {"user_id": bob.client.userid, "category": "theme", "name": "", "value": "{}"}
    bob.preferences.save_user_preferences(bob.client.userid, [preference])
    bob_live.expect("preferences_changed")
    assert bob.preferences.list_user_preferences_by_category(bob.client.userid, "theme") == [preference]
    bob.status.update_user_status(bob.client.userid, {"user_id": bob.client.userid, "status": "dnd"})
    bob_live.expect("status_change", lambda e: e["data"]["status"] == "dnd")
    assert cyd.status.get_user_status(bob.client.userid)["status"] == "dnd"
    assert cyd.channels.view_channel("me", {"channel_id": room["id"]})["status"] == "OK"
    assert [u["username"] for u in bob.users.search_users({"term": "cy", "team_id": team["id"]})] == ["cyd"]

with tally.check("mattermostdriver: a channel is left and archived; log-out"):
    bob.channels.remove_channel_member(room["id"], cyd.client.userid)
    cyd_live.expect("user_removed", lambda e: e["data"].get("channel_id") == room["id"])
    bob.channels.delete_channel(room["id"])
    bob_live.expect("channel_deleted", lambda e: e["data"]["channel_id"] == room["id"])
    refusal(InvalidOrMissingParameters, bob.posts.create_post, {"channel_id": room["id"], "message": "too late"})
    token = cyd.client.token
    assert cyd.logout()["status"] == "OK"
    refusal(NoAccessTokenProvided, driver(token=token).login)

sys.exit(tally.finish())
