-- Renames what the API renames: order statuses, emails and API keys. Stored values follow.
-- +goose Up
ALTER TABLE orders RENAME COLUMN payment TO payment_status;
ALTER TABLE orders RENAME COLUMN shipping TO fulfillment_status;
ALTER TABLE order_events RENAME COLUMN from_state TO from_value;
ALTER TABLE order_events RENAME COLUMN to_state TO to_value;
UPDATE order_events SET type = CASE type WHEN 'PAYMENT_CHANGED' THEN 'PAYMENT_STATUS_CHANGED' ELSE 'FULFILLMENT_STATUS_CHANGED' END
WHERE type IN ('PAYMENT_CHANGED', 'SHIPPING_CHANGED');
UPDATE order_events SET actor_kind = 'API_KEY' WHERE actor_kind = 'SERVER_KEY';
ALTER TABLE api_keys DROP CONSTRAINT api_keys_creator_kind_check;
UPDATE api_keys SET creator_kind = 'API_KEY' WHERE creator_kind = 'SERVER_KEY';
ALTER TABLE api_keys ADD CONSTRAINT api_keys_creator_kind_check CHECK (creator_kind IN ('STAFF', 'API_KEY', 'COMMAND_LINE'));
CREATE TABLE emails (
    id              TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind            TEXT COLLATE "C" NOT NULL,
    recipient       TEXT COLLATE "C" NOT NULL,
    to_key          TEXT COLLATE "C" NOT NULL,
    data            TEXT COLLATE "C" NOT NULL,
    fold_key        TEXT COLLATE "C" NOT NULL,
    status          TEXT COLLATE "C" NOT NULL CHECK (status IN ('QUEUED', 'DELAYED', 'SENDING', 'SENT', 'OUTBOX', 'UNCERTAIN', 'FAILED', 'DROPPED')),
    attempts        BIGINT NOT NULL CHECK (attempts >= 0),
    merged_requests BIGINT NOT NULL CHECK (merged_requests >= 0),
    last_error      TEXT COLLATE "C",
    lease           TEXT COLLATE "C",
    due_at          TIMESTAMPTZ,
    handed_at       TIMESTAMPTZ,
    subject         TEXT COLLATE "C",
    text            TEXT COLLATE "C",
    html            TEXT COLLATE "C",
    created_at      TIMESTAMPTZ NOT NULL,
    sent_at         TIMESTAMPTZ,
    CHECK ((due_at IS NOT NULL) = (status IN ('QUEUED', 'DELAYED', 'SENDING'))),
    CHECK ((sent_at IS NOT NULL) = (status = 'SENT')),
    CHECK (status <> 'SENDING' OR lease IS NOT NULL),
    CHECK (status NOT IN ('QUEUED', 'DELAYED') OR handed_at IS NULL)
);
INSERT INTO emails (
    id, kind, recipient, to_key, data, fold_key, status, attempts, merged_requests, last_error, lease, due_at, handed_at,
    subject, text, html, created_at, sent_at
) SELECT
    id, CASE kind WHEN 'sign_in' THEN 'login_code' WHEN 'sign_in_new' THEN 'sign_up_code' WHEN 'email_confirm' THEN 'email_verification' ELSE kind END,
    recipient, to_key, data, fold_key, CASE status WHEN 'WAITING' THEN 'QUEUED' WHEN 'PUT_OFF' THEN 'DELAYED' ELSE status END,
    attempts, folded, last_error, lease, due_at, handed_at, subject, text, html, created_at, sent_at
