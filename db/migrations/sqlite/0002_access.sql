-- +goose Up
CREATE TABLE sessions (
    id          TEXT NOT NULL PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    created_at  TEXT NOT NULL,
    expires_at  TEXT NOT NULL
);

CREATE INDEX sessions_customer ON sessions (customer_id, created_at);
CREATE INDEX sessions_expires ON sessions (expires_at);

CREATE TABLE api_keys (
    id           TEXT NOT NULL PRIMARY KEY,
    name         TEXT NOT NULL,
    secret_hash  TEXT NOT NULL,
    scopes       TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    last_used_at TEXT,
    revoked_at   TEXT
);

CREATE UNIQUE INDEX api_keys_secret_hash ON api_keys (secret_hash);

CREATE TABLE attempts (
    key      TEXT NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    ends_at  TEXT NOT NULL
);

CREATE INDEX attempts_ends ON attempts (ends_at);

-- +goose Down
DROP TABLE attempts;
DROP TABLE api_keys;
DROP TABLE sessions;
