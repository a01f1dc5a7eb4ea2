-- +goose Up
-- Mails, from being asked for until some time after they were sent. due_at is when something is next to be done: when a mail may
-- be sent, and when the lease of one that is being sent runs out; null when nothing is. handed_at is set in the transaction that
-- is open while the end of the mail goes to the mail server: what has it is never sent again.
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

-- Of mails that say the same, one waits.
CREATE UNIQUE INDEX mails_fold_key ON mails (fold_key) WHERE status IN ('WAITING', 'PUT_OFF');
CREATE INDEX mails_due ON mails (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX mails_to ON mails (to_key, handed_at);
CREATE INDEX mails_created ON mails (created_at, id);
CREATE INDEX mails_status ON mails (status, created_at, id);
CREATE INDEX mails_text ON mails (sent_at) WHERE text IS NOT NULL;

-- +goose Down
DROP TABLE mails;
