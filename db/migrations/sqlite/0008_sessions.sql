-- A session is refreshed: generation counts its refresh tokens, which are derived and not stored, and refreshed_at is when the
-- newest came to be. Sessions from before were used last when they began.
-- +goose Up
ALTER TABLE sessions RENAME TO sessions_before;
CREATE TABLE sessions (
    id           TEXT NOT NULL PRIMARY KEY,
    customer_id  TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    device       TEXT,
    created_at   TEXT NOT NULL,
    last_used_at TEXT NOT NULL,
    expires_at   TEXT NOT NULL,
    generation   INTEGER NOT NULL CHECK (generation >= 1),
    refreshed_at TEXT
);
INSERT INTO sessions (id, customer_id, created_at, last_used_at, expires_at, generation)
    SELECT id, customer_id, created_at, created_at, expires_at, 1 FROM sessions_before;
DROP TABLE sessions_before;
CREATE INDEX sessions_customer ON sessions (customer_id, created_at);
CREATE INDEX sessions_expires ON sessions (expires_at);

ALTER TABLE customers ADD COLUMN disabled_at TEXT;
ALTER TABLE customers ADD COLUMN disabled_reason TEXT CHECK (disabled_reason IS NULL OR NOT (disabled_at IS NULL));
CREATE INDEX customers_disabled ON customers (disabled_at) WHERE disabled_at IS NOT NULL;

-- +goose Down
DROP INDEX customers_disabled;
ALTER TABLE customers DROP COLUMN disabled_reason;
ALTER TABLE customers DROP COLUMN disabled_at;
ALTER TABLE sessions DROP COLUMN refreshed_at;
ALTER TABLE sessions DROP COLUMN generation;
ALTER TABLE sessions DROP COLUMN last_used_at;
ALTER TABLE sessions DROP COLUMN device;
