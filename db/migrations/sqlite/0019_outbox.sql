-- Mails that no mail server was there for were SENT, as if somebody had taken them. They were handed over and sent in the
-- same microsecond, which no mail server does. What the mails in the outbox say is now dropped by when they were put there.
-- +goose Up
ALTER TABLE mails RENAME TO mails_before;
CREATE TABLE mails (
    id         TEXT NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL,
    recipient  TEXT NOT NULL,
    to_key     TEXT NOT NULL,
    data       TEXT NOT NULL,
    fold_key   TEXT NOT NULL,
    status     TEXT NOT NULL,
    attempts   INTEGER NOT NULL CHECK (attempts >= 0),
    folded     INTEGER NOT NULL CHECK (folded >= 0),
    last_error TEXT,
    lease      TEXT,
    due_at     TEXT,
    handed_at  TEXT,
    subject    TEXT,
    text       TEXT,
    html       TEXT,
    created_at TEXT NOT NULL,
    sent_at    TEXT,
    CHECK (status IN ('WAITING', 'PUT_OFF', 'SENDING', 'SENT', 'OUTBOX', 'UNCERTAIN', 'FAILED', 'DROPPED')),
    CHECK ((due_at IS NOT NULL) = (status IN ('WAITING', 'PUT_OFF', 'SENDING'))),
    CHECK ((sent_at IS NOT NULL) = (status = 'SENT')),
    CHECK (status <> 'SENDING' OR lease IS NOT NULL),
    CHECK (status NOT IN ('WAITING', 'PUT_OFF') OR handed_at IS NULL)
);
INSERT INTO mails (
    id, kind, recipient, to_key, data, fold_key, status, attempts, folded, last_error, lease, due_at, handed_at,
    subject, text, html, created_at, sent_at
) SELECT
    id, kind, recipient, to_key, data, fold_key, status, attempts, folded, last_error, lease, due_at, handed_at,
    subject, text, html, created_at, sent_at
FROM mails_before;
DROP TABLE mails_before;
UPDATE mails SET status = 'OUTBOX', sent_at = NULL WHERE status = 'SENT' AND sent_at = handed_at;
CREATE UNIQUE INDEX mails_fold_key ON mails (fold_key) WHERE status IN ('WAITING', 'PUT_OFF');
CREATE INDEX mails_due ON mails (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX mails_to ON mails (to_key, handed_at);
CREATE INDEX mails_created ON mails (created_at, id);
CREATE INDEX mails_status ON mails (status, created_at, id);
CREATE INDEX mails_text ON mails (handed_at) WHERE text IS NOT NULL;

-- +goose Down
UPDATE mails SET status = 'SENT', sent_at = handed_at WHERE status = 'OUTBOX';
ALTER TABLE mails RENAME TO mails_before;
CREATE TABLE mails (
    id         TEXT NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL,
    recipient  TEXT NOT NULL,
    to_key     TEXT NOT NULL,
    data       TEXT NOT NULL,
    fold_key   TEXT NOT NULL,
    status     TEXT NOT NULL CHECK (status IN ('WAITING', 'PUT_OFF', 'SENDING', 'SENT', 'UNCERTAIN', 'FAILED', 'DROPPED')),
    attempts   INTEGER NOT NULL CHECK (attempts >= 0),
    folded     INTEGER NOT NULL CHECK (folded >= 0),
    last_error TEXT,
    lease      TEXT,
    due_at     TEXT,
    handed_at  TEXT,
    subject    TEXT,
    text       TEXT,
    html       TEXT,
    created_at TEXT NOT NULL,
    sent_at    TEXT,
    CHECK ((due_at IS NOT NULL) = (status IN ('WAITING', 'PUT_OFF', 'SENDING'))),
    CHECK ((sent_at IS NOT NULL) = (status = 'SENT')),
    CHECK (status <> 'SENDING' OR lease IS NOT NULL),
    CHECK (status NOT IN ('WAITING', 'PUT_OFF') OR handed_at IS NULL)
);
INSERT INTO mails (
    id, kind, recipient, to_key, data, fold_key, status, attempts, folded, last_error, lease, due_at, handed_at,
    subject, text, html, created_at, sent_at
) SELECT
    id, kind, recipient, to_key, data, fold_key, status, attempts, folded, last_error, lease, due_at, handed_at,
    subject, text, html, created_at, sent_at
FROM mails_before;
DROP TABLE mails_before;
CREATE UNIQUE INDEX mails_fold_key ON mails (fold_key) WHERE status IN ('WAITING', 'PUT_OFF');
CREATE INDEX mails_due ON mails (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX mails_to ON mails (to_key, handed_at);
CREATE INDEX mails_created ON mails (created_at, id);
CREATE INDEX mails_status ON mails (status, created_at, id);
CREATE INDEX mails_text ON mails (sent_at) WHERE text IS NOT NULL;
