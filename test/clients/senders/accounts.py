"""Programs that log in: outlook-matters (.NET) and Zabbix's media type, which keeps to exact statuses."""
import json

from wire import send

ZABBIX_HEAD = ["Accept: */*", "Content-Type: application/json; charset=utf-8"]


def check_outlook(tally, scene):
    ola = scene.member("ola")

    def post(path, body, *more):
        head = ["Content-Type: application/json", *more, "Expect: 100-continue"]
        return send(scene.base, "POST", path, head, body, await_continue=True)

    with tally.check("outlook-matters: logs in, finds its team, lists channels, posts, reads a post"):
        login = post("/api/v4/users/login", '{"login_id":"ola","password":"correct-horse-1"}')
        assert login.status == 200, login
        token = login.headers["token"]
        bearer = "Authorization: Bearer " + token
        teams = send(scene.base, "GET", "/api/v4/users/me/teams", [bearer]).json
        [team] = [t for t in teams if "harbour" in (t["name"], t["id"])]
        channels = send(scene.base, "GET", "/api/v4/users/me/teams/%s/channels" % team["id"], [bearer]).json
        # Its enum knows these three alone; another letter would throw.
        assert channels and all(c["type"] in ("O", "P", "D") and c["display_name"] for c in channels), channels
        [town] = [c for c in channels if c["display_name"] == "Town Square"]
        sent = post("/api/v4/posts", json.dumps({"id": None, "channel_id": town["id"], "message": "Von: Ola\r\n> Grüße",
                                                 "root_it": None}, separators=(",", ":"), ensure_ascii=False), bearer)
        assert sent.status == 201 and len(sent.json["id"]) == 26, sent
        got = send(scene.base, "GET", "/api/v4/posts/" + sent.json["id"], ["Content-Type: application/json", bearer])
        assert got.status == 200 and (got.json["id"], got.json["channel_id"]) == (sent.json["id"], town["id"]), got
        assert (got.json["message"], got.json["root_id"]) == ("Von: Ola\r\n> Grüße", ""), got

    with tally.check("outlook-matters: every error has the four texts that it reads"):
        for reply in (post("/api/v4/users/login", '{"login_id":"ola","password":"wrong"}'),
                      send(scene.base, "GET", "/api/v4/users/me/teams", ["Authorization: Bearer " + "a" * 26]),
                      send(scene.base, "GET", "/api/v4/posts/" + "a" * 26, ["Authorization: Bearer " + ola.token]),
                      send(scene.base, "GET", "/api/v3/users/initial_load", ["Authorization: Bearer " + ola.token])):
            assert reply.status in (401, 403, 404), reply
            error = reply.json
            assert isinstance(error["message"], str) and error["message"] and error["request_id"], error
            assert isinstance(error["detailed_error"], str) and error["status_code"] == reply.status, error


def check_zabbix(tally, scene):
    account = scene.admin.need("POST", "/bots", {"username": "zabbix", "display_name": "Zabbix"})
    token = scene.admin.need("POST", "/users/%s/tokens" % account["user_id"], {"description": "zabbix"})["token"]
    scene.admin.need("POST", "/teams/%s/members" % scene.team["id"],
                     {"team_id": scene.team["id"], "user_id": account["user_id"]})
    scene.admin.need("POST", "/channels/%s/members" % scene.quay["id"], {"user_id": account["user_id"]})
    zoe = scene.member("zoe")

    def call(method, path, value, expected):
        """Zabbix sends a body with GET, too, and throws unless the status is the one that it names."""
        head = [*ZABBIX_HEAD, "Authorization: Bearer " + token]
        reply = send(scene.base, method, "/api/v4/" + path, head, json.dumps(value, separators=(",", ":")))
        assert reply.status == expected, reply
        return reply.json

    def message(color):
        return {"fallback": "Problem: disk", "title": "Problem: disk", "color": color,
                "title_link": "http://z.example.com/tr_events.php", "footer": "http://z.example.com/tr_events.php",
                "fields": [{"title": "Host", "value": "db1 [10.0.0.1]", "short": True}]}

    with tally.check("Zabbix: a problem, its update, its end, in a channel"):
        channel = call("GET", "teams/name/harbour/channels/name/quay", {}, 200)
        assert call("GET", "channels/" + channel["id"], {}, 200)["name"] == "quay"
        assert call("GET", "teams/" + channel["team_id"], {}, 200)["name"] == "harbour"
        post = call("POST", "posts", {"channel_id": channel["id"], "props": {"attachments": [message("#E45959")]}}, 201)
        call("POST", "posts", {"channel_id": channel["id"], "props": {"attachments": [message("#E45959")]},
                               "root_id": post["id"]}, 201)
        call("PUT", "posts/" + post["id"], {"channel_id": channel["id"], "props": {"attachments": [message("#009900")]},
                                            "id": post["id"]}, 200)
        kept = scene.admin.need("GET", "/posts/" + post["id"])
        assert (kept["message"], kept["props"]["attachments"][0]["color"]) == ("", "#009900"), kept
        assert kept["props"]["attachments"][0]["fields"][0]["value"] == "db1 [10.0.0.1]", kept

    with tally.check("Zabbix: to a person, and refused with the text that it shows"):
        bot = call("GET", "users/me", {}, 200)
        user = call("GET", "users/username/zoe", {}, 200)
        direct = call("POST", "channels/direct", [bot["id"], user["id"]], 201)
        post = call("POST", "posts", {"channel_id": direct["id"], "props": {"attachments": [message("#97AAB3")]}}, 201)
        assert zoe.need("GET", "/posts/" + post["id"])["user_id"] == account["user_id"]
        error = call("GET", "users/username/nobody-here", {}, 404)
        assert error["status_code"] == 404 and error["message"], error
