-- Firefox 153.7.0esr (Debian 12): content-prefs.sqlite
-- Schema as this browser made it on 2026-11-24, from a real profile; no rows but version marks.
-- Journal mode of the original: DELETE.

PRAGMA page_size = 32768;
PRAGMA auto_vacuum = 2;
PRAGMA encoding = 'UTF-8';
BEGIN;

CREATE TABLE groups (id           INTEGER PRIMARY KEY,                    name         TEXT NOT NULL);
CREATE TABLE prefs (id           INTEGER PRIMARY KEY,                    groupID      INTEGER REFERENCES groups(id),                    settingID    INTEGER NOT NULL REFERENCES settings(id),                    value        BLOB,                    timestamp    INTEGER NOT NULL DEFAULT 0);
CREATE TABLE settings (id           INTEGER PRIMARY KEY,                    name         TEXT NOT NULL);
CREATE INDEX groups_idx ON groups(name);
CREATE INDEX prefs_idx ON prefs(timestamp, groupID, settingID);
CREATE INDEX settings_idx ON settings(name);

PRAGMA user_version = 6;
COMMIT;
