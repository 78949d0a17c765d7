-- What Renkei keeps beyond Mattermost's tables, all under rk_. How this text is read: 0001_mattermost_schema.sql.

-- Every call of an incoming webhook that is kept: what came, from where, and what became of it in plain words. Read by
-- hook, newest first; the key's order is the order of arrival, so an insert touches the end of the hook's part only.
CREATE TABLE IF NOT EXISTS rk_hook_calls (
    hookid varchar(26) NOT NULL,
    createat int8 NOT NULL,
    id varchar(26) NOT NULL,
    sourceip varchar(64) NOT NULL DEFAULT '',
    syntax varchar(16) NOT NULL DEFAULT '', -- whose meaning the body has: '' Mattermost's, 'slack' Slack's
    contenttype text NOT NULL DEFAULT '',
    headers text NOT NULL DEFAULT '', -- a JSON object; without Authorization, Cookie and other secrets
    body text NOT NULL DEFAULT '', -- '' when the post holds everything that was sent
    verdict text NOT NULL DEFAULT '', -- what became of it, for people
    statuscode int4 NOT NULL DEFAULT 0,
    postid varchar(26) NOT NULL DEFAULT '', -- '' when no post was made
    error text NOT NULL DEFAULT '', -- the answer's text when it was refused
    PRIMARY KEY (hookid, createat, id)
);

-- Posts of a webhook by the sender's own key, so that a later call with that key changes the post in place.
CREATE TABLE IF NOT EXISTS rk_hook_posts (
    hookid varchar(26) NOT NULL,
    key varchar(256) NOT NULL,
    postid varchar(26) NOT NULL,
    createat int8 NOT NULL,
    PRIMARY KEY (hookid, key)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX IF NOT EXISTS rk_hook_posts_postid ON rk_hook_posts (postid);

-- Calls that named an Idempotency-Key, so that a repeated call finds its post. Swept by age.
CREATE TABLE IF NOT EXISTS rk_idempotency (
    hookid varchar(26) NOT NULL,
    idempotencykey varchar(256) NOT NULL,
    postid varchar(26) NOT NULL,
    createat int8 NOT NULL,
    PRIMARY KEY (hookid, idempotencykey)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX IF NOT EXISTS rk_idempotency_createat ON rk_idempotency (createat);

-- Versions of the settings as a JSON object, the newest of which counts.
CREATE TABLE IF NOT EXISTS rk_config (
    id varchar(26) NOT NULL,
    value text NOT NULL,
    createat int8 NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS rk_config_createat ON rk_config (createat);

-- How far a follower of the posts (the search indexer) has come: everything up to updateat, and of that very
-- millisecond everything up to postid, is done.
CREATE TABLE IF NOT EXISTS rk_search_progress (
    name varchar(64) NOT NULL,
    updateat int8 NOT NULL,
    postid varchar(26) NOT NULL DEFAULT '',
    PRIMARY KEY (name)
);