FROM mails;
DROP TABLE mails;
CREATE UNIQUE INDEX emails_fold_key ON emails (fold_key) WHERE status IN ('QUEUED', 'DELAYED');
CREATE INDEX emails_due ON emails (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX emails_to ON emails (to_key, handed_at);
CREATE INDEX emails_created ON emails (created_at, id);
CREATE INDEX emails_status ON emails (status, created_at, id);
CREATE INDEX emails_text ON emails (handed_at) WHERE text IS NOT NULL;

-- +goose Down
CREATE TABLE mails (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind       TEXT COLLATE "C" NOT NULL,
    recipient  TEXT COLLATE "C" NOT NULL,
    to_key     TEXT COLLATE "C" NOT NULL,
    data       TEXT COLLATE "C" NOT NULL,
    fold_key   TEXT COLLATE "C" NOT NULL,
    status     TEXT COLLATE "C" NOT NULL CHECK (status IN ('WAITING', 'PUT_OFF', 'SENDING', 'SENT', 'OUTBOX', 'UNCERTAIN', 'FAILED', 'DROPPED')),
    attempts   BIGINT NOT NULL CHECK (attempts >= 0),
    folded     BIGINT NOT NULL CHECK (folded >= 0),
    last_error TEXT COLLATE "C",
    lease      TEXT COLLATE "C",
    due_at     TIMESTAMPTZ,
    handed_at  TIMESTAMPTZ,
    subject    TEXT COLLATE "C",
    text       TEXT COLLATE "C",
    html       TEXT COLLATE "C",
    created_at TIMESTAMPTZ NOT NULL,
    sent_at    TIMESTAMPTZ,
    CHECK ((due_at IS NOT NULL) = (status IN ('WAITING', 'PUT_OFF', 'SENDING'))),
    CHECK ((sent_at IS NOT NULL) = (status = 'SENT')),
    CHECK (status <> 'SENDING' OR lease IS NOT NULL),
    CHECK (status NOT IN ('WAITING', 'PUT_OFF') OR handed_at IS NULL)
);
INSERT INTO mails (
    id, kind, recipient, to_key, data, fold_key, status, attempts, folded, last_error, lease, due_at, handed_at,
    subject, text, html, created_at, sent_at
) SELECT
    id, CASE kind WHEN 'login_code' THEN 'sign_in' WHEN 'sign_up_code' THEN 'sign_in_new' WHEN 'email_verification' THEN 'email_confirm' ELSE kind END,
    recipient, to_key, data, fold_key, CASE status WHEN 'QUEUED' THEN 'WAITING' WHEN 'DELAYED' THEN 'PUT_OFF' ELSE status END,
    attempts, merged_requests, last_error, lease, due_at, handed_at, subject, text, html, created_at, sent_at
FROM emails;
DROP TABLE emails;
CREATE UNIQUE INDEX mails_fold_key ON mails (fold_key) WHERE status IN ('WAITING', 'PUT_OFF');
CREATE INDEX mails_due ON mails (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX mails_to ON mails (to_key, handed_at);
CREATE INDEX mails_created ON mails (created_at, id);
CREATE INDEX mails_status ON mails (status, created_at, id);
CREATE INDEX mails_text ON mails (handed_at) WHERE text IS NOT NULL;
ALTER TABLE api_keys DROP CONSTRAINT api_keys_creator_kind_check;
UPDATE api_keys SET creator_kind = 'SERVER_KEY' WHERE creator_kind = 'API_KEY';
ALTER TABLE api_keys ADD CONSTRAINT api_keys_creator_kind_check CHECK (creator_kind IN ('STAFF', 'SERVER_KEY', 'COMMAND_LINE'));
UPDATE order_events SET actor_kind = 'SERVER_KEY' WHERE actor_kind = 'API_KEY';
UPDATE order_events SET type = CASE type WHEN 'PAYMENT_STATUS_CHANGED' THEN 'PAYMENT_CHANGED' ELSE 'SHIPPING_CHANGED' END
WHERE type IN ('PAYMENT_STATUS_CHANGED', 'FULFILLMENT_STATUS_CHANGED');
ALTER TABLE order_events RENAME COLUMN to_value TO to_state;
ALTER TABLE order_events RENAME COLUMN from_value TO from_state;
ALTER TABLE orders RENAME COLUMN fulfillment_status TO shipping;
ALTER TABLE orders RENAME COLUMN payment_status TO payment;
