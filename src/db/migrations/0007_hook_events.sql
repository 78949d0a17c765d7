-- The events that an outgoing webhook asked for; no row for one that is told of messages alone, as Mattermost's are.
CREATE TABLE IF NOT EXISTS rk_hook_events (
    hookid varchar(26) NOT NULL,
    events text NOT NULL, -- words between blanks
    PRIMARY KEY (hookid)
) /*sqlite WITHOUT ROWID */;

-- Who lets an outgoing webhook hear what happens in a channel that is not public.
CREATE TABLE IF NOT EXISTS rk_hook_consents (
    channelid varchar(26) NOT NULL,
    hookid varchar(26) NOT NULL,
    userid varchar(26) NOT NULL,
    createat int8 NOT NULL,
    PRIMARY KEY (channelid, hookid)
) /*sqlite WITHOUT ROWID */;
