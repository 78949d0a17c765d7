-- Personal access tokens made here: a row for each in useraccesstokens, whose column token holds no secret then. Tokens
-- of a Mattermost server's database have no row; theirs are kept as that server left them.
CREATE TABLE IF NOT EXISTS rk_access_tokens (
    tokenid varchar(26) NOT NULL, -- useraccesstokens.id
    hash varchar(64) NOT NULL, -- SHA-256 of the secret
    oldhash varchar(64) NOT NULL DEFAULT '', -- of the one before, which works until olduntil
    olduntil int8 NOT NULL DEFAULT 0,
    expiresat int8 NOT NULL DEFAULT 0, -- 0: never
    scopes text NOT NULL DEFAULT '', -- words between spaces; empty: whatever the account may
    PRIMARY KEY (tokenid)
);
CREATE UNIQUE INDEX IF NOT EXISTS rk_access_tokens_hash ON rk_access_tokens (hash);
CREATE INDEX IF NOT EXISTS rk_access_tokens_oldhash ON rk_access_tokens (oldhash) WHERE oldhash <> '';
