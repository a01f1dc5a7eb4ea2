-- +goose Up
-- Mails, from being asked for until some time after they were sent. due_at is when something is next to be done: when a mail may
-- be sent, and when the lease of one that is being sent runs out; null when nothing is. handed_at is set in the transaction that
-- is open while the end of the mail goes to the mail server: what has it is never sent again.
CREATE TABLE mails (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind       TEXT COLLATE "C" NOT NULL,
    recipient  TEXT COLLATE "C" NOT NULL,
    to_key     TEXT COLLATE "C" NOT NULL,
    data       TEXT COLLATE "C" NOT NULL,
    fold_key   TEXT COLLATE "C" NOT NULL,
    status     TEXT COLLATE "C" NOT NULL CHECK (status IN ('WAITING', 'PUT_OFF', 'SENDING', 'SENT', 'UNCERTAIN', 'FAILED', 'DROPPED')),
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

-- Of mails that say the same, one waits.
CREATE UNIQUE INDEX mails_fold_key ON mails (fold_key) WHERE status IN ('WAITING', 'PUT_OFF');
CREATE INDEX mails_due ON mails (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX mails_to ON mails (to_key, handed_at);
CREATE INDEX mails_created ON mails (created_at, id);
CREATE INDEX mails_status ON mails (status, created_at, id);
CREATE INDEX mails_text ON mails (sent_at) WHERE text IS NOT NULL;

-- +goose Down
DROP TABLE mails;
