"""requests-oauthlib, unmodified, signs somebody in at the address given: an app that knows OAuth 2.0 and nothing else."""
import html.parser
import os
import sys
import urllib.parse

import requests
from lib import Api, Tally
from live import PASSWORD
from oauthlib.oauth2 import InvalidClientError, InvalidGrantError, MismatchingStateError, OAuth2Error
from requests_oauthlib import OAuth2Session

base = sys.argv[1]
tally = Tally()
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"     # the server under test has no certificate
AUTHORIZE, TOKEN, ME = base + "/oauth/authorize", base + "/oauth/access_token", base + "/api/v4/users/me"
BACK = "https://app.test/back"


class Form(html.parser.HTMLParser):
    """The hidden fields of a page's form."""

    def __init__(self, page):
        super().__init__()
        self.fields, self.action, self.texts = {}, None, []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.action = attributes["action"]
        if tag == "input":
            self.fields[attributes["name"]] = attributes["value"]

    def handle_data(self, data):
        self.texts.append(data)


class Browser:
    """What stands between the app and the server: follows no redirect, so that the app's address need not exist."""

    def __init__(self, name=None):
        self.http = requests.Session()
        if name:
            done = self.http.post(base + "/api/v4/users/login", json={"login_id": name, "password": PASSWORD},
                                  headers={"X-Requested-With": "XMLHttpRequest"})
            assert done.status_code == 200, done.text

    def open(self, address):
        return self.http.get(address, allow_redirects=False)

    def decide(self, page, decision):
        """Presses a button of the page; the address that it leads to."""
        form = Form(page.text)
        done = self.http.post(urllib.parse.urljoin(page.url, form.action), data={**form.fields, "decision": decision},
                              allow_redirects=False)
        assert done.status_code == 303, (done.status_code, done.text)
        return done.headers["Location"]


def session(client_id, **options):
    """Without a scope: the answer's is empty, as there, which the library would take for a change."""
    return OAuth2Session(client_id, redirect_uri=BACK, pkce="S256", **options)


def refused(kind, call, *arguments, **options):
    try:
        call(*arguments, **options)
    except kind as error:
        return error
    raise AssertionError("not refused")


def code_of(browser, oauth):
    """For who has agreed already: the address that the browser is sent to."""
    return browser.open(oauth.authorization_url(AUTHORIZE)[0]).headers["Location"]


Api(base).sign_up("ada")
admin = Api(base).log_in("ada", PASSWORD)
bob = admin.sign_up("bob")
admin.need("PUT", "/config/patch", {"ServiceSettings": {"SiteURL": base, "EnableDynamicClientRegistration": True}})
app = admin.need("POST", "/oauth/apps", {"name": "Tool", "homepage": "https://app.test", "callback_urls": [BACK]})
secret = app["client_secret"]
browser, oauth = Browser("bob"), session(app["id"])

with tally.check("requests-oauthlib: strangers are sent to the log-in"):
    target, _ = oauth.authorization_url(AUTHORIZE)
    assert "code_challenge_method=S256" in target
    away = Browser().open(target)
    assert away.status_code == 302 and away.headers["Location"].startswith(base + "/login?redirect_to="), away.headers

with tally.check("requests-oauthlib: the page asks; who denies sends the app away"):
    page = browser.open(target)
    assert page.status_code == 200 and "Tool" in page.text and "<script" not in page.text
    denied = urllib.parse.parse_qs(urllib.parse.urlsplit(browser.decide(page, "deny")).query)
    assert denied["error"] == ["access_denied"] and denied["state"]
    # Without the page's form nothing is given.
    forged = Browser("bob").http.post(AUTHORIZE, data={**Form(page.text).fields, "csrf_token": "x" * 26, "decision": "allow"},
                                      allow_redirects=False)
    assert forged.status_code == 401, forged.text

with tally.check("requests-oauthlib: who allows signs in: code with PKCE, tokens, the API"):
    back = browser.decide(browser.open(oauth.authorization_url(AUTHORIZE)[0]), "allow")
    refused(MismatchingStateError, oauth.fetch_token, TOKEN, client_secret=secret,
            authorization_response=back.replace("state=", "state=other"))
    first = oauth.fetch_token(TOKEN, authorization_response=back, client_secret=secret)
    assert first["expires_in"] > 3600 and first["refresh_token"]
    assert oauth.get(ME).json()["username"] == "bob"
    again = session(app["id"], state=oauth._state)
    again._code_verifier = oauth._code_verifier
    refused(InvalidGrantError, again.fetch_token, TOKEN, authorization_response=back, client_secret=secret)

