-- A new post or a kept call writes as few pages as it can: what only changed posts or replies need an index for is indexed
-- for them alone, and a call's row stands in its key. (PostgreSQL keeps Mattermost's indexes.)
/*sqlite
DROP INDEX IF EXISTS idx_posts_channel_id_update_at;
DROP INDEX IF EXISTS idx_posts_update_at;
DROP INDEX IF EXISTS idx_posts_root_id_delete_at;
CREATE INDEX rk_posts_changed_of_channel ON posts (channelid, updateat) WHERE updateat <> createat OR deleteat <> 0;
CREATE INDEX rk_posts_changed ON posts (updateat) WHERE updateat <> createat OR deleteat <> 0;
CREATE INDEX rk_posts_replies ON posts (rootid, deleteat) WHERE rootid <> '';
ALTER TABLE rk_hook_calls RENAME TO rk_hook_calls_before;
CREATE TABLE rk_hook_calls (
    hookid varchar(26) NOT NULL,
    createat int8 NOT NULL,
    id varchar(26) NOT NULL,
    sourceip varchar(64) NOT NULL DEFAULT '',
    syntax varchar(16) NOT NULL DEFAULT '',
    contenttype text NOT NULL DEFAULT '',
    headers text NOT NULL DEFAULT '',
    body text NOT NULL DEFAULT '',
    verdict text NOT NULL DEFAULT '',
    statuscode int4 NOT NULL DEFAULT 0,
    postid varchar(26) NOT NULL DEFAULT '',
    error text NOT NULL DEFAULT '',
    method varchar(8) NOT NULL DEFAULT 'POST',
    PRIMARY KEY (hookid, createat, id)
) WITHOUT ROWID;
INSERT INTO rk_hook_calls SELECT hookid, createat, id, sourceip, syntax, contenttype, headers, body, verdict, statuscode,
 postid, error, method FROM rk_hook_calls_before;
DROP TABLE rk_hook_calls_before;
*/
