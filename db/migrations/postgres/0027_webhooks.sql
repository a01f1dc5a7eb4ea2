-- Webhooks and their deliveries. events and scopes are JSON arrays. secret and previous_secret are encrypted. Events up to
-- since_position are not delivered, except those between the ids backfill_after and backfill_until, from the time
-- backfill_since, for which a redelivery was requested. lease and lease_ends_at are those of the request in progress, of which
-- there is at most one. due_at is the time of the next action; a delivery that is settled has none. The only row of
-- webhook_cursor holds the position of the last event for which deliveries were created.
-- +goose Up
CREATE TABLE webhooks (
    id                      TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name                    TEXT COLLATE "C" NOT NULL,
    url                     TEXT COLLATE "C" NOT NULL,
    events                  TEXT COLLATE "C" NOT NULL,
    query                   TEXT COLLATE "C",
    scopes                  TEXT COLLATE "C" NOT NULL,
    active                  BOOLEAN NOT NULL,
    paused_reason           TEXT COLLATE "C" CHECK (paused_reason IN ('REQUESTED', 'GONE', 'FAILING')),
    secret                  TEXT COLLATE "C" NOT NULL,
    previous_secret         TEXT COLLATE "C",
    previous_secret_ends_at TIMESTAMPTZ,
    since_position          BIGINT NOT NULL,
    backfill_after          TEXT COLLATE "C",
    backfill_until          TEXT COLLATE "C",
    backfill_since          TIMESTAMPTZ,
    last_success_at         TIMESTAMPTZ,
    failing_since           TIMESTAMPTZ,
    lease                   TEXT COLLATE "C",
    lease_ends_at           TIMESTAMPTZ,
    created_at              TIMESTAMPTZ NOT NULL,
    updated_at              TIMESTAMPTZ NOT NULL,
    version                 BIGINT NOT NULL,
    CHECK (active = (paused_reason IS NULL))
);
CREATE TABLE webhook_deliveries (
    id              TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    webhook_id      TEXT COLLATE "C" NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    event_id        TEXT COLLATE "C",
    event_type      TEXT COLLATE "C",
    status          TEXT COLLATE "C" NOT NULL CHECK (status IN ('PENDING', 'SENDING', 'DELIVERED', 'FAILED')),
    attempts        BIGINT NOT NULL,
    due_at          TIMESTAMPTZ,
    lease           TEXT COLLATE "C",
    response_status BIGINT,
    response_body   TEXT COLLATE "C",
    error           TEXT COLLATE "C",
    duration_ms     BIGINT,
    created_at      TIMESTAMPTZ NOT NULL,
    delivered_at    TIMESTAMPTZ,
    CHECK ((due_at IS NULL) = (status IN ('DELIVERED', 'FAILED')))
);
CREATE UNIQUE INDEX webhook_deliveries_event ON webhook_deliveries (webhook_id, event_id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_created ON webhook_deliveries (webhook_id, created_at, id);
CREATE INDEX webhook_deliveries_status ON webhook_deliveries (webhook_id, status, created_at, id);
CREATE INDEX webhook_deliveries_age ON webhook_deliveries (created_at);
CREATE TABLE webhook_cursor (
    id       BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    position BIGINT NOT NULL
);
INSERT INTO webhook_cursor (id, position) SELECT 1, COALESCE(MAX(position), 0) FROM events;

-- +goose Down
DROP TABLE webhook_cursor;
DROP TABLE webhook_deliveries;
DROP TABLE webhooks;
