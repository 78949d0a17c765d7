-- Calls that change or delete a post are kept, too.
ALTER TABLE rk_hook_calls ADD COLUMN method varchar(8) NOT NULL DEFAULT 'POST';

-- When a hook last posted, to the minute, so that it outlives the kept calls.
CREATE TABLE IF NOT EXISTS rk_hook_uses (
    hookid varchar(26) NOT NULL,
    lastusedat int8 NOT NULL,
    PRIMARY KEY (hookid)
) /*sqlite WITHOUT ROWID */;
