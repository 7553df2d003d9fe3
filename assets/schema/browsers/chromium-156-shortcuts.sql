-- Chromium 156.0.8078.79 (Debian 12): Shortcuts
-- Schema as this browser made it on 2026-11-24, from a real profile; no rows but version marks.
-- Journal mode of the original: DELETE.

PRAGMA page_size = 4096;
PRAGMA auto_vacuum = 0;
PRAGMA encoding = 'UTF-8';
BEGIN;

CREATE TABLE meta(key LONGVARCHAR NOT NULL UNIQUE PRIMARY KEY, value LONGVARCHAR);
CREATE TABLE omni_box_shortcuts(id VARCHAR PRIMARY KEY,text VARCHAR,fill_into_edit VARCHAR,url VARCHAR,document_type INTEGER,contents VARCHAR,contents_class VARCHAR,description VARCHAR,description_class VARCHAR,transition INTEGER,type INTEGER,keyword VARCHAR,last_access_time INTEGER,number_of_hits INTEGER);

INSERT INTO meta(key, value) VALUES('last_compatible_version', '1');
INSERT INTO meta(key, value) VALUES('mmap_status', '-1');
INSERT INTO meta(key, value) VALUES('version', '2');

PRAGMA user_version = 0;
COMMIT;
