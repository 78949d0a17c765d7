-- The tables of Mattermost 11, column for column, so that Renkei starts on a database of Mattermost's and plugins that
-- read the database find what they expect. On PostgreSQL types, defaults, keys and indexes are Mattermost's too, but for
-- the indexes of English text search, which Renkei does not use: it has a search of its own (idx_posts_message_txt,
-- idx_posts_hashtags_txt, idx_channel_search_txt, idx_publicchannels_search_txt, idx_fileinfo_content_txt,
-- idx_fileinfo_name_txt, idx_fileinfo_name_splitted, idx_users_*_txt); nor are its materialized views (poststats) made.
-- On an existing database every statement is skipped whose table or index is there, and missing columns are added.
--
-- How this text is read (migrations.cpp): it is PostgreSQL's. What stands in a comment /*sqlite … */ is for SQLite
-- alone, in /*postgres … */ for PostgreSQL alone. One column a line. SQLite gets its own types: jsonb and enums become
-- text, bool integer, bytea blob.
--
-- SQLite makes do with fewer indexes: all writes go through one thread there, so an index that serves no query of ours
-- costs every insert and helps nobody. Left out are indexes on a bare createat, updateat or deleteat, those whose columns
-- another index begins with, and those that change whenever a channel is read. Tables whose key is all there is to look
-- up, and whose rows are short, are stored in the key's order (WITHOUT ROWID), which saves a second tree.

/*postgres
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_type WHERE typname = 'channel_bookmark_type' AND typnamespace = current_schema()::regnamespace) THEN
        CREATE TYPE channel_bookmark_type AS ENUM ('link', 'file');
    END IF;
    IF NOT EXISTS (SELECT FROM pg_type WHERE typname = 'channel_type' AND typnamespace = current_schema()::regnamespace) THEN
        CREATE TYPE channel_type AS ENUM ('P', 'G', 'O', 'D');
    END IF;
    IF NOT EXISTS (SELECT FROM pg_type WHERE typname = 'outgoingoauthconnections_granttype' AND typnamespace = current_schema()::regnamespace) THEN
        CREATE TYPE outgoingoauthconnections_granttype AS ENUM ('client_credentials', 'password');
    END IF;
    IF NOT EXISTS (SELECT FROM pg_type WHERE typname = 'property_field_type' AND typnamespace = current_schema()::regnamespace) THEN
        CREATE TYPE property_field_type AS ENUM ('text', 'select', 'multiselect', 'date', 'user', 'multiuser');
    END IF;
    IF NOT EXISTS (SELECT FROM pg_type WHERE typname = 'team_type' AND typnamespace = current_schema()::regnamespace) THEN
        CREATE TYPE team_type AS ENUM ('I', 'O');
    END IF;
    IF NOT EXISTS (SELECT FROM pg_type WHERE typname = 'upload_session_type' AND typnamespace = current_schema()::regnamespace) THEN
        CREATE TYPE upload_session_type AS ENUM ('attachment', 'import');
    END IF;
END $$;
*/

