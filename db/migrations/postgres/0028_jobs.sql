-- Jobs: imports, exports, and changes of many customers. parameters is the JSON of what was requested. input_file and output_file
-- are the files of job_files that the job reads and has written; an import can read the file of an earlier one. columns and header
-- are JSON arrays that describe the file of an import. faults is the number of rows in job_faults. lease and lease_ends_at are
-- those of the server that runs the job. A job that is queued again after an error waits until due_at.
-- A file is a gzip stream in chunks, each of which is encrypted. raw is a record as in the file, encrypted. job_customers are the customers that a change
-- concerns, as they were selected when it was created; they may have been deleted since.
-- +goose Up
ALTER TABLE events DROP CONSTRAINT events_subject_kind_check;
ALTER TABLE events ADD CONSTRAINT events_subject_kind_check CHECK (subject_kind IN ('CUSTOMER', 'ADDRESS', 'ORDER', 'CUSTOM_FIELD', 'SHOP', 'STAFF_MEMBER', 'API_KEY', 'WEBHOOK', 'JOB'));
CREATE TABLE jobs (
    id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind          TEXT COLLATE "C" NOT NULL CHECK (kind IN ('IMPORT_CUSTOMERS', 'IMPORT_ORDERS', 'EXPORT_CUSTOMERS', 'EXPORT_ORDERS', 'UPDATE_CUSTOMERS', 'DELETE_CUSTOMERS', 'ADD_CUSTOMER_TAGS', 'REMOVE_CUSTOMER_TAGS', 'SEND_INVITATIONS')),
    status        TEXT COLLATE "C" NOT NULL CHECK (status IN ('AWAITING_FILE', 'QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    error         TEXT COLLATE "C",
    format        TEXT COLLATE "C",
    dry_run       BOOLEAN NOT NULL,
    parameters    TEXT COLLATE "C" NOT NULL,
    input_file    TEXT COLLATE "C",
    output_file   TEXT COLLATE "C",
    columns       TEXT COLLATE "C",
    header        TEXT COLLATE "C",
    total         BIGINT,
    done          BIGINT NOT NULL,
    created       BIGINT NOT NULL,
    updated       BIGINT NOT NULL,
    unchanged     BIGINT NOT NULL,
    failed        BIGINT NOT NULL,
    faults        BIGINT NOT NULL,
    actor_kind    TEXT COLLATE "C" NOT NULL CHECK (actor_kind IN ('API_KEY', 'STAFF', 'COMMAND_LINE')),
    actor_id      TEXT COLLATE "C",
    actor_name    TEXT COLLATE "C",
    attempts      BIGINT NOT NULL,
    due_at        TIMESTAMPTZ,
    lease         TEXT COLLATE "C",
    lease_ends_at TIMESTAMPTZ,
    created_at    TIMESTAMPTZ NOT NULL,
    started_at    TIMESTAMPTZ,
    finished_at   TIMESTAMPTZ,
    expires_at    TIMESTAMPTZ,
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
    file_id  TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    job_id   TEXT COLLATE "C" NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    kind     TEXT COLLATE "C" NOT NULL CHECK (kind IN ('INPUT', 'OUTPUT')),
    data     BYTEA NOT NULL,
    PRIMARY KEY (file_id, position)
);
CREATE INDEX job_files_job ON job_files (job_id);
ALTER TABLE job_files ALTER COLUMN data SET STORAGE EXTERNAL;
CREATE TABLE job_faults (
    job_id      TEXT COLLATE "C" NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    position    BIGINT NOT NULL,
    row_number  BIGINT,
    column_name TEXT COLLATE "C",
    record_id   TEXT COLLATE "C",
    code        TEXT COLLATE "C",
    message     TEXT COLLATE "C" NOT NULL,
    raw         TEXT COLLATE "C",
    PRIMARY KEY (job_id, position)
);
CREATE TABLE job_customers (
    job_id      TEXT COLLATE "C" NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    position    BIGINT NOT NULL,
    customer_id TEXT COLLATE "C" NOT NULL,
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
DELETE FROM events WHERE subject_kind = 'JOB';
ALTER TABLE events DROP CONSTRAINT events_subject_kind_check;
ALTER TABLE events ADD CONSTRAINT events_subject_kind_check CHECK (subject_kind IN ('CUSTOMER', 'ADDRESS', 'ORDER', 'CUSTOM_FIELD', 'SHOP', 'STAFF_MEMBER', 'API_KEY', 'WEBHOOK'));
