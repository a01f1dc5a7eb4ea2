-- One row for each thing that happened, written in the transaction that did it. Events outlive their subjects, so there are no
-- foreign keys. fields, before and after are JSON arrays of the same length.
-- position is the order in which readers see events. It is the number of the row, since transactions write one after the other.
-- Conditions use seq, which has the index. Numbers are never reused.
-- +goose Up
CREATE TABLE events (
    seq          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL,
    type         TEXT NOT NULL,
    at           TEXT NOT NULL,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('CUSTOMER', 'ADDRESS', 'ORDER', 'CUSTOM_FIELD', 'SHOP', 'STAFF_MEMBER', 'API_KEY', 'WEBHOOK')),
    subject_id   TEXT NOT NULL,
    customer_id  TEXT,
    actor_kind   TEXT NOT NULL CHECK (actor_kind IN ('GUEST', 'CUSTOMER', 'API_KEY', 'STAFF', 'COMMAND_LINE', 'SYSTEM')),
    actor_id     TEXT,
    actor_name   TEXT,
    request_id   TEXT,
    text         TEXT,
    fields       TEXT NOT NULL,
    before       TEXT,
    after        TEXT,
    version      INTEGER,
    hidden       BOOLEAN NOT NULL,
    position     INTEGER GENERATED ALWAYS AS (seq) VIRTUAL
);
INSERT INTO events (id, type, at, subject_kind, subject_id, customer_id, actor_kind, actor_id, actor_name, text, fields, before, after, hidden)
SELECT e.id, 'ORDER_' || e.type, e.at, 'ORDER', e.order_id,
    COALESCE(e.customer_id, CASE WHEN o.guest THEN NULL ELSE o.customer_id END),
    e.actor_kind, e.actor_id, e.actor_name, e.reason,
    CASE e.type
        WHEN 'STATUS_CHANGED' THEN '["status"]'
        WHEN 'PAYMENT_STATUS_CHANGED' THEN '["paymentStatus"]'
        WHEN 'FULFILLMENT_STATUS_CHANGED' THEN '["fulfillmentStatus"]'
        WHEN 'EXTERNAL_ID_CHANGED' THEN '["externalId"]'
        ELSE '[]'
    END,
    CASE WHEN e.type IN ('STATUS_CHANGED', 'PAYMENT_STATUS_CHANGED', 'FULFILLMENT_STATUS_CHANGED', 'EXTERNAL_ID_CHANGED') THEN json_array(e.from_value) END,
    CASE WHEN e.type IN ('STATUS_CHANGED', 'PAYMENT_STATUS_CHANGED', 'FULFILLMENT_STATUS_CHANGED', 'EXTERNAL_ID_CHANGED') THEN json_array(e.to_value) END,
    false
FROM order_events e JOIN orders o ON o.id = e.order_id
ORDER BY e.id;
DROP TABLE order_events;
CREATE UNIQUE INDEX events_id ON events (id);
CREATE INDEX events_subject ON events (subject_id);
CREATE INDEX events_customer ON events (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX events_actor ON events (actor_kind, actor_id, at) WHERE actor_kind NOT IN ('GUEST', 'CUSTOMER');
CREATE INDEX events_actor_kind ON events (actor_kind, at) WHERE actor_kind NOT IN ('GUEST', 'CUSTOMER');
CREATE INDEX events_at ON events (at);
CREATE INDEX events_type ON events (type, at);
CREATE INDEX events_administration ON events (at) WHERE subject_kind NOT IN ('CUSTOMER', 'ADDRESS', 'ORDER');

-- +goose Down
CREATE TABLE order_events (
    id          TEXT NOT NULL PRIMARY KEY,
    order_id    TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    type        TEXT NOT NULL,
    at          TEXT NOT NULL,
    from_value  TEXT,
    to_value    TEXT,
    reason      TEXT,
    actor_kind  TEXT NOT NULL,
    actor_id    TEXT,
    actor_name  TEXT,
    customer_id TEXT
);
INSERT INTO order_events (id, order_id, type, at, from_value, to_value, reason, actor_kind, actor_id, actor_name, customer_id)
SELECT id, subject_id, substr(type, 7), at,
    CASE WHEN type IN ('ORDER_STATUS_CHANGED', 'ORDER_PAYMENT_STATUS_CHANGED', 'ORDER_FULFILLMENT_STATUS_CHANGED', 'ORDER_EXTERNAL_ID_CHANGED') THEN json_extract(before, '$[0]') END,
    CASE WHEN type IN ('ORDER_STATUS_CHANGED', 'ORDER_PAYMENT_STATUS_CHANGED', 'ORDER_FULFILLMENT_STATUS_CHANGED', 'ORDER_EXTERNAL_ID_CHANGED') THEN json_extract(after, '$[0]') END,
    text, actor_kind, actor_id, actor_name,
    CASE WHEN type IN ('ORDER_CLAIMED', 'ORDER_ATTACHED', 'ORDER_DETACHED') THEN customer_id END
FROM events
WHERE subject_kind = 'ORDER' AND type NOT IN ('ORDER_CUSTOM_FIELDS_CHANGED', 'ORDER_NOTE_ADDED')
ORDER BY id;
DROP TABLE events;
CREATE INDEX order_events_order ON order_events (order_id, id);
