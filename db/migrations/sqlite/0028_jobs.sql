-- Jobs: imports, exports, and changes of many customers. parameters is the JSON of what was requested. input_file and output_file
-- are the files of job_files that the job reads and has written; an import can read the file of an earlier one. columns and header
-- are JSON arrays that describe the file of an import. faults is the number of rows in job_faults. lease and lease_ends_at are
-- those of the server that runs the job. A job that is queued again after an error waits until due_at.
-- A file is a gzip stream in chunks, each of which is encrypted. raw is a record as in the file, encrypted. job_customers are the customers that a change
-- concerns, as they were selected when it was created; they may have been deleted since.
-- SQLite cannot change a constraint, so events is copied with the new one. The numbers of its rows continue.
-- +goose Up
CREATE TABLE events_copy (
    seq          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL,
    type         TEXT NOT NULL,
    at           TEXT NOT NULL,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('CUSTOMER', 'ADDRESS', 'ORDER', 'CUSTOM_FIELD', 'SHOP', 'STAFF_MEMBER', 'API_KEY', 'WEBHOOK', 'JOB')),
    subject_id   TEXT NOT NULL,
    customer_id  TEXT,
    actor_kind   TEXT NOT NULL CHECK (actor_kind IN ('GUEST', 'CUSTOMER', 'API_KEY', 'STAFF', 'COMMAND_LINE', 'SYSTEM')),
    actor_id     TEXT,
    actor_name   TEXT,
    request_id   TEXT,
    text         TEXT,
    fields       TEXT NOT NULL,
    before       TEXT,
    after        TEXT,
    version      INTEGER,
    hidden       BOOLEAN NOT NULL,
    position     INTEGER GENERATED ALWAYS AS (seq) VIRTUAL
);
INSERT INTO events_copy (seq, id, type, at, subject_kind, subject_id, customer_id, actor_kind, actor_id, actor_name, request_id, text, fields, before, after, version, hidden)
SELECT seq, id, type, at, subject_kind, subject_id, customer_id, actor_kind, actor_id, actor_name, request_id, text, fields, before, after, version, hidden FROM events ORDER BY seq;
INSERT INTO sqlite_sequence (name, seq) SELECT 'events_copy', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'events_copy');
UPDATE sqlite_sequence SET seq = (SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'events') WHERE name = 'events_copy';
DROP TABLE events;
ALTER TABLE events_copy RENAME TO events;
CREATE UNIQUE INDEX events_id ON events (id);
CREATE INDEX events_subject ON events (subject_id);
CREATE INDEX events_customer ON events (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX events_actor ON events (actor_kind, actor_id, at) WHERE actor_kind NOT IN ('GUEST', 'CUSTOMER');
CREATE INDEX events_actor_kind ON events (actor_kind, at) WHERE actor_kind NOT IN ('GUEST', 'CUSTOMER');
CREATE INDEX events_at ON events (at);
CREATE INDEX events_type ON events (type, at);
CREATE INDEX events_administration ON events (at) WHERE subject_kind NOT IN ('CUSTOMER', 'ADDRESS', 'ORDER');
CREATE TABLE jobs (
    id            TEXT NOT NULL PRIMARY KEY,
    kind          TEXT NOT NULL CHECK (kind IN ('IMPORT_CUSTOMERS', 'IMPORT_ORDERS', 'EXPORT_CUSTOMERS', 'EXPORT_ORDERS', 'UPDATE_CUSTOMERS', 'DELETE_CUSTOMERS', 'ADD_CUSTOMER_TAGS', 'REMOVE_CUSTOMER_TAGS', 'SEND_INVITATIONS')),
    status        TEXT NOT NULL CHECK (status IN ('AWAITING_FILE', 'QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    error         TEXT,
    format        TEXT,
    dry_run       BOOLEAN NOT NULL,
    parameters    TEXT NOT NULL,
    input_file    TEXT,
    output_file   TEXT,
    columns       TEXT,
    header        TEXT,
    total         INTEGER,
    done          INTEGER NOT NULL,
    created       INTEGER NOT NULL,
    updated       INTEGER NOT NULL,
    unchanged     INTEGER NOT NULL,
    failed        INTEGER NOT NULL,
    faults        INTEGER NOT NULL,
    actor_kind    TEXT NOT NULL CHECK (actor_kind IN ('API_KEY', 'STAFF', 'COMMAND_LINE')),
    actor_id      TEXT,
    actor_name    TEXT,
    attempts      INTEGER NOT NULL,
    due_at        TEXT,
    lease         TEXT,
    lease_ends_at TEXT,
    created_at    TEXT NOT NULL,
    started_at    TEXT,
    finished_at   TEXT,
    expires_at    TEXT,
    CHECK ((lease IS NOT NULL) = (status = 'RUNNING')),
    CHECK ((lease IS NULL) = (lease_ends_at IS NULL)),
    CHECK ((error IS NOT NULL) = (status = 'FAILED')),
    CHECK ((finished_at IS NOT NULL) = (status IN ('SUCCEEDED', 'FAILED', 'CANCELLED'))),
    CHECK ((finished_at IS NULL) = (expires_at IS NULL))
);
CREATE INDEX jobs_created ON jobs (created_at, id);
CREATE INDEX jobs_expires ON jobs (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX jobs_open ON jobs (created_at, id) WHERE finished_at IS NULL;
CREATE INDEX jobs_input ON jobs (input_file) WHERE input_file IS NOT NULL;
CREATE TABLE job_files (
    file_id  TEXT NOT NULL,
    position INTEGER NOT NULL,
    job_id   TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    kind     TEXT NOT NULL CHECK (kind IN ('INPUT', 'OUTPUT')),
    data     BLOB NOT NULL,
    PRIMARY KEY (file_id, position)
);
CREATE INDEX job_files_job ON job_files (job_id);
CREATE TABLE job_faults (
    job_id      TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    row_number  INTEGER,
    column_name TEXT,
    record_id   TEXT,
    code        TEXT,
    message     TEXT NOT NULL,
    raw         TEXT,
    PRIMARY KEY (job_id, position)
);
CREATE TABLE job_customers (
    job_id      TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    customer_id TEXT NOT NULL,
    PRIMARY KEY (job_id, position)
);
-- Invitations are sent after all other emails.
CREATE INDEX emails_due_first ON emails (due_at, id) WHERE due_at IS NOT NULL AND kind <> 'account_invitation';

-- +goose Down
DROP INDEX emails_due_first;
DROP TABLE job_customers;
DROP TABLE job_faults;
DROP TABLE job_files;
DROP TABLE jobs;
CREATE TABLE events_copy (
    seq          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL,
    type         TEXT NOT NULL,
    at           TEXT NOT NULL,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('CUSTOMER', 'ADDRESS', 'ORDER', 'CUSTOM_FIELD', 'SHOP', 'STAFF_MEMBER', 'API_KEY', 'WEBHOOK')),
    subject_id   TEXT NOT NULL,
    customer_id  TEXT,
    actor_kind   TEXT NOT NULL CHECK (actor_kind IN ('GUEST', 'CUSTOMER', 'API_KEY', 'STAFF', 'COMMAND_LINE', 'SYSTEM')),
    actor_id     TEXT,
    actor_name   TEXT,
    request_id   TEXT,
    text         TEXT,
    fields       TEXT NOT NULL,
    before       TEXT,
    after        TEXT,
    version      INTEGER,
    hidden       BOOLEAN NOT NULL,
    position     INTEGER GENERATED ALWAYS AS (seq) VIRTUAL
);
INSERT INTO events_copy (seq, id, type, at, subject_kind, subject_id, customer_id, actor_kind, actor_id, actor_name, request_id, text, fields, before, after, version, hidden)
SELECT seq, id, type, at, subject_kind, subject_id, customer_id, actor_kind, actor_id, actor_name, request_id, text, fields, before, after, version, hidden FROM events WHERE subject_kind <> 'JOB' ORDER BY seq;
INSERT INTO sqlite_sequence (name, seq) SELECT 'events_copy', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'events_copy');
UPDATE sqlite_sequence SET seq = (SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'events') WHERE name = 'events_copy';
DROP TABLE events;
ALTER TABLE events_copy RENAME TO events;
CREATE UNIQUE INDEX events_id ON events (id);
CREATE INDEX events_subject ON events (subject_id);
CREATE INDEX events_customer ON events (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX events_actor ON events (actor_kind, actor_id, at) WHERE actor_kind NOT IN ('GUEST', 'CUSTOMER');
CREATE INDEX events_actor_kind ON events (actor_kind, at) WHERE actor_kind NOT IN ('GUEST', 'CUSTOMER');
CREATE INDEX events_at ON events (at);
CREATE INDEX events_type ON events (type, at);
CREATE INDEX events_administration ON events (at) WHERE subject_kind NOT IN ('CUSTOMER', 'ADDRESS', 'ORDER');
