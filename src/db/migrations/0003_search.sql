-- The search index on PostgreSQL (SQLite has a file of its own for it): a row for each post that may be found, made by the
-- indexer from what the tokenizer says, not by PostgreSQL's own. updateat is the post's at that time. A deleted post's
-- vector is empty.
/*postgres
CREATE TABLE IF NOT EXISTS rk_search (
    postid varchar(26) NOT NULL,
    channelid varchar(26) NOT NULL,
    createat int8 NOT NULL,
    updateat int8 NOT NULL,
    vector tsvector NOT NULL,
    PRIMARY KEY (postid)
);
CREATE INDEX IF NOT EXISTS rk_search_createat ON rk_search (createat);
CREATE INDEX IF NOT EXISTS rk_search_vector ON rk_search USING gin (vector) WITH (fastupdate = off);
*/
