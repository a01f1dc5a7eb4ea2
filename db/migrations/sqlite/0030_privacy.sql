-- Personal data: consent to marketing, erasure, exports for one customer, and merged customers.
-- A row of consents is a statement about marketing, by a customer or by a person with only an email address. It outlives the
-- person: then it has only email_hash, so that a later import of the address does not revive what was withdrawn. current is true
-- for the last statement of a person about a channel. Hashes are keyed with person_key of shop_settings.
-- A row of erasures is proof of an erasure, and lets it be repeated after a backup was restored. report is JSON.
-- merged_id is the former ID of a customer that was merged into another one.
-- SQLite cannot change a constraint, so jobs and one_time_tokens are copied with the new ones. Tables that refer to jobs are
-- copied with it, because dropping it would delete their rows.
-- +goose Up
CREATE TABLE consents (
    id          TEXT NOT NULL PRIMARY KEY,
    customer_id TEXT REFERENCES customers (id) ON DELETE SET NULL,
    email       TEXT,
    email_key   TEXT,
    email_hash  TEXT NOT NULL,
    channel     TEXT NOT NULL CHECK (channel IN ('EMAIL', 'SMS', 'PHONE', 'POST')),
    state       TEXT NOT NULL CHECK (state IN ('SUBSCRIBED', 'PENDING', 'UNSUBSCRIBED')),
    at          TEXT NOT NULL,
    source      TEXT NOT NULL CHECK (source IN ('SIGN_UP', 'CUSTOMER', 'SUBSCRIBE', 'CONFIRMATION', 'UNSUBSCRIBE', 'SHOP', 'IMPORT', 'MERGE', 'EARLIER')),
    wording     TEXT,
    current     BOOLEAN NOT NULL,
    actor_kind  TEXT NOT NULL CHECK (actor_kind IN ('GUEST', 'CUSTOMER', 'API_KEY', 'STAFF', 'COMMAND_LINE', 'SYSTEM')),
    actor_id    TEXT,
    actor_name  TEXT,
    CHECK ((email IS NULL) = (email_key IS NULL)),
    CHECK (customer_id IS NULL OR email_key IS NULL)
);
CREATE UNIQUE INDEX consents_customer_current ON consents (customer_id, channel) WHERE current AND customer_id IS NOT NULL;
CREATE UNIQUE INDEX consents_email_current ON consents (email_key, channel) WHERE current AND email_key IS NOT NULL;
CREATE INDEX consents_customer ON consents (customer_id, at, id) WHERE customer_id IS NOT NULL;
CREATE INDEX consents_email ON consents (email_key, at, id) WHERE email_key IS NOT NULL;
CREATE INDEX consents_hash ON consents (email_hash, at, id) WHERE email_hash <> '';
CREATE INDEX consents_at ON consents (at, id);
CREATE INDEX consents_guests ON consents (at, id) WHERE email_key IS NOT NULL;
CREATE INDEX consents_channel_at ON consents (channel, at, id);
CREATE INDEX consents_state_at ON consents (state, at, id);
CREATE INDEX consents_kind_at ON consents (channel, state, at, id);
CREATE INDEX consents_state ON consents (channel, state, customer_id) WHERE current;
INSERT INTO consents (id, customer_id, email_hash, channel, state, at, source, current, actor_kind)
SELECT 'consent_' || substr(id, length('customer_') + 1), id, '', 'EMAIL', 'SUBSCRIBED', strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z', 'EARLIER', true, 'SYSTEM'
FROM customers WHERE accepts_marketing;
CREATE TABLE erasures (
    id         TEXT NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('CUSTOMER', 'EMAIL')),
    hash       TEXT NOT NULL,
    at         TEXT NOT NULL,
    reason     TEXT,
    report     TEXT NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('CUSTOMER', 'API_KEY', 'STAFF', 'COMMAND_LINE', 'SYSTEM')),
    actor_id   TEXT,
    actor_name TEXT
);
CREATE INDEX erasures_hash ON erasures (hash);
CREATE INDEX erasures_at ON erasures (at, id);
CREATE TABLE merged_customers (
    merged_id   TEXT NOT NULL PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    merged_at   TEXT NOT NULL
);
CREATE INDEX merged_customers_customer ON merged_customers (customer_id);
CREATE INDEX addresses_postcode ON addresses (postcode, customer_id) WHERE postcode <> '';
ALTER TABLE shop_settings ADD COLUMN erasure_grace_days INTEGER NOT NULL DEFAULT 14 CHECK (erasure_grace_days BETWEEN 0 AND 30);
ALTER TABLE shop_settings ADD COLUMN double_opt_in BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE shop_settings ADD COLUMN person_key TEXT NOT NULL DEFAULT '';
UPDATE shop_settings SET person_key = lower(hex(randomblob(32)));
ALTER TABLE customers ADD COLUMN erasure_requested_at TEXT;
ALTER TABLE customers ADD COLUMN erasure_due_at TEXT;
CREATE INDEX customers_erasure_due ON customers (erasure_due_at) WHERE erasure_due_at IS NOT NULL;
ALTER TABLE orders ADD COLUMN anonymized_at TEXT;
CREATE INDEX orders_anonymized ON orders (placed_at) WHERE anonymized_at IS NOT NULL;
ALTER TABLE custom_fields ADD COLUMN personal BOOLEAN NOT NULL DEFAULT true;
CREATE TABLE jobs_copy (
    id            TEXT NOT NULL PRIMARY KEY,
    kind          TEXT NOT NULL CHECK (kind IN ('IMPORT_CUSTOMERS', 'IMPORT_ORDERS', 'EXPORT_CUSTOMERS', 'EXPORT_ORDERS', 'UPDATE_CUSTOMERS', 'DELETE_CUSTOMERS', 'ADD_CUSTOMER_TAGS', 'REMOVE_CUSTOMER_TAGS', 'SEND_INVITATIONS', 'EXPORT_PERSONAL_DATA')),
    status        TEXT NOT NULL CHECK (status IN ('AWAITING_FILE', 'QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    error         TEXT,
    format        TEXT,
    dry_run       BOOLEAN NOT NULL,
    parameters    TEXT NOT NULL,
    customer_id   TEXT,
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
    actor_kind    TEXT NOT NULL CHECK (actor_kind IN ('CUSTOMER', 'API_KEY', 'STAFF', 'COMMAND_LINE')),
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
    CHECK ((customer_id IS NOT NULL) = (kind = 'EXPORT_PERSONAL_DATA')),
    CHECK ((lease IS NOT NULL) = (status = 'RUNNING')),
    CHECK ((lease IS NULL) = (lease_ends_at IS NULL)),
    CHECK ((error IS NOT NULL) = (status = 'FAILED')),
    CHECK ((finished_at IS NOT NULL) = (status IN ('SUCCEEDED', 'FAILED', 'CANCELLED'))),
    CHECK ((finished_at IS NULL) = (expires_at IS NULL))
);
INSERT INTO jobs_copy (id, kind, status, error, format, dry_run, parameters, input_file, output_file, columns, header, total, done, created, updated, unchanged, failed, faults, actor_kind, actor_id, actor_name, attempts, due_at, lease, lease_ends_at, created_at, started_at, finished_at, expires_at)
SELECT id, kind, status, error, format, dry_run, parameters, input_file, output_file, columns, header, total, done, created, updated, unchanged, failed, faults, actor_kind, actor_id, actor_name, attempts, due_at, lease, lease_ends_at, created_at, started_at, finished_at, expires_at FROM jobs;
CREATE TABLE job_files_copy (
    file_id  TEXT NOT NULL,
    position INTEGER NOT NULL,
    job_id   TEXT NOT NULL REFERENCES jobs_copy (id) ON DELETE CASCADE,
    kind     TEXT NOT NULL CHECK (kind IN ('INPUT', 'OUTPUT')),
    data     BLOB NOT NULL,
    PRIMARY KEY (file_id, position)
);
INSERT INTO job_files_copy (file_id, position, job_id, kind, data)
SELECT file_id, position, job_id, kind, data FROM job_files;
CREATE TABLE job_faults_copy (
    job_id      TEXT NOT NULL REFERENCES jobs_copy (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    row_number  INTEGER,
    column_name TEXT,
    record_id   TEXT,
    code        TEXT,
    message     TEXT NOT NULL,
    raw         TEXT,
    PRIMARY KEY (job_id, position)
);
INSERT INTO job_faults_copy (job_id, position, row_number, column_name, record_id, code, message, raw)
SELECT job_id, position, row_number, column_name, record_id, code, message, raw FROM job_faults;
CREATE TABLE job_customers_copy (
    job_id      TEXT NOT NULL REFERENCES jobs_copy (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    customer_id TEXT NOT NULL,
    PRIMARY KEY (job_id, position)
);
INSERT INTO job_customers_copy (job_id, position, customer_id)
SELECT job_id, position, customer_id FROM job_customers;
DROP TABLE job_customers;
DROP TABLE job_faults;
DROP TABLE job_files;
DROP TABLE jobs;
ALTER TABLE jobs_copy RENAME TO jobs;
ALTER TABLE job_files_copy RENAME TO job_files;
ALTER TABLE job_faults_copy RENAME TO job_faults;
ALTER TABLE job_customers_copy RENAME TO job_customers;
CREATE INDEX jobs_created ON jobs (created_at, id);
CREATE INDEX jobs_expires ON jobs (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX jobs_open ON jobs (created_at, id) WHERE finished_at IS NULL;
CREATE INDEX jobs_input ON jobs (input_file) WHERE input_file IS NOT NULL;
CREATE INDEX job_files_job ON job_files (job_id);
CREATE INDEX jobs_customer ON jobs (customer_id) WHERE customer_id IS NOT NULL;
CREATE TABLE one_time_tokens_copy (
    id          TEXT NOT NULL PRIMARY KEY,
    purpose     TEXT NOT NULL CHECK (purpose IN ('PASSWORD_RESET', 'EMAIL_CONFIRM', 'EMAIL_CHANGE', 'SIGN_UP', 'SIGN_IN', 'GUEST_ORDER', 'MARKETING_CONFIRM', 'DATA_EXPORT')),
    subject     TEXT NOT NULL,
    hash        TEXT,
    code_hash   TEXT,
    customer_id TEXT REFERENCES customers (id) ON DELETE CASCADE,
    order_id    TEXT REFERENCES orders (id) ON DELETE CASCADE,
    email_key   TEXT NOT NULL,
    payload     TEXT NOT NULL,
    created_at  TEXT NOT NULL,
    expires_at  TEXT NOT NULL,
    CHECK (expires_at > created_at)
);
INSERT INTO one_time_tokens_copy (id, purpose, subject, hash, code_hash, customer_id, order_id, email_key, payload, created_at, expires_at)
SELECT id, purpose, subject, hash, code_hash, customer_id, order_id, email_key, payload, created_at, expires_at FROM one_time_tokens;
DROP TABLE one_time_tokens;
ALTER TABLE one_time_tokens_copy RENAME TO one_time_tokens;
CREATE UNIQUE INDEX one_time_tokens_subject ON one_time_tokens (purpose, subject);
CREATE UNIQUE INDEX one_time_tokens_hash ON one_time_tokens (hash) WHERE hash IS NOT NULL;
CREATE INDEX one_time_tokens_code ON one_time_tokens (email_key, code_hash) WHERE code_hash IS NOT NULL;
CREATE INDEX one_time_tokens_customer ON one_time_tokens (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX one_time_tokens_order ON one_time_tokens (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX one_time_tokens_expires ON one_time_tokens (expires_at);
CREATE INDEX one_time_tokens_mailbox ON one_time_tokens (purpose, email_key) WHERE customer_id IS NULL AND order_id IS NULL;
CREATE INDEX one_time_tokens_email ON one_time_tokens (email_key) WHERE customer_id IS NULL AND order_id IS NULL;

-- +goose Down
CREATE TABLE one_time_tokens_copy (
    id          TEXT NOT NULL PRIMARY KEY,
    purpose     TEXT NOT NULL CHECK (purpose IN ('PASSWORD_RESET', 'EMAIL_CONFIRM', 'EMAIL_CHANGE', 'SIGN_UP', 'SIGN_IN', 'GUEST_ORDER')),
    subject     TEXT NOT NULL,
    hash        TEXT,
    code_hash   TEXT,
    customer_id TEXT REFERENCES customers (id) ON DELETE CASCADE,
    order_id    TEXT REFERENCES orders (id) ON DELETE CASCADE,
    email_key   TEXT NOT NULL,
    payload     TEXT NOT NULL,
    created_at  TEXT NOT NULL,
    expires_at  TEXT NOT NULL,
    CHECK (expires_at > created_at)
);
INSERT INTO one_time_tokens_copy (id, purpose, subject, hash, code_hash, customer_id, order_id, email_key, payload, created_at, expires_at)
SELECT id, purpose, subject, hash, code_hash, customer_id, order_id, email_key, payload, created_at, expires_at FROM one_time_tokens WHERE purpose NOT IN ('MARKETING_CONFIRM', 'DATA_EXPORT');
DROP TABLE one_time_tokens;
ALTER TABLE one_time_tokens_copy RENAME TO one_time_tokens;
CREATE UNIQUE INDEX one_time_tokens_subject ON one_time_tokens (purpose, subject);
CREATE UNIQUE INDEX one_time_tokens_hash ON one_time_tokens (hash) WHERE hash IS NOT NULL;
CREATE INDEX one_time_tokens_code ON one_time_tokens (email_key, code_hash) WHERE code_hash IS NOT NULL;
CREATE INDEX one_time_tokens_customer ON one_time_tokens (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX one_time_tokens_order ON one_time_tokens (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX one_time_tokens_expires ON one_time_tokens (expires_at);
CREATE INDEX one_time_tokens_mailbox ON one_time_tokens (purpose, email_key) WHERE customer_id IS NULL AND order_id IS NULL;
CREATE TABLE jobs_copy (
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
INSERT INTO jobs_copy (id, kind, status, error, format, dry_run, parameters, input_file, output_file, columns, header, total, done, created, updated, unchanged, failed, faults, actor_kind, actor_id, actor_name, attempts, due_at, lease, lease_ends_at, created_at, started_at, finished_at, expires_at)
SELECT id, kind, status, error, format, dry_run, parameters, input_file, output_file, columns, header, total, done, created, updated, unchanged, failed, faults, actor_kind, actor_id, actor_name, attempts, due_at, lease, lease_ends_at, created_at, started_at, finished_at, expires_at FROM jobs WHERE kind <> 'EXPORT_PERSONAL_DATA';
CREATE TABLE job_files_copy (
    file_id  TEXT NOT NULL,
    position INTEGER NOT NULL,
    job_id   TEXT NOT NULL REFERENCES jobs_copy (id) ON DELETE CASCADE,
    kind     TEXT NOT NULL CHECK (kind IN ('INPUT', 'OUTPUT')),
    data     BLOB NOT NULL,
    PRIMARY KEY (file_id, position)
);
INSERT INTO job_files_copy (file_id, position, job_id, kind, data)
SELECT file_id, position, job_id, kind, data FROM job_files WHERE job_id IN (SELECT id FROM jobs_copy);
CREATE TABLE job_faults_copy (
    job_id      TEXT NOT NULL REFERENCES jobs_copy (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    row_number  INTEGER,
    column_name TEXT,
    record_id   TEXT,
    code        TEXT,
    message     TEXT NOT NULL,
    raw         TEXT,
    PRIMARY KEY (job_id, position)
);
INSERT INTO job_faults_copy (job_id, position, row_number, column_name, record_id, code, message, raw)
SELECT job_id, position, row_number, column_name, record_id, code, message, raw FROM job_faults WHERE job_id IN (SELECT id FROM jobs_copy);
CREATE TABLE job_customers_copy (
    job_id      TEXT NOT NULL REFERENCES jobs_copy (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    customer_id TEXT NOT NULL,
    PRIMARY KEY (job_id, position)
);
INSERT INTO job_customers_copy (job_id, position, customer_id)
SELECT job_id, position, customer_id FROM job_customers WHERE job_id IN (SELECT id FROM jobs_copy);
DROP TABLE job_customers;
DROP TABLE job_faults;
DROP TABLE job_files;
DROP TABLE jobs;
ALTER TABLE jobs_copy RENAME TO jobs;
ALTER TABLE job_files_copy RENAME TO job_files;
ALTER TABLE job_faults_copy RENAME TO job_faults;
ALTER TABLE job_customers_copy RENAME TO job_customers;
CREATE INDEX jobs_created ON jobs (created_at, id);
CREATE INDEX jobs_expires ON jobs (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX jobs_open ON jobs (created_at, id) WHERE finished_at IS NULL;
CREATE INDEX jobs_input ON jobs (input_file) WHERE input_file IS NOT NULL;
CREATE INDEX job_files_job ON job_files (job_id);
ALTER TABLE custom_fields DROP COLUMN personal;
DROP INDEX orders_anonymized;
ALTER TABLE orders DROP COLUMN anonymized_at;
DROP INDEX customers_erasure_due;
ALTER TABLE customers DROP COLUMN erasure_due_at;
ALTER TABLE customers DROP COLUMN erasure_requested_at;
ALTER TABLE shop_settings DROP COLUMN person_key;
ALTER TABLE shop_settings DROP COLUMN double_opt_in;
ALTER TABLE shop_settings DROP COLUMN erasure_grace_days;
DROP INDEX addresses_postcode;
DROP TABLE merged_customers;
DROP TABLE erasures;
DROP TABLE consents;