-- Rules on who may join or see what, as they are now.
CREATE TABLE IF NOT EXISTS accesscontrolpolicies (
    id varchar(26) NOT NULL,
    name varchar(128) NOT NULL,
    type varchar(128) NOT NULL,
    active bool NOT NULL,
    createat int8 NOT NULL,
    revision int4 NOT NULL,
    version varchar(8) NOT NULL,
    data jsonb,
    props jsonb,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS idx_accesscontrolpolicies_name_type ON accesscontrolpolicies (name, type) WHERE (type = 'parent');

-- Earlier revisions of those rules.
CREATE TABLE IF NOT EXISTS accesscontrolpolicyhistory (
    id varchar(26) NOT NULL,
    name varchar(128) NOT NULL,
    type varchar(128) NOT NULL,
    createat int8 NOT NULL,
    revision int4 NOT NULL,
    version varchar(8) NOT NULL,
    data jsonb,
    props jsonb,
    PRIMARY KEY (id, revision)
);

-- Who did what from where.
CREATE TABLE IF NOT EXISTS audits (
    id varchar(26) NOT NULL,
    createat int8,
    userid varchar(26),
    action varchar(512),
    extrainfo varchar(1024),
    ipaddress varchar(64),
    sessionid varchar(26),
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_audits_user_id ON audits (userid);

-- Accounts that belong to programs; the account itself is in users.
CREATE TABLE IF NOT EXISTS bots (
    userid varchar(26) NOT NULL,
    description varchar(1024),
    ownerid varchar(190),
    createat int8,
    updateat int8,
    deleteat int8,
    lasticonupdate int8,
    PRIMARY KEY (userid)
);

-- Links and files pinned to a channel's top.
CREATE TABLE IF NOT EXISTS channelbookmarks (
    id varchar(26) NOT NULL,
    ownerid varchar(26) NOT NULL,
    channelid varchar(26) NOT NULL,
    fileinfoid varchar(26),
    createat int8 DEFAULT 0,
    updateat int8 DEFAULT 0,
    deleteat int8 DEFAULT 0,
    displayname text DEFAULT '',
    sortorder int4 DEFAULT 0,
    linkurl text,
    imageurl text,
    emoji varchar(64),
    type channel_bookmark_type DEFAULT 'link',
    originalid varchar(26),
    parentid varchar(26),
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_channelbookmarks_channelid ON channelbookmarks (channelid);
/*postgres
CREATE INDEX IF NOT EXISTS idx_channelbookmarks_delete_at ON channelbookmarks (deleteat);
CREATE INDEX IF NOT EXISTS idx_channelbookmarks_update_at ON channelbookmarks (updateat);
*/

-- Who was in a channel from when to when, for exports.
CREATE TABLE IF NOT EXISTS channelmemberhistory (
    channelid varchar(26) NOT NULL,
    userid varchar(26) NOT NULL,
    jointime int8 NOT NULL,
    leavetime int8,
    PRIMARY KEY (channelid, userid, jointime)
) /*sqlite WITHOUT ROWID */;

-- Who is in a channel, what they have read and how they are notified.
CREATE TABLE IF NOT EXISTS channelmembers (
    channelid varchar(26) NOT NULL,
    userid varchar(26) NOT NULL,
    roles varchar(256),
    lastviewedat int8,
    msgcount int8,
    mentioncount int8,
    notifyprops jsonb,
    lastupdateat int8,
    schemeuser bool,
    schemeadmin bool,
    schemeguest bool,
    mentioncountroot int8,
    msgcountroot int8,
    urgentmentioncount int8,
    autotranslation bool NOT NULL DEFAULT false,
    autotranslationdisabled bool NOT NULL DEFAULT false,
    PRIMARY KEY (channelid, userid)
) /*sqlite WITHOUT ROWID */;
/*postgres
CREATE INDEX IF NOT EXISTS idx_channelmembers_autotranslation_enabled ON channelmembers (channelid) WHERE (autotranslation = true);
CREATE INDEX IF NOT EXISTS idx_channelmembers_channel_id_scheme_guest_user_id ON channelmembers (channelid, schemeguest, userid);
CREATE INDEX IF NOT EXISTS idx_channelmembers_user_id_channel_id_last_viewed_at ON channelmembers (userid, channelid, lastviewedat);
*/
/*sqlite
CREATE INDEX IF NOT EXISTS rk_channelmembers_user_id ON channelmembers (userid);
*/

-- Public (O), private (P), direct (D) and group (G) channels.
CREATE TABLE IF NOT EXISTS channels (
    id varchar(26) NOT NULL,
    createat int8,
    updateat int8,
    deleteat int8,
    teamid varchar(26),
    type channel_type,
    displayname varchar(64),
    name varchar(64),
    header varchar(1024),
    purpose varchar(250),
    lastpostat int8,
    totalmsgcount int8,
    extraupdateat int8,
    creatorid varchar(26),
    schemeid varchar(26),
    groupconstrained bool,
    shared bool,
    totalmsgcountroot int8,
    lastrootpostat int8 DEFAULT 0,
    bannerinfo jsonb,
    defaultcategoryname varchar(64) NOT NULL DEFAULT '',
    autotranslation bool NOT NULL DEFAULT false,
    CONSTRAINT channels_name_teamid_key UNIQUE (name, teamid),
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_channels_displayname_lower ON channels (lower(displayname));
CREATE INDEX IF NOT EXISTS idx_channels_name_lower ON channels (lower(name));
CREATE INDEX IF NOT EXISTS idx_channels_scheme_id ON channels (schemeid);
CREATE INDEX IF NOT EXISTS idx_channels_team_id_display_name ON channels (teamid, displayname);
CREATE INDEX IF NOT EXISTS idx_channels_team_id_type ON channels (teamid, type);
/*postgres
CREATE INDEX IF NOT EXISTS idx_channels_autotranslation_enabled ON channels (id) WHERE (autotranslation = true);
CREATE INDEX IF NOT EXISTS idx_channels_create_at ON channels (createat);
CREATE INDEX IF NOT EXISTS idx_channels_delete_at ON channels (deleteat);
CREATE INDEX IF NOT EXISTS idx_channels_update_at ON channels (updateat);
*/

-- Mattermost's list of its nodes.
CREATE TABLE IF NOT EXISTS clusterdiscovery (
    id varchar(26) NOT NULL,
    type varchar(64),
    clustername varchar(64),
    hostname varchar(512),
    gossipport int4,
    port int4,
    createat int8,
    lastpingat int8,
    PRIMARY KEY (id)
);

-- Slash commands that teams added.
CREATE TABLE IF NOT EXISTS commands (
    id varchar(26) NOT NULL,
    token varchar(26),
    createat int8,
    updateat int8,
    deleteat int8,
    creatorid varchar(26),
    teamid varchar(26),
    trigger varchar(128),
    method varchar(1),
    username varchar(64),
    iconurl varchar(1024),
    autocomplete bool,
    autocompletedesc varchar(1024),
    autocompletehint varchar(1024),
    displayname varchar(64),
    description varchar(128),
    url varchar(1024),
    pluginid varchar(190),
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_command_team_id ON commands (teamid);
/*postgres
CREATE INDEX IF NOT EXISTS idx_command_create_at ON commands (createat);
CREATE INDEX IF NOT EXISTS idx_command_delete_at ON commands (deleteat);
CREATE INDEX IF NOT EXISTS idx_command_update_at ON commands (updateat);
*/

-- Addresses that a slash command may answer to later.
CREATE TABLE IF NOT EXISTS commandwebhooks (
    id varchar(26) NOT NULL,
    createat int8,
    commandid varchar(26),
    userid varchar(26),
    channelid varchar(26),
    rootid varchar(26),
    usecount int4,
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_command_webhook_create_at ON commandwebhooks (createat);

-- Compliance reports that were asked for.
CREATE TABLE IF NOT EXISTS compliances (
    id varchar(26) NOT NULL,
    createat int8,
    userid varchar(26),
    status varchar(64),
    count int4,
    "desc" varchar(512),
    type varchar(64),
    startat int8,
    endat int8,
    keywords varchar(512),
    emails varchar(1024),
    PRIMARY KEY (id)
);

-- Who reviews flagged content of all teams.
CREATE TABLE IF NOT EXISTS contentflaggingcommonreviewers (
    userid varchar(26) NOT NULL,
    PRIMARY KEY (userid)
);

-- Who reviews flagged content of a team.
CREATE TABLE IF NOT EXISTS contentflaggingteamreviewers (
    teamid varchar(26) NOT NULL,
    userid varchar(26) NOT NULL,
    PRIMARY KEY (teamid, userid)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX IF NOT EXISTS idx_contentflaggingteamreviewers_userid ON contentflaggingteamreviewers (userid);

-- Whether a team has reviewers of its own.
CREATE TABLE IF NOT EXISTS contentflaggingteamsettings (
    teamid varchar(26) NOT NULL,
    enabled bool,
    PRIMARY KEY (teamid)
);

-- Log-ins handed from the browser to the desktop app.
CREATE TABLE IF NOT EXISTS desktoptokens (
    token varchar(64) NOT NULL,
    createat int8 NOT NULL,
    userid varchar(26) NOT NULL,
    PRIMARY KEY (token)
);
/*postgres
CREATE INDEX IF NOT EXISTS idx_desktoptokens_token_createat ON desktoptokens (token, createat);
*/

-- What users typed and have not sent.
CREATE TABLE IF NOT EXISTS drafts (
    createat int8,
    updateat int8,
    deleteat int8,
    userid varchar(26) NOT NULL,
    channelid varchar(26) NOT NULL,
    rootid varchar(26) NOT NULL DEFAULT '',
    message varchar(65535),
    props varchar(8000),
    fileids varchar(300),
    priority text,
    type text,
    PRIMARY KEY (userid, channelid, rootid)
);

-- Custom emoji.
CREATE TABLE IF NOT EXISTS emoji (
    id varchar(26) NOT NULL,
    createat int8,
    updateat int8,
    deleteat int8,
    creatorid varchar(26),
    name varchar(64),
    CONSTRAINT emoji_name_deleteat_key UNIQUE (name, deleteat),
    PRIMARY KEY (id)
);
/*postgres
CREATE INDEX IF NOT EXISTS idx_emoji_create_at ON emoji (createat);
CREATE INDEX IF NOT EXISTS idx_emoji_delete_at ON emoji (deleteat);
CREATE INDEX IF NOT EXISTS idx_emoji_update_at ON emoji (updateat);
*/

-- Uploaded files; their bytes are in the file store.
CREATE TABLE IF NOT EXISTS fileinfo (
    id varchar(26) NOT NULL,
    creatorid varchar(26),
    postid varchar(26),
    createat int8,
    updateat int8,
    deleteat int8,
    path varchar(512),
    thumbnailpath varchar(512),
    previewpath varchar(512),
    name varchar(256),
    extension varchar(64),
    size int8,
    mimetype varchar(256),
    width int4,
    height int4,
    haspreviewimage bool,
    minipreview bytea,
    content text,
    remoteid varchar(26),
    archived bool NOT NULL DEFAULT false,
    channelid varchar(26),
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_fileinfo_channel_id_create_at ON fileinfo (channelid, createat);
CREATE INDEX IF NOT EXISTS idx_fileinfo_postid_at ON fileinfo (postid);
/*postgres
CREATE INDEX IF NOT EXISTS idx_fileinfo_create_at ON fileinfo (createat);
CREATE INDEX IF NOT EXISTS idx_fileinfo_delete_at ON fileinfo (deleteat);
CREATE INDEX IF NOT EXISTS idx_fileinfo_extension_at ON fileinfo (extension);
CREATE INDEX IF NOT EXISTS idx_fileinfo_update_at ON fileinfo (updateat);
*/

-- Channels that a directory group is synchronised with.
CREATE TABLE IF NOT EXISTS groupchannels (
    groupid varchar(26) NOT NULL,
    autoadd bool,
    schemeadmin bool,
    createat int8,
    deleteat int8,
    updateat int8,
    channelid varchar(26) NOT NULL,
    PRIMARY KEY (groupid, channelid)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX IF NOT EXISTS idx_groupchannels_channelid ON groupchannels (channelid);
CREATE INDEX IF NOT EXISTS idx_groupchannels_schemeadmin ON groupchannels (schemeadmin);

-- Members of user groups.
CREATE TABLE IF NOT EXISTS groupmembers (
    groupid varchar(26) NOT NULL,
    userid varchar(26) NOT NULL,
    createat int8,
    deleteat int8,
    PRIMARY KEY (groupid, userid)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX IF NOT EXISTS idx_groupmembers_create_at ON groupmembers (createat);

-- Teams that a directory group is synchronised with.
CREATE TABLE IF NOT EXISTS groupteams (
    groupid varchar(26) NOT NULL,
    autoadd bool,
    schemeadmin bool,
    createat int8,
    deleteat int8,
    updateat int8,
    teamid varchar(26) NOT NULL,
    PRIMARY KEY (groupid, teamid)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX IF NOT EXISTS idx_groupteams_schemeadmin ON groupteams (schemeadmin);
CREATE INDEX IF NOT EXISTS idx_groupteams_teamid ON groupteams (teamid);

-- Addresses that other services post to.
CREATE TABLE IF NOT EXISTS incomingwebhooks (
    id varchar(26) NOT NULL,
    createat int8,
    updateat int8,
    deleteat int8,
    userid varchar(26),
    channelid varchar(26),
    teamid varchar(26),
    displayname varchar(64),
    description varchar(500),
    username varchar(255),
    iconurl varchar(1024),
    channellocked bool,
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_incoming_webhook_team_id ON incomingwebhooks (teamid);
CREATE INDEX IF NOT EXISTS idx_incoming_webhook_user_id ON incomingwebhooks (userid);
/*postgres
CREATE INDEX IF NOT EXISTS idx_incoming_webhook_create_at ON incomingwebhooks (createat);
CREATE INDEX IF NOT EXISTS idx_incoming_webhook_delete_at ON incomingwebhooks (deleteat);
CREATE INDEX IF NOT EXISTS idx_incoming_webhook_update_at ON incomingwebhooks (updateat);
*/

-- Work of the background: queued, running and done.
CREATE TABLE IF NOT EXISTS jobs (
    id varchar(26) NOT NULL,
    type varchar(32),
    priority int8,
    createat int8,
    startat int8,
    lastactivityat int8,
    status varchar(32),
    progress int8,
    data jsonb,
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_jobs_status_type ON jobs (status, type);
/*postgres
CREATE INDEX IF NOT EXISTS idx_jobs_type ON jobs (type);
*/

-- Mattermost's licence files.
CREATE TABLE IF NOT EXISTS licenses (
    id varchar(26) NOT NULL,
    createat int8,
    bytes varchar(10000),
    PRIMARY KEY (id)
);

-- What was found behind links in posts.
CREATE TABLE IF NOT EXISTS linkmetadata (
    hash int8 NOT NULL,
    url varchar(2048),
    timestamp int8,
    type varchar(16),
    data jsonb,
    PRIMARY KEY (hash)
);
CREATE INDEX IF NOT EXISTS idx_link_metadata_url_timestamp ON linkmetadata (url, "timestamp");

-- Requests to the admin for a paid feature.
CREATE TABLE IF NOT EXISTS notifyadmin (
    userid varchar(26) NOT NULL,
    createat int8,
    requiredplan varchar(100) NOT NULL,
    requiredfeature varchar(255) NOT NULL,
    trial bool NOT NULL,
    sentat int8,
    PRIMARY KEY (userid, requiredfeature, requiredplan)
);

-- Tokens given to OAuth apps.
CREATE TABLE IF NOT EXISTS oauthaccessdata (
    token varchar(26) NOT NULL,
    refreshtoken varchar(26),
    redirecturi varchar(256),
    clientid varchar(26),
    userid varchar(26),
    expiresat int8,
    scope varchar(128),
    audience varchar(512) DEFAULT '',
    CONSTRAINT oauthaccessdata_clientid_userid_key UNIQUE (clientid, userid),
    PRIMARY KEY (token)
);
CREATE INDEX IF NOT EXISTS idx_oauthaccessdata_refresh_token ON oauthaccessdata (refreshtoken);
CREATE INDEX IF NOT EXISTS idx_oauthaccessdata_user_id ON oauthaccessdata (userid);

-- Apps that may ask users for access.
CREATE TABLE IF NOT EXISTS oauthapps (
    id varchar(26) NOT NULL,
    creatorid varchar(26),
    createat int8,
    updateat int8,
    clientsecret varchar(128),
    name varchar(64),
    description varchar(512),
    callbackurls varchar(1024),
    homepage varchar(256),
    istrusted bool,
    iconurl varchar(512),
    mattermostappid varchar(32) NOT NULL DEFAULT '',
    isdynamicallyregistered bool DEFAULT false,
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_oauthapps_creator_id ON oauthapps (creatorid);

-- Codes on their way to an OAuth app.
CREATE TABLE IF NOT EXISTS oauthauthdata (
    clientid varchar(26),
    userid varchar(26),
    code varchar(128) NOT NULL,
    expiresin int4,
    createat int8,
    redirecturi varchar(256),
    state varchar(1024),
    scope varchar(128),
    codechallenge varchar(128) DEFAULT '',
    codechallengemethod varchar(10) DEFAULT '',
    resource varchar(512) DEFAULT '',
    PRIMARY KEY (code)
);

-- Credentials for calling other services.
CREATE TABLE IF NOT EXISTS outgoingoauthconnections (
    id varchar(26) NOT NULL,
    name varchar(64),
    creatorid varchar(26),
    createat int8,
    updateat int8,
    clientid varchar(255),
    clientsecret varchar(255),
    credentialsusername varchar(255),
    credentialspassword varchar(255),
    oauthtokenurl text,
    granttype outgoingoauthconnections_granttype DEFAULT 'client_credentials',
    audiences varchar(1024),
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_outgoingoauthconnections_name ON outgoingoauthconnections (name);

-- Addresses that are told of posts.
CREATE TABLE IF NOT EXISTS outgoingwebhooks (
    id varchar(26) NOT NULL,
    token varchar(26),
    createat int8,
    updateat int8,
    deleteat int8,
    creatorid varchar(26),
    channelid varchar(26),
    teamid varchar(26),
    triggerwords varchar(1024),
    callbackurls varchar(1024),
    displayname varchar(64),
    contenttype varchar(128),
    triggerwhen int4,
    username varchar(64),
    iconurl varchar(1024),
    description varchar(500),
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_outgoing_webhook_team_id ON outgoingwebhooks (teamid);
/*postgres
CREATE INDEX IF NOT EXISTS idx_outgoing_webhook_create_at ON outgoingwebhooks (createat);
CREATE INDEX IF NOT EXISTS idx_outgoing_webhook_delete_at ON outgoingwebhooks (deleteat);
CREATE INDEX IF NOT EXISTS idx_outgoing_webhook_update_at ON outgoingwebhooks (updateat);
*/

-- Urgent posts that notify until answered.
CREATE TABLE IF NOT EXISTS persistentnotifications (
    postid varchar(26) NOT NULL,
    createat int8,
    lastsentat int8,
    deleteat int8,
    sentcount int2,
    PRIMARY KEY (postid)
);

-- What plugins keep.
CREATE TABLE IF NOT EXISTS pluginkeyvaluestore (
    pluginid varchar(190) NOT NULL,
    pkey varchar(150) NOT NULL,
    pvalue bytea,
    expireat int8,
    PRIMARY KEY (pluginid, pkey)
);

-- Who acknowledged a post.
CREATE TABLE IF NOT EXISTS postacknowledgements (
    postid varchar(26) NOT NULL,
    userid varchar(26) NOT NULL,
    acknowledgedat int8,
    remoteid varchar(26) DEFAULT '',
    channelid varchar(26) DEFAULT '',
    PRIMARY KEY (postid, userid)
) /*sqlite WITHOUT ROWID */;

-- Posts that users want to be reminded of.
CREATE TABLE IF NOT EXISTS postreminders (
    postid varchar(26) NOT NULL,
    userid varchar(26) NOT NULL,
    targettime int8,
    PRIMARY KEY (postid, userid)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX IF NOT EXISTS idx_postreminders_targettime ON postreminders (targettime);

-- Everything that was said. An edited post leaves its old version, with originalid and deleteat set.
CREATE TABLE IF NOT EXISTS posts (
    id varchar(26) NOT NULL,
    createat int8,
    updateat int8,
    deleteat int8,
    userid varchar(26),
    channelid varchar(26),
    rootid varchar(26),
    originalid varchar(26),
    message varchar(65535),
    type varchar(26),
    props jsonb,
    hashtags varchar(1000),
    filenames varchar(4000),
    fileids varchar(300),
    hasreactions bool,
    editat int8,
    ispinned bool,
    remoteid varchar(26),
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_posts_channel_id_delete_at_create_at ON posts (channelid, deleteat, createat);
CREATE INDEX IF NOT EXISTS idx_posts_channel_id_update_at ON posts (channelid, updateat);
CREATE INDEX IF NOT EXISTS idx_posts_root_id_delete_at ON posts (rootid, deleteat);
CREATE INDEX IF NOT EXISTS idx_posts_update_at ON posts (updateat);
/*postgres
CREATE INDEX IF NOT EXISTS idx_posts_create_at ON posts (createat);
CREATE INDEX IF NOT EXISTS idx_posts_create_at_id ON posts (createat, id);
CREATE INDEX IF NOT EXISTS idx_posts_delete_at ON posts (deleteat);
CREATE INDEX IF NOT EXISTS idx_posts_is_pinned ON posts (ispinned);
CREATE INDEX IF NOT EXISTS idx_posts_original_id ON posts (originalid);
CREATE INDEX IF NOT EXISTS idx_posts_user_id ON posts (userid);
*/
/*sqlite
CREATE INDEX IF NOT EXISTS rk_posts_pinned ON posts (channelid, createat) WHERE ispinned = true;
CREATE INDEX IF NOT EXISTS rk_posts_original_id ON posts (originalid) WHERE originalid <> '';
*/

-- Priority and requested acknowledgement of posts.
CREATE TABLE IF NOT EXISTS postspriority (
    postid varchar(26) NOT NULL,
    channelid varchar(26) NOT NULL,
    priority varchar(32) NOT NULL,
    requestedack bool,
    persistentnotifications bool,
    PRIMARY KEY (postid)
);

-- Settings of users; also flagged posts and shown direct channels.
CREATE TABLE IF NOT EXISTS preferences (
    userid varchar(26) NOT NULL,
    category varchar(32) NOT NULL,
    name varchar(32) NOT NULL,
    value text,
    PRIMARY KEY (userid, category, name)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX IF NOT EXISTS idx_preferences_name ON preferences (name);
/*postgres
CREATE INDEX IF NOT EXISTS idx_preferences_category ON preferences (category);
*/

-- Which notices a user has seen.
CREATE TABLE IF NOT EXISTS productnoticeviewstate (
    userid varchar(26) NOT NULL,
    noticeid varchar(26) NOT NULL,
    viewed int4,
    timestamp int8,
    PRIMARY KEY (userid, noticeid)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX IF NOT EXISTS idx_notice_views_notice_id ON productnoticeviewstate (noticeid);
CREATE INDEX IF NOT EXISTS idx_notice_views_timestamp ON productnoticeviewstate ("timestamp");

-- Attributes that users and others may have.
CREATE TABLE IF NOT EXISTS propertyfields (
    id varchar(26) NOT NULL,
    groupid varchar(26) NOT NULL,
    name varchar(255) NOT NULL,
    type property_field_type,
    attrs jsonb,
    targetid varchar(255),
    targettype varchar(255),
    createat int8 NOT NULL,
    updateat int8 NOT NULL,
    deleteat int8 NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_propertyfields_create_at_id ON propertyfields (createat, id);
CREATE UNIQUE INDEX IF NOT EXISTS idx_propertyfields_unique ON propertyfields (groupid, targetid, name) WHERE (deleteat = 0);

-- Groups of such attributes.
CREATE TABLE IF NOT EXISTS propertygroups (
    id varchar(26) NOT NULL,
    name varchar(64) NOT NULL,
    CONSTRAINT propertygroups_name_key UNIQUE (name),
    PRIMARY KEY (id)
);

-- Values of such attributes.
CREATE TABLE IF NOT EXISTS propertyvalues (
    id varchar(26) NOT NULL,
    targetid varchar(255) NOT NULL,
    targettype varchar(255) NOT NULL,
    groupid varchar(26) NOT NULL,
    fieldid varchar(26) NOT NULL,
    value jsonb NOT NULL,
    createat int8 NOT NULL,
    updateat int8 NOT NULL,
    deleteat int8 NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_propertyvalues_create_at_id ON propertyvalues (createat, id);
CREATE INDEX IF NOT EXISTS idx_propertyvalues_targetid_groupid ON propertyvalues (targetid, groupid);
CREATE UNIQUE INDEX IF NOT EXISTS idx_propertyvalues_unique ON propertyvalues (groupid, targetid, fieldid) WHERE (deleteat = 0);

-- A copy of the public channels, for searching them.
CREATE TABLE IF NOT EXISTS publicchannels (
    id varchar(26) NOT NULL,
    deleteat int8,
    teamid varchar(26),
    displayname varchar(64),
    name varchar(64),
    header varchar(1024),
    purpose varchar(250),
    CONSTRAINT publicchannels_name_teamid_key UNIQUE (name, teamid),
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_publicchannels_displayname_lower ON publicchannels (lower(displayname));
CREATE INDEX IF NOT EXISTS idx_publicchannels_name_lower ON publicchannels (lower(name));
CREATE INDEX IF NOT EXISTS idx_publicchannels_team_id ON publicchannels (teamid);
/*postgres
CREATE INDEX IF NOT EXISTS idx_publicchannels_delete_at ON publicchannels (deleteat);
*/

-- Emoji on posts; a removed one keeps its row with deleteat set.
CREATE TABLE IF NOT EXISTS reactions (
    userid varchar(26) NOT NULL,
    postid varchar(26) NOT NULL,
    emojiname varchar(64) NOT NULL,
    createat int8,
    updateat int8,
    deleteat int8,
    remoteid varchar(26),
    channelid varchar(26) NOT NULL DEFAULT '',
    PRIMARY KEY (postid, userid, emojiname)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX IF NOT EXISTS idx_reactions_channel_id ON reactions (channelid);

-- Who read a post that burns after reading.
CREATE TABLE IF NOT EXISTS readreceipts (
    postid varchar(26) NOT NULL,
    userid varchar(26) NOT NULL,
    expireat int8 NOT NULL,
    PRIMARY KEY (postid, userid)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX IF NOT EXISTS idx_read_receipts_post_id ON readreceipts (postid);
CREATE INDEX IF NOT EXISTS idx_read_receipts_user_id_post_id_expire_at ON readreceipts (userid, postid, expireat);

-- Channels summed up in a recap.
CREATE TABLE IF NOT EXISTS recapchannels (
    id varchar(26) NOT NULL,
    recapid varchar(26) NOT NULL,
    channelid varchar(26) NOT NULL,
    channelname varchar(64) NOT NULL,
    highlights text,
    actionitems text,
    sourcepostids text,
    createat int8 NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_recap_channels_channel_id ON recapchannels (channelid);
CREATE INDEX IF NOT EXISTS idx_recap_channels_recap_id ON recapchannels (recapid);

-- Summaries made for a user.
CREATE TABLE IF NOT EXISTS recaps (
    id varchar(26) NOT NULL,
    userid varchar(26) NOT NULL,
    title varchar(255) NOT NULL,
    createat int8 NOT NULL,
    updateat int8 NOT NULL,
    deleteat int8 NOT NULL,
    totalmessagecount int4 NOT NULL,
    status varchar(32) NOT NULL,
    readat int8 NOT NULL DEFAULT 0,
    botid varchar(26) NOT NULL DEFAULT '',
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_recaps_bot_id ON recaps (botid);
CREATE INDEX IF NOT EXISTS idx_recaps_create_at ON recaps (createat);
CREATE INDEX IF NOT EXISTS idx_recaps_user_id ON recaps (userid);
CREATE INDEX IF NOT EXISTS idx_recaps_user_id_delete_at ON recaps (userid, deleteat);
CREATE INDEX IF NOT EXISTS idx_recaps_user_id_read_at ON recaps (userid, readat);

-- What a user searched for last.
CREATE TABLE IF NOT EXISTS recentsearches (
    userid varchar(26) NOT NULL,
    searchpointer int4 NOT NULL,
    query jsonb,
    createat int8 NOT NULL,
    PRIMARY KEY (userid, searchpointer)
);

-- Other servers that channels are shared with.
CREATE TABLE IF NOT EXISTS remoteclusters (
    remoteid varchar(26) NOT NULL,
    remoteteamid varchar(26),
    name varchar(64) NOT NULL,
    displayname varchar(64),
    siteurl varchar(512),
    createat int8,
    lastpingat int8,
    token varchar(26),
    remotetoken varchar(26),
    topics varchar(512),
    creatorid varchar(26),
    pluginid varchar(190) NOT NULL DEFAULT '',
    options int2 NOT NULL DEFAULT 0,
    defaultteamid varchar(26) DEFAULT '',
    deleteat int8 DEFAULT 0,
    lastglobalusersyncat int8 DEFAULT 0,
    PRIMARY KEY (remoteid, name)
);

-- Ids of rows that retention is about to delete.
CREATE TABLE IF NOT EXISTS retentionidsfordeletion (
    id varchar(26) NOT NULL,
    tablename varchar(64),
    ids varchar[],
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_retentionidsfordeletion_tablename ON retentionidsfordeletion (tablename);

-- How long posts are kept.
CREATE TABLE IF NOT EXISTS retentionpolicies (
    id varchar(26) NOT NULL,
    displayname varchar(64),
    postduration int8,
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_retentionpolicies_displayname ON retentionpolicies (displayname);

-- Channels with such a policy.
CREATE TABLE IF NOT EXISTS retentionpolicieschannels (
    policyid varchar(26),
    channelid varchar(26) NOT NULL,
    PRIMARY KEY (channelid)
);
CREATE INDEX IF NOT EXISTS idx_retentionpolicieschannels_policyid ON retentionpolicieschannels (policyid);

-- Teams with such a policy.
CREATE TABLE IF NOT EXISTS retentionpoliciesteams (
    policyid varchar(26),
    teamid varchar(26) NOT NULL,
    PRIMARY KEY (teamid)
);
CREATE INDEX IF NOT EXISTS idx_retentionpoliciesteams_policyid ON retentionpoliciesteams (policyid);

-- Named sets of permissions.
CREATE TABLE IF NOT EXISTS roles (
    id varchar(26) NOT NULL,
    name varchar(64),
    displayname varchar(128),
    description varchar(1024),
    createat int8,
    updateat int8,
    deleteat int8,
    permissions text,
    schememanaged bool,
    builtin bool,
    schemeid varchar(26),
    CONSTRAINT roles_name_key UNIQUE (name),
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_roles_scheme_id ON roles (schemeid);

-- Posts to be sent later.
CREATE TABLE IF NOT EXISTS scheduledposts (
    id varchar(26) NOT NULL,
    createat int8,
    updateat int8,
    userid varchar(26) NOT NULL,
    channelid varchar(26) NOT NULL,
    rootid varchar(26),
    message varchar(65535),
    props varchar(8000),
    fileids varchar(300),
    priority text,
    scheduledat int8 NOT NULL,
    processedat int8,
    errorcode varchar(200),
    type text,
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_scheduledposts_userid_channel_id_scheduled_at ON scheduledposts (userid, channelid, scheduledat);

-- Which roles the members of a team or channel get.
CREATE TABLE IF NOT EXISTS schemes (
    id varchar(26) NOT NULL,
    name varchar(64),
    displayname varchar(128),
    description varchar(1024),
    createat int8,
    updateat int8,
    deleteat int8,
    scope varchar(32),
    defaultteamadminrole varchar(64),
    defaultteamuserrole varchar(64),
    defaultchanneladminrole varchar(64),
    defaultchanneluserrole varchar(64),
    defaultteamguestrole varchar(64),
    defaultchannelguestrole varchar(64),
    defaultplaybookadminrole varchar(64) DEFAULT '',
    defaultplaybookmemberrole varchar(64) DEFAULT '',
    defaultrunadminrole varchar(64) DEFAULT '',
    defaultrunmemberrole varchar(64) DEFAULT '',
    CONSTRAINT schemes_name_key UNIQUE (name),
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_schemes_channel_admin_role ON schemes (defaultchanneladminrole);
CREATE INDEX IF NOT EXISTS idx_schemes_channel_guest_role ON schemes (defaultchannelguestrole);
CREATE INDEX IF NOT EXISTS idx_schemes_channel_user_role ON schemes (defaultchanneluserrole);

-- Log-ins, personal access tokens and OAuth grants in use.
CREATE TABLE IF NOT EXISTS sessions (
    id varchar(26) NOT NULL,
    token varchar(26),
    createat int8,
    expiresat int8,
    lastactivityat int8,
    userid varchar(26),
    deviceid varchar(512),
    roles varchar(256),
    isoauth bool,
    props jsonb,
    expirednotify bool,
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_sessions_expires_at ON sessions (expiresat);
CREATE INDEX IF NOT EXISTS idx_sessions_token ON sessions (token);
CREATE INDEX IF NOT EXISTS idx_sessions_user_id ON sessions (userid);
/*postgres
CREATE INDEX IF NOT EXISTS idx_sessions_create_at ON sessions (createat);
CREATE INDEX IF NOT EXISTS idx_sessions_last_activity_at ON sessions (lastactivityat);
*/

-- Files sent to other servers.
CREATE TABLE IF NOT EXISTS sharedchannelattachments (
    id varchar(26) NOT NULL,
    fileid varchar(26),
    remoteid varchar(26),
    createat int8,
    lastsyncat int8,
    CONSTRAINT sharedchannelattachments_fileid_remoteid_key UNIQUE (fileid, remoteid),
    PRIMARY KEY (id)
);

-- Servers that a channel is shared with.
CREATE TABLE IF NOT EXISTS sharedchannelremotes (
    id varchar(26) NOT NULL,
    channelid varchar(26) NOT NULL,
    creatorid varchar(26),
    createat int8,
    updateat int8,
    isinviteaccepted bool,
    isinviteconfirmed bool,
    remoteid varchar(26),
    lastpostupdateat int8,
    lastpostid varchar(26),
    lastpostcreateat int8 NOT NULL DEFAULT 0,
    lastpostcreateid varchar(26),
    deleteat int8 DEFAULT 0,
    lastmemberssyncat int8 DEFAULT 0,
    CONSTRAINT sharedchannelremotes_channelid_remoteid_key UNIQUE (channelid, remoteid),
    PRIMARY KEY (id, channelid)
);

-- Channels shared with other servers.
CREATE TABLE IF NOT EXISTS sharedchannels (
    channelid varchar(26) NOT NULL,
    teamid varchar(26),
    home bool,
    readonly bool,
    sharename varchar(64),
    sharedisplayname varchar(64),
    sharepurpose varchar(250),
    shareheader varchar(1024),
    creatorid varchar(26),
    createat int8,
    updateat int8,
    remoteid varchar(26),
    PRIMARY KEY (channelid),
    CONSTRAINT sharedchannels_sharename_teamid_key UNIQUE (sharename, teamid)
);

-- Users sent to other servers.
CREATE TABLE IF NOT EXISTS sharedchannelusers (
    id varchar(26) NOT NULL,
    userid varchar(26),
    remoteid varchar(26),
    createat int8,
    lastsyncat int8,
    channelid varchar(26),
    lastmembershipsyncat int8 DEFAULT 0,
    PRIMARY KEY (id),
    CONSTRAINT sharedchannelusers_userid_channelid_remoteid_key UNIQUE (userid, channelid, remoteid)
);
CREATE INDEX IF NOT EXISTS idx_sharedchannelusers_remote_id ON sharedchannelusers (remoteid);

-- Sections of a user's channel list.
CREATE TABLE IF NOT EXISTS sidebarcategories (
    id varchar(128) NOT NULL,
    userid varchar(26),
    teamid varchar(26),
    sortorder int8,
    sorting varchar(64),
    type varchar(64),
    displayname varchar(64),
    muted bool,
    collapsed bool,
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_sidebarcategories_userid_teamid ON sidebarcategories (userid, teamid);

-- Channels of those sections, in their order.
CREATE TABLE IF NOT EXISTS sidebarchannels (
    channelid varchar(26) NOT NULL,
    userid varchar(26) NOT NULL,
    categoryid varchar(128) NOT NULL,
    sortorder int8,
    PRIMARY KEY (channelid, userid, categoryid)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX IF NOT EXISTS idx_sidebarchannels_categoryid ON sidebarchannels (categoryid);

-- Presence: online, away, do not disturb, offline.
CREATE TABLE IF NOT EXISTS status (
    userid varchar(26) NOT NULL,
    status varchar(32),
    manual bool,
    lastactivityat int8,
    dndendtime int8,
    prevstatus varchar(32),
    PRIMARY KEY (userid)
);
CREATE INDEX IF NOT EXISTS idx_status_status_dndendtime ON status (status, dndendtime);

-- Facts about this installation: keys, version, first start.
CREATE TABLE IF NOT EXISTS systems (
    name varchar(64) NOT NULL,
    value varchar(1024),
    PRIMARY KEY (name)
);

-- Who is in a team.
CREATE TABLE IF NOT EXISTS teammembers (
    teamid varchar(26) NOT NULL,
    userid varchar(26) NOT NULL,
    roles varchar(256),
    deleteat int8,
    schemeuser bool,
    schemeadmin bool,
    schemeguest bool,
    createat int8 DEFAULT 0,
    PRIMARY KEY (teamid, userid)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX IF NOT EXISTS idx_teammembers_user_id ON teammembers (userid);
/*postgres
CREATE INDEX IF NOT EXISTS idx_teammembers_createat ON teammembers (createat);
CREATE INDEX IF NOT EXISTS idx_teammembers_delete_at ON teammembers (deleteat);
*/

-- Teams.
CREATE TABLE IF NOT EXISTS teams (
    id varchar(26) NOT NULL,
    createat int8,
    updateat int8,
    deleteat int8,
    displayname varchar(64),
    name varchar(64),
    description varchar(255),
    email varchar(128),
    type team_type,
    companyname varchar(64),
    alloweddomains varchar(1000),
    inviteid varchar(32),
    schemeid varchar(26),
    allowopeninvite bool,
    lastteamiconupdate int8,
    groupconstrained bool,
    cloudlimitsarchived bool NOT NULL DEFAULT false,
    CONSTRAINT teams_name_key UNIQUE (name),
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_teams_invite_id ON teams (inviteid);
CREATE INDEX IF NOT EXISTS idx_teams_scheme_id ON teams (schemeid);
/*postgres
CREATE INDEX IF NOT EXISTS idx_teams_create_at ON teams (createat);
CREATE INDEX IF NOT EXISTS idx_teams_delete_at ON teams (deleteat);
CREATE INDEX IF NOT EXISTS idx_teams_update_at ON teams (updateat);
*/

-- What burns after reading.
CREATE TABLE IF NOT EXISTS temporaryposts (
    postid varchar(26) NOT NULL,
    type varchar(26) NOT NULL,
    expireat int8 NOT NULL,
    message varchar(65535),
    fileids varchar(300),
    PRIMARY KEY (postid)
);
CREATE INDEX IF NOT EXISTS idx_temporary_posts_expire_at ON temporaryposts (expireat);

-- Texts that users must accept.
CREATE TABLE IF NOT EXISTS termsofservice (
    id varchar(26) NOT NULL,
    createat int8,
    userid varchar(26),
    text varchar(65535),
    PRIMARY KEY (id)
);

-- Who follows a thread and what they have read of it.
CREATE TABLE IF NOT EXISTS threadmemberships (
    postid varchar(26) NOT NULL,
    userid varchar(26) NOT NULL,
    following bool,
    lastviewed int8,
    lastupdated int8,
    unreadmentions int8,
    PRIMARY KEY (postid, userid)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX IF NOT EXISTS idx_thread_memberships_user_id ON threadmemberships (userid);
/*postgres
CREATE INDEX IF NOT EXISTS idx_thread_memberships_last_update_at ON threadmemberships (lastupdated);
CREATE INDEX IF NOT EXISTS idx_thread_memberships_last_view_at ON threadmemberships (lastviewed);
*/

-- Counts of each thread, kept with its root post.
CREATE TABLE IF NOT EXISTS threads (
    postid varchar(26) NOT NULL,
    replycount int8,
    lastreplyat int8,
    participants jsonb,
    channelid varchar(26),
    threaddeleteat int8,
    threadteamid varchar(26),
    PRIMARY KEY (postid)
);
CREATE INDEX IF NOT EXISTS idx_threads_channel_id_last_reply_at ON threads (channelid, lastreplyat);

-- Short-lived tokens: password recovery, invitations, verification.
CREATE TABLE IF NOT EXISTS tokens (
    token varchar(64) NOT NULL,
    createat int8,
    type varchar(64),
    extra varchar(2048),
    PRIMARY KEY (token)
);

-- Translated posts.
CREATE TABLE IF NOT EXISTS translations (
    objectid varchar(26) NOT NULL,
    dstlang varchar NOT NULL,
    objecttype varchar NOT NULL,
    providerid varchar NOT NULL,
    normhash varchar(64) NOT NULL,
    text text NOT NULL,
    confidence float4,
    meta jsonb,
    updateat int8 NOT NULL,
    state varchar(20) NOT NULL,
    channelid varchar(26),
    PRIMARY KEY (objectid, objecttype, dstlang)
);
CREATE INDEX IF NOT EXISTS idx_translations_channel_updateat ON translations (channelid, objecttype, updateat DESC, dstlang);
CREATE INDEX IF NOT EXISTS idx_translations_state ON translations (state) WHERE (state = 'processing');

-- Uploads in parts, not finished yet.
CREATE TABLE IF NOT EXISTS uploadsessions (
    id varchar(26) NOT NULL,
    type upload_session_type,
    createat int8,
    userid varchar(26),
    channelid varchar(26),
    filename varchar(256),
    path varchar(512),
    filesize int8,
    fileoffset int8,
    remoteid varchar(26),
    reqfileid varchar(26),
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS idx_uploadsessions_create_at ON uploadsessions (createat);
CREATE INDEX IF NOT EXISTS idx_uploadsessions_type ON uploadsessions (type);
CREATE INDEX IF NOT EXISTS idx_uploadsessions_user_id ON uploadsessions (userid);

-- Personal access tokens.
CREATE TABLE IF NOT EXISTS useraccesstokens (
    id varchar(26) NOT NULL,
    token varchar(26),
    userid varchar(26),
    description varchar(512),
    isactive bool,
    PRIMARY KEY (id),
    CONSTRAINT useraccesstokens_token_key UNIQUE (token)
);
CREATE INDEX IF NOT EXISTS idx_user_access_tokens_user_id ON useraccesstokens (userid);

-- User groups.
CREATE TABLE IF NOT EXISTS usergroups (
    id varchar(26) NOT NULL,
    name varchar(64),
    displayname varchar(128),
    description varchar(1024),
    source varchar(64),
    remoteid varchar(48),
    createat int8,
    updateat int8,
    deleteat int8,
    allowreference bool,
    CONSTRAINT usergroups_name_key UNIQUE (name),
    PRIMARY KEY (id),
    CONSTRAINT usergroups_source_remoteid_key UNIQUE (source, remoteid)
);
CREATE INDEX IF NOT EXISTS idx_usergroups_displayname ON usergroups (displayname);
CREATE INDEX IF NOT EXISTS idx_usergroups_remote_id ON usergroups (remoteid);
/*postgres
CREATE INDEX IF NOT EXISTS idx_usergroups_delete_at ON usergroups (deleteat);
*/

-- Accounts.
CREATE TABLE IF NOT EXISTS users (
    id varchar(26) NOT NULL,
    createat int8,
    updateat int8,
    deleteat int8,
    username varchar(64),
    password varchar(128),
    authdata varchar(128),
    authservice varchar(32),
    email varchar(128),
    emailverified bool,
    nickname varchar(64),
    firstname varchar(64),
    lastname varchar(64),
    roles varchar(256),
    allowmarketing bool,
    props jsonb,
    notifyprops jsonb,
    lastpasswordupdate int8,
    lastpictureupdate int8,
    failedattempts int4,
    locale varchar(5),
    mfaactive bool,
    mfasecret varchar(128),
    position varchar(128),
    timezone jsonb,
    remoteid varchar(26),
    lastlogin int8 NOT NULL DEFAULT 0,
    mfausedtimestamps jsonb,
    CONSTRAINT users_authdata_key UNIQUE (authdata),
    CONSTRAINT users_email_key UNIQUE (email),
    PRIMARY KEY (id),
    CONSTRAINT users_username_key UNIQUE (username)
);
CREATE INDEX IF NOT EXISTS idx_users_email_lower_textpattern ON users (lower(email) /*postgres text_pattern_ops */);
CREATE INDEX IF NOT EXISTS idx_users_firstname_lower_textpattern ON users (lower(firstname) /*postgres text_pattern_ops */);
CREATE INDEX IF NOT EXISTS idx_users_lastname_lower_textpattern ON users (lower(lastname) /*postgres text_pattern_ops */);
CREATE INDEX IF NOT EXISTS idx_users_nickname_lower_textpattern ON users (lower(nickname) /*postgres text_pattern_ops */);
CREATE INDEX IF NOT EXISTS idx_users_username_lower_textpattern ON users (lower(username) /*postgres text_pattern_ops */);
/*postgres
CREATE INDEX IF NOT EXISTS idx_users_create_at ON users (createat);
CREATE INDEX IF NOT EXISTS idx_users_delete_at ON users (deleteat);
CREATE INDEX IF NOT EXISTS idx_users_id_locale ON users (id, locale);
CREATE INDEX IF NOT EXISTS idx_users_update_at ON users (updateat);
*/

-- Who accepted which terms.
CREATE TABLE IF NOT EXISTS usertermsofservice (
    userid varchar(26) NOT NULL,
    termsofserviceid varchar(26),
    createat int8,
    PRIMARY KEY (userid)
);
