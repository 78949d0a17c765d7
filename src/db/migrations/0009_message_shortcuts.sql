-- Commands that are also offered on messages: in a message's menu by name, in every client by an emoji put on it.
CREATE TABLE IF NOT EXISTS rk_command_shortcuts (
    commandid varchar(26) NOT NULL,
    name varchar(64) NOT NULL, -- "": in no menu
    emoji varchar(64) NOT NULL, -- without colons; "": none
    PRIMARY KEY (commandid)
);
CREATE INDEX IF NOT EXISTS rk_command_shortcuts_emoji ON rk_command_shortcuts (emoji) WHERE emoji <> '';
