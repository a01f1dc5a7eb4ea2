-- Personal data: consent to marketing, erasure, exports for one customer, and merged customers.
-- A row of consents is a statement about marketing, by a customer or by a person with only an email address. It outlives the
-- person: then it has only email_hash, so that a later import of the address does not revive what was withdrawn. current is true
-- for the last statement of a person about a channel. Hashes are keyed with person_key of shop_settings.
-- A row of erasures is proof of an erasure, and lets it be repeated after a backup was restored. report is JSON.
-- merged_id is the former ID of a customer that was merged into another one.
-- +goose Up
CREATE TABLE consents (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    customer_id TEXT COLLATE "C" REFERENCES customers (id) ON DELETE SET NULL,
    email       TEXT COLLATE "C",
    email_key   TEXT COLLATE "C",
    email_hash  TEXT COLLATE "C" NOT NULL,
    channel     TEXT COLLATE "C" NOT NULL CHECK (channel IN ('EMAIL', 'SMS', 'PHONE', 'POST')),
    state       TEXT COLLATE "C" NOT NULL CHECK (state IN ('SUBSCRIBED', 'PENDING', 'UNSUBSCRIBED')),
    at          TIMESTAMPTZ NOT NULL,
    source      TEXT COLLATE "C" NOT NULL CHECK (source IN ('SIGN_UP', 'CUSTOMER', 'SUBSCRIBE', 'CONFIRMATION', 'UNSUBSCRIBE', 'SHOP', 'IMPORT', 'MERGE', 'EARLIER')),
    wording     TEXT COLLATE "C",
    current     BOOLEAN NOT NULL,
    actor_kind  TEXT COLLATE "C" NOT NULL CHECK (actor_kind IN ('GUEST', 'CUSTOMER', 'API_KEY', 'STAFF', 'COMMAND_LINE', 'SYSTEM')),
    actor_id    TEXT COLLATE "C",
    actor_name  TEXT COLLATE "C",
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
SELECT 'consent_' || substr(id, length('customer_') + 1), id, '', 'EMAIL', 'SUBSCRIBED', now(), 'EARLIER', true, 'SYSTEM'
FROM customers WHERE accepts_marketing;
CREATE TABLE erasures (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind       TEXT COLLATE "C" NOT NULL CHECK (kind IN ('CUSTOMER', 'EMAIL')),
    hash       TEXT COLLATE "C" NOT NULL,
    at         TIMESTAMPTZ NOT NULL,
    reason     TEXT COLLATE "C",
    report     TEXT COLLATE "C" NOT NULL,
    actor_kind TEXT COLLATE "C" NOT NULL CHECK (actor_kind IN ('CUSTOMER', 'API_KEY', 'STAFF', 'COMMAND_LINE', 'SYSTEM')),
    actor_id   TEXT COLLATE "C",
    actor_name TEXT COLLATE "C"
);
CREATE INDEX erasures_hash ON erasures (hash);
CREATE INDEX erasures_at ON erasures (at, id);
CREATE TABLE merged_customers (
    merged_id   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    customer_id TEXT COLLATE "C" NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    merged_at   TIMESTAMPTZ NOT NULL
);
CREATE INDEX merged_customers_customer ON merged_customers (customer_id);
CREATE INDEX addresses_postcode ON addresses (postcode, customer_id) WHERE postcode <> '';
ALTER TABLE shop_settings ADD COLUMN erasure_grace_days BIGINT NOT NULL DEFAULT 14 CHECK (erasure_grace_days BETWEEN 0 AND 30);
ALTER TABLE shop_settings ADD COLUMN double_opt_in BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE shop_settings ADD COLUMN person_key TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE shop_settings SET person_key = replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
ALTER TABLE customers ADD COLUMN erasure_requested_at TIMESTAMPTZ;
ALTER TABLE customers ADD COLUMN erasure_due_at TIMESTAMPTZ;
CREATE INDEX customers_erasure_due ON customers (erasure_due_at) WHERE erasure_due_at IS NOT NULL;
ALTER TABLE orders ADD COLUMN anonymized_at TIMESTAMPTZ;
CREATE INDEX orders_anonymized ON orders (placed_at) WHERE anonymized_at IS NOT NULL;
ALTER TABLE custom_fields ADD COLUMN personal BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE jobs DROP CONSTRAINT jobs_kind_check;
ALTER TABLE jobs ADD CONSTRAINT jobs_kind_check CHECK (kind IN ('IMPORT_CUSTOMERS', 'IMPORT_ORDERS', 'EXPORT_CUSTOMERS', 'EXPORT_ORDERS', 'UPDATE_CUSTOMERS', 'DELETE_CUSTOMERS', 'ADD_CUSTOMER_TAGS', 'REMOVE_CUSTOMER_TAGS', 'SEND_INVITATIONS', 'EXPORT_PERSONAL_DATA'));
ALTER TABLE jobs DROP CONSTRAINT jobs_actor_kind_check;
ALTER TABLE jobs ADD CONSTRAINT jobs_actor_kind_check CHECK (actor_kind IN ('CUSTOMER', 'API_KEY', 'STAFF', 'COMMAND_LINE'));
ALTER TABLE jobs ADD COLUMN customer_id TEXT COLLATE "C";
ALTER TABLE jobs ADD CONSTRAINT jobs_customer_check CHECK ((customer_id IS NOT NULL) = (kind = 'EXPORT_PERSONAL_DATA'));
CREATE INDEX jobs_customer ON jobs (customer_id) WHERE customer_id IS NOT NULL;
ALTER TABLE one_time_tokens DROP CONSTRAINT one_time_tokens_purpose_check;
ALTER TABLE one_time_tokens ADD CONSTRAINT one_time_tokens_purpose_check CHECK (purpose IN ('PASSWORD_RESET', 'EMAIL_CONFIRM', 'EMAIL_CHANGE', 'SIGN_UP', 'SIGN_IN', 'GUEST_ORDER', 'MARKETING_CONFIRM', 'DATA_EXPORT'));
CREATE INDEX one_time_tokens_email ON one_time_tokens (email_key) WHERE customer_id IS NULL AND order_id IS NULL;

-- +goose Down
DROP INDEX one_time_tokens_email;
DELETE FROM one_time_tokens WHERE purpose IN ('MARKETING_CONFIRM', 'DATA_EXPORT');
ALTER TABLE one_time_tokens DROP CONSTRAINT one_time_tokens_purpose_check;
ALTER TABLE one_time_tokens ADD CONSTRAINT one_time_tokens_purpose_check CHECK (purpose IN ('PASSWORD_RESET', 'EMAIL_CONFIRM', 'EMAIL_CHANGE', 'SIGN_UP', 'SIGN_IN', 'GUEST_ORDER'));
DELETE FROM jobs WHERE kind = 'EXPORT_PERSONAL_DATA';
ALTER TABLE jobs DROP CONSTRAINT jobs_customer_check;
DROP INDEX jobs_customer;
ALTER TABLE jobs DROP COLUMN customer_id;
ALTER TABLE jobs DROP CONSTRAINT jobs_actor_kind_check;
ALTER TABLE jobs ADD CONSTRAINT jobs_actor_kind_check CHECK (actor_kind IN ('API_KEY', 'STAFF', 'COMMAND_LINE'));
ALTER TABLE jobs DROP CONSTRAINT jobs_kind_check;
ALTER TABLE jobs ADD CONSTRAINT jobs_kind_check CHECK (kind IN ('IMPORT_CUSTOMERS', 'IMPORT_ORDERS', 'EXPORT_CUSTOMERS', 'EXPORT_ORDERS', 'UPDATE_CUSTOMERS', 'DELETE_CUSTOMERS', 'ADD_CUSTOMER_TAGS', 'REMOVE_CUSTOMER_TAGS', 'SEND_INVITATIONS'));
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
