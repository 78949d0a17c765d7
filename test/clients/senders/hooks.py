"""Programs that post to an incoming webhook: Jenkins, Alertmanager, Grafana, Gitea."""
from scene import accepted, refused
from wire import send

# Texts as those programs write them: the key order of org.json 20190722 (a HashMap), of Go's structs, HTML-safe JSON of Go.
JENKINS = ('{"icon_url":"http://jenkins.example.com/icon.png","attachments":[{"color":"good","mrkdwn_in":["pretext","text",'
           '"fields"],"fields":[{"short":false,"value":"%(text)s"}],"fallback":"%(text)s"}]%(channel)s,"text":"",'
           '"username":"jenkins"}')
JENKINS_HEAD = ["Content-Type: application/json; charset=UTF-8", "Connection: Keep-Alive",
                "User-Agent: Apache-HttpClient/4.5.10 (Java/11.0.4)", "Accept-Encoding: gzip,deflate"]
JENKINS_TEXT = (r"Build &amp; ship » é - #12 :white_check_mark: Success after 1 min 2 sec "
                r"[Open](http://jenkins.example.com/job/ship/12/)\nTest Status:\n\tPassed: 41, Failed: 0, Skipped: 1")
GO_HEAD = ["User-Agent: Alertmanager/0.30.0", "Content-Type: application/json", "Accept-Encoding: gzip"]


def check_jenkins(tally, scene):
    def publish(text, channel, path=scene.hook):
        body = JENKINS % {"text": text, "channel": ',"channel":"%s"' % channel if channel else ""}
        return send(scene.base, "POST", path, JENKINS_HEAD, body)

    with tally.check("Jenkins: a build's message, to the hook's channel, another one, and a person"):
        ann = scene.member("ann")
        direct = scene.admin.need("POST", "/channels/direct", [scene.admin.user["id"], ann.user["id"]])
        for name, channel in (("", scene.quay), ("pier", scene.pier), ("@ann", direct)):
            reply = publish(JENKINS_TEXT, name)
            assert reply.status == 200, reply  # all that the plugin looks at
            accepted(reply)
            post = scene.newest(channel)
            assert (post["message"], post["type"]) == ("", "slack_attachment"), post
            props = post["props"]
            assert (props["from_webhook"], props["override_username"]) == ("true", "jenkins"), props
            assert props["override_icon_url"] == "http://jenkins.example.com/icon.png", props
            [attachment] = props["attachments"]
            said = "Build &amp; ship » é - #12 :white_check_mark: Success after 1 min 2 sec " \
                "[Open](http://jenkins.example.com/job/ship/12/)\nTest Status:\n\tPassed: 41, Failed: 0, Skipped: 1"
            assert (attachment["color"], attachment["fallback"]) == ("good", said), attachment
            [field] = attachment["fields"]
            assert (field["value"], field["short"]) == (said, False), field

    with tally.check("Jenkins: is told why not"):
        general = "web.incoming_webhook.general.app_error"  # the one id of them all; their texts differ
        refused(publish("x", "nowhere"), 404, general)
        refused(publish("x", "@nobody"), 400, general)
        refused(publish("x", "", "/hooks/" + "a" * 26), 400, general)