with tally.check("requests-oauthlib: a wrong verifier, a wrong secret, somebody else's code"):
    other = session(app["id"])
    back = code_of(browser, other)
    good = other._code_verifier
    other._code_verifier = "w" * 64
    refused(InvalidGrantError, other.fetch_token, TOKEN, authorization_response=back, client_secret=secret)
    other._code_verifier = good
    refused(InvalidClientError, other.fetch_token, TOKEN, authorization_response=back, client_secret="wrong")
    rival = admin.need("POST", "/oauth/apps", {"name": "Rival", "homepage": "https://app.test", "callback_urls": [BACK]})
    thief = session(rival["id"], state=other._state)
    thief._code_verifier = good
    refused(InvalidGrantError, thief.fetch_token, TOKEN, authorization_response=back, client_secret=rival["client_secret"])
    assert other.fetch_token(TOKEN, authorization_response=back, client_secret=secret)["access_token"] == \
        first["access_token"], "an app holds one token of an account"

with tally.check("requests-oauthlib: refreshing gives new tokens and ends the old"):
    fresh = oauth.refresh_token(TOKEN, client_id=app["id"], client_secret=secret)
    assert fresh["access_token"] != first["access_token"] and fresh["refresh_token"] != first["refresh_token"]
    assert oauth.get(ME).status_code == 200
    assert requests.get(ME, headers={"Authorization": "Bearer " + first["access_token"]}).status_code == 401
    refused(InvalidGrantError, session(app["id"], token=first).refresh_token, TOKEN, client_id=app["id"], client_secret=secret)

with tally.check("requests-oauthlib: an app may not let in others, and is out when its user says so"):
    assert oauth.post(AUTHORIZE, json={"response_type": "code", "client_id": app["id"],
                                       "redirect_uri": BACK}).status_code == 403
    listed = bob.need("GET", "/users/me/oauth/apps/authorized")
    assert [a["name"] for a in listed] == ["Tool"] and not listed[0]["client_secret"]
    bob.need("POST", "//oauth/deauthorize", {"client_id": app["id"]})
    assert oauth.get(ME).status_code == 401
    refused(InvalidGrantError, oauth.refresh_token, TOKEN, client_id=app["id"], client_secret=secret)
    assert browser.open(oauth.authorization_url(AUTHORIZE)[0]).status_code == 200, "it is asked for again"

with tally.check("requests-oauthlib: a client finds the server's addresses, registers itself and signs in without a secret"):
    told = requests.get(base + "/.well-known/oauth-authorization-server").json()
    assert told["authorization_endpoint"] == AUTHORIZE and "S256" in told["code_challenge_methods_supported"]
    asked = requests.post(told["registration_endpoint"], json={"client_name": "CLI", "redirect_uris": [BACK],
                                                               "token_endpoint_auth_method": "none"})
    assert asked.status_code == 201 and "client_secret" not in asked.json(), asked.text
    public = session(asked.json()["client_id"])
    page = browser.open(public.authorization_url(told["authorization_endpoint"])[0])
    assert "CLI" in page.text
    back = browser.decide(page, "allow")
    bare = session(asked.json()["client_id"], state=public._state)
    bare._pkce = None
    error = refused(OAuth2Error, bare.fetch_token, told["token_endpoint"], authorization_response=back, include_client_id=True)
    assert error.error == "invalid_request" and "code_verifier" in error.description, error
    token = public.fetch_token(told["token_endpoint"], authorization_response=back, include_client_id=True)
    assert not token["refresh_token"] and public.get(ME).json()["username"] == "bob"

with tally.check("requests-oauthlib: who is deactivated signs in nowhere"):
    admin.need("PUT", "/users/%s/active" % bob.need("GET", "/users/me")["id"], {"active": False})
    assert public.get(ME).status_code == 401

sys.exit(tally.finish())
