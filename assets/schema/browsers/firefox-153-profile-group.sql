-- Firefox 153.7.0esr (Debian 12): Profile Groups/<store id>.sqlite
-- Schema as this browser made it on 2026-11-24, from a real profile; no rows but version marks.
-- Journal mode of the original: WAL.

PRAGMA page_size = 32768;
PRAGMA auto_vacuum = 0;
PRAGMA encoding = 'UTF-8';
BEGIN;

CREATE TABLE "Profiles" ( id INTEGER NOT NULL, path TEXT NOT NULL UNIQUE, name TEXT NOT NULL, avatar TEXT NOT NULL, themeId TEXT NOT NULL, themeFg TEXT NOT NULL, themeBg TEXT NOT NULL, PRIMARY KEY(id) );
CREATE TABLE "SharedPrefs" ( id INTEGER NOT NULL, name TEXT NOT NULL UNIQUE, value BLOB, isBoolean INTEGER, PRIMARY KEY(id) );
CREATE TABLE "NimbusEnrollments" ( id INTEGER NOT NULL, profileId INTEGER NOT NULL, slug TEXT NOT NULL, branchSlug TEXT NOT NULL, recipe JSONB, active BOOLEAN NOT NULL, unenrollReason TEXT, lastSeen TEXT NOT NULL, setPrefs JSONB, prefFlips JSONB, source TEXT NOT NULL, PRIMARY KEY(id), UNIQUE (profileId, slug) ON CONFLICT FAIL );
CREATE TABLE "Heartbeats" ( id INTEGER NOT NULL, recipeId TEXT NOT NULL UNIQUE, lastShown INTEGER, lastInteraction	INTEGER, PRIMARY KEY(id) );
CREATE TABLE "MessagingSystemMessageImpressions" ( id INTEGER PRIMARY KEY, messageId TEXT UNIQUE NOT NULL, impressions JSONB );
CREATE TABLE "MessagingSystemMessageBlocklist" ( id INTEGER PRIMARY KEY, messageId TEXT UNIQUE NOT NULL );
CREATE TABLE "NimbusSyncTimestamps" ( id INTEGER NOT NULL, profileId TEXT NOT NULL, collection TEXT NOT NULL, lastModified INTEGER NOT NULL, PRIMARY KEY(id), UNIQUE (profileId, collection) ON CONFLICT FAIL );

PRAGMA user_version = 7;
COMMIT;