def check_alertmanager(tally, scene):
    with tally.check("Alertmanager, type mattermost: every field"):
        reply = send(scene.base, "POST", scene.hook, GO_HEAD, (
            '{"text":"","channel":"pier","username":"alerts","icon_emoji":":fire:","attachments":[{"fallback":"disk full",'
            '"color":"danger","text":"\\u003chttp://am.example.com|disk\\u003e","author_name":"Prometheus","title":"[FIRING:1]",'
            '"title_link":"http://am.example.com/#/alerts","fields":[{"title":"host","value":"db1","short":true}],'
            '"footer":"am"}],"props":{"card":"# Runbook"},"priority":{"priority":"urgent","requested_ack":true}}\n'))
        assert 200 <= reply.status < 300, reply
        post = scene.newest(scene.pier)
        assert (post["props"]["override_username"], post["props"]["card"]) == ("alerts", "# Runbook"), post
        assert post["metadata"]["priority"]["priority"] == "urgent", post
        [attachment] = post["props"]["attachments"]
        assert (attachment["title"], attachment["footer"], attachment["text"]) == \
            ("[FIRING:1]", "am", "[disk](http://am.example.com)"), attachment

    with tally.check("Alertmanager, type slack"):
        accepted(send(scene.base, "POST", scene.hook, GO_HEAD, (
            '{"channel":"#quay","username":"Alertmanager","link_names":true,"attachments":[{"title":"[FIRING:1] DiskFull",'
            '"title_link":"http://am.example.com/#/alerts?receiver=x","text":"","fallback":"[FIRING:1] DiskFull | '
            'http://am.example.com","callback_id":"","footer":"","color":"danger","mrkdwn_in":["fallback","pretext","text"]}]}\n')))
        [attachment] = scene.newest(scene.quay)["props"]["attachments"]
        assert (attachment["title"], attachment["fallback"]) == \
            ("[FIRING:1] DiskFull", "[FIRING:1] DiskFull | http://am.example.com"), attachment


def check_grafana(tally, scene):
    head = ["User-Agent: Grafana", "Content-Type: application/json", "Accept-Encoding: gzip"]
    body = ('{"channel":"#pier","username":"Grafana","attachments":[{"title":"[FIRING:1] CPU","title_link":'
            '"http://grafana.example.com/alerting/list","text":"**Firing**\\n\\nValue: A=1","fallback":"[FIRING:1] CPU",'
            '"footer":"Grafana v12.1.0","footer_icon":"https://grafana.com/static/assets/img/fav32.png","color":"#D63232",'
            '"ts":1764370000,"pretext":"\\u003c!here|here\\u003e","mrkdwn_in":["pretext"]}]}')

    with tally.check("Grafana: its Slack contact point"):
        # Mattermost's own path takes the mention for a link, as it does there.
        accepted(send(scene.base, "POST", scene.hook, head, body))
        [attachment] = scene.newest(scene.pier)["props"]["attachments"]
        assert (attachment["title"], attachment["ts"], attachment["pretext"]) == \
            ("[FIRING:1] CPU", 1764370000, "[here](!here)"), attachment
        # It shows people whatever is not exactly "ok".
        refused(send(scene.base, "POST", scene.hook, head, '{"attachments":[]}'), 400,
                "web.incoming_webhook.general.app_error")


def check_gitea(tally, scene):
    with tally.check("Gitea: a push with commits, a branch without"):
        head = ["User-Agent: Go-http-client/1.1", "Content-Type: application/json", "X-Gitea-Delivery: 1",
                "X-Gitea-Event: push", "X-Gogs-Event: push", "X-GitHub-Event: push", "Accept-Encoding: gzip"]
        accepted(send(scene.base, "POST", scene.hook, head, (
            '{"channel":"#quay","text":"[\\u003chttp://git.example.com/a/b|a/b\\u003e:\\u003chttp://git.example.com/a/b/src/'
            'branch/main|main\\u003e] 1 new commit pushed by ada","username":"gitea","icon_url":"","unfurl_links":0,'
            '"link_names":0,"attachments":[{"fallback":"","color":"","title":"http://git.example.com/a/b","title_link":'
            '"http://git.example.com/a/b","text":"\\u003chttp://git.example.com/c/1|1234567\\u003e: a \\u0026lt; b - Ada"}]}')))
        post = scene.newest(scene.quay)
        assert post["message"] == "[[a/b](http://git.example.com/a/b):[main](http://git.example.com/a/b/src/branch/main)] " \
            "1 new commit pushed by ada", post["message"]
        assert post["props"]["attachments"][0]["text"].startswith("[1234567](http://git.example.com/c/1): a "), post
        accepted(send(scene.base, "POST", scene.hook, head, (
            '{"channel":"#quay","text":"branch created by ada","username":"gitea","icon_url":"","unfurl_links":0,'
            '"link_names":0,"attachments":null}')))
        assert scene.newest(scene.quay)["message"] == "branch created by ada"
