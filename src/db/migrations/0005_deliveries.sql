-- Addresses that hooks send to, and how they fare.
CREATE TABLE IF NOT EXISTS rk_delivery_targets (
    id varchar(26) NOT NULL, -- follows from hook and address
    hookid varchar(26) NOT NULL,
    url text NOT NULL,
    createat int8 NOT NULL,
    state varchar(16) NOT NULL DEFAULT 'active', -- active, paused (what comes is kept waiting) or disabled (dropped)
    reason text NOT NULL DEFAULT '', -- of that state, for people
    failingsince int8 NOT NULL DEFAULT 0, -- 0 while it takes what it gets
    unordered bool NOT NULL DEFAULT false, -- what follows does not wait while one is retried
    secret varchar(128) NOT NULL, -- of the signature
    oldsecret varchar(128) NOT NULL DEFAULT '', -- signs as well for a while
    oldsecretuntil int8 NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS rk_delivery_targets_hookid ON rk_delivery_targets (hookid);

-- What goes out, written in the transaction of its cause, and what became of it. Places tell the time, too (in
-- microseconds): old rows are found by them.
CREATE TABLE IF NOT EXISTS rk_deliveries (
    place int8 NOT NULL,
    id varchar(26) NOT NULL, -- webhook-id, the same on every try
    targetid varchar(26) NOT NULL,
    hookid varchar(26) NOT NULL,
    event varchar(64) NOT NULL,
    postid varchar(26) NOT NULL DEFAULT '',
    createat int8 NOT NULL,
    state varchar(16) NOT NULL, -- waiting, delivered or dead
    nextat int8 NOT NULL,
    firsttryat int8 NOT NULL DEFAULT 0,
    doneat int8 NOT NULL DEFAULT 0,
    tries int8 NOT NULL DEFAULT 0,
    attempts text NOT NULL DEFAULT '', -- a JSON array, the newest tries
    note text NOT NULL DEFAULT '', -- what became of it, for people
    contenttype text NOT NULL DEFAULT '',
    body text NOT NULL DEFAULT '',
    PRIMARY KEY (place)
);
CREATE UNIQUE INDEX IF NOT EXISTS rk_deliveries_id ON rk_deliveries (id);
CREATE INDEX IF NOT EXISTS rk_deliveries_hookid ON rk_deliveries (hookid, place);
-- Only what waits: the sender's work does not grow with history.
CREATE INDEX IF NOT EXISTS rk_deliveries_in_order ON rk_deliveries (targetid, place) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS rk_deliveries_by_time ON rk_deliveries (targetid, nextat) WHERE state = 'waiting';
