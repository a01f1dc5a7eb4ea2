-- Secrets that go out by mail, and what waits for one. Of each purpose and subject there is one, so that a newer one takes the
-- place of an older.
-- +goose Up
CREATE TABLE one_time_tokens (
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

CREATE UNIQUE INDEX one_time_tokens_subject ON one_time_tokens (purpose, subject);
CREATE UNIQUE INDEX one_time_tokens_hash ON one_time_tokens (hash) WHERE hash IS NOT NULL;
CREATE INDEX one_time_tokens_code ON one_time_tokens (email_key, code_hash) WHERE code_hash IS NOT NULL;
CREATE INDEX one_time_tokens_customer ON one_time_tokens (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX one_time_tokens_order ON one_time_tokens (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX one_time_tokens_expires ON one_time_tokens (expires_at);

-- Whose order it became, or no longer is. No foreign key: what has happened outlives the customer.
ALTER TABLE order_events ADD COLUMN customer_id TEXT;

-- +goose Down
ALTER TABLE order_events DROP COLUMN customer_id;
DROP TABLE one_time_tokens;
