-- Webhooks and their deliveries. events and scopes are JSON arrays. secret and previous_secret are encrypted. Events up to
-- since_position are not delivered, except those between the ids backfill_after and backfill_until, from the time
-- backfill_since, for which a redelivery was requested. lease and lease_ends_at are those of the request in progress, of which
-- there is at most one. due_at is the time of the next action; a delivery that is settled has none. The only row of
-- webhook_cursor holds the position of the last event for which deliveries were created.
-- +goose Up
CREATE TABLE webhooks (
    id                      TEXT NOT NULL PRIMARY KEY,
    name                    TEXT NOT NULL,
    url                     TEXT NOT NULL,
    events                  TEXT NOT NULL,
    query                   TEXT,
    scopes                  TEXT NOT NULL,
    active                  BOOLEAN NOT NULL,
    paused_reason           TEXT CHECK (paused_reason IN ('REQUESTED', 'GONE', 'FAILING')),
    secret                  TEXT NOT NULL,
    previous_secret         TEXT,
    previous_secret_ends_at TEXT,
    since_position          INTEGER NOT NULL,
    backfill_after          TEXT,
    backfill_until          TEXT,
    backfill_since          TEXT,
    last_success_at         TEXT,
    failing_since           TEXT,
    lease                   TEXT,
    lease_ends_at           TEXT,
    created_at              TEXT NOT NULL,
    updated_at              TEXT NOT NULL,
    version                 INTEGER NOT NULL,
    CHECK (active = (paused_reason IS NULL))
);
CREATE TABLE webhook_deliveries (
    id              TEXT NOT NULL PRIMARY KEY,
    webhook_id      TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    event_id        TEXT,
    event_type      TEXT,
    status          TEXT NOT NULL CHECK (status IN ('PENDING', 'SENDING', 'DELIVERED', 'FAILED')),
    attempts        INTEGER NOT NULL,
    due_at          TEXT,
    lease           TEXT,
    response_status INTEGER,
    response_body   TEXT,
    error           TEXT,
    duration_ms     INTEGER,
    created_at      TEXT NOT NULL,
    delivered_at    TEXT,
    CHECK ((due_at IS NULL) = (status IN ('DELIVERED', 'FAILED')))
);
CREATE UNIQUE INDEX webhook_deliveries_event ON webhook_deliveries (webhook_id, event_id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_created ON webhook_deliveries (webhook_id, created_at, id);
CREATE INDEX webhook_deliveries_status ON webhook_deliveries (webhook_id, status, created_at, id);
CREATE INDEX webhook_deliveries_age ON webhook_deliveries (created_at);
CREATE TABLE webhook_cursor (
    id       INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    position INTEGER NOT NULL
);
INSERT INTO webhook_cursor (id, position) SELECT 1, COALESCE(MAX(seq), 0) FROM events;

-- +goose Down
DROP TABLE webhook_cursor;
DROP TABLE webhook_deliveries;
DROP TABLE webhooks;
