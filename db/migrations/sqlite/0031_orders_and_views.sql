-- Payments, refunds and shipments of orders, languages, groups of customers, and the views of the staff.
-- Rows of payments, refunds and shipments are never deleted: what was recorded by mistake has voided_at or cancelled_at. Their sums
-- are columns of orders and order_items with constraints, so that no order can be paid, refunded or shipped more than allowed.
-- Orders from before have the sums that their statuses say, and no rows. options of order_items is a JSON array of names and values.
-- filter, sort and columns of saved_views and list_columns are JSON, as the dashboard sends it. order_emails is a JSON array.
-- SQLite cannot change a constraint, so events is copied with the new one. The numbers of its rows continue.
-- +goose Up
ALTER TABLE orders ADD COLUMN paid_minor INTEGER NOT NULL DEFAULT 0 CHECK (paid_minor >= 0);
ALTER TABLE orders ADD COLUMN refunded_minor INTEGER NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND paid_minor AND paid_minor - refunded_minor <= total_minor);
ALTER TABLE orders ADD COLUMN locale TEXT;
UPDATE orders SET paid_minor = total_minor, refunded_minor = CASE payment_status WHEN 'REFUNDED' THEN total_minor ELSE 0 END
WHERE payment_status IN ('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED') AND total_minor > 0;
CREATE INDEX orders_revenue ON orders (currency, placed_at, total_minor) WHERE status <> 'CANCELLED';
CREATE INDEX orders_to_ship ON orders (status, fulfillment_status) WHERE status = 'OPEN' AND fulfillment_status IN ('UNFULFILLED', 'PARTIALLY_FULFILLED');
CREATE INDEX orders_unpaid ON orders (status, payment_status) WHERE status = 'OPEN' AND payment_status IN ('UNPAID', 'AUTHORIZED', 'PARTIALLY_PAID');
CREATE INDEX orders_spent ON orders (customer_id, currency, paid_minor, refunded_minor) WHERE customer_id IS NOT NULL AND paid_minor > 0;
ALTER TABLE order_items ADD COLUMN options TEXT NOT NULL DEFAULT '[]';
ALTER TABLE order_items ADD COLUMN image_url TEXT;
ALTER TABLE order_items ADD COLUMN url TEXT;
ALTER TABLE order_items ADD COLUMN shipped_quantity INTEGER NOT NULL DEFAULT 0 CHECK (shipped_quantity >= 0);
ALTER TABLE order_items ADD COLUMN cancelled_quantity INTEGER NOT NULL DEFAULT 0 CHECK (cancelled_quantity >= 0 AND shipped_quantity + cancelled_quantity <= quantity);
ALTER TABLE order_items ADD COLUMN refunded_quantity INTEGER NOT NULL DEFAULT 0 CHECK (refunded_quantity BETWEEN 0 AND quantity);
UPDATE order_items SET shipped_quantity = quantity WHERE order_id IN (SELECT id FROM orders WHERE fulfillment_status = 'FULFILLED');
CREATE TABLE payments (
    id           TEXT NOT NULL PRIMARY KEY,
    order_id     TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency     TEXT NOT NULL CHECK (length(currency) = 3),
    method       TEXT,
    reference    TEXT,
    paid_at      TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    voided_at    TEXT
);
CREATE INDEX payments_order ON payments (order_id, created_at, id);
CREATE TABLE refunds (
    id           TEXT NOT NULL PRIMARY KEY,
    order_id     TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency     TEXT NOT NULL CHECK (length(currency) = 3),
    reason       TEXT,
    refunded_at  TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    voided_at    TEXT
);
CREATE INDEX refunds_order ON refunds (order_id, created_at, id);
CREATE TABLE refund_items (
    refund_id TEXT NOT NULL REFERENCES refunds (id) ON DELETE CASCADE,
    item_id   TEXT NOT NULL REFERENCES order_items (id) ON DELETE CASCADE,
    quantity  INTEGER NOT NULL CHECK (quantity > 0),
    cancelled BOOLEAN NOT NULL,
    PRIMARY KEY (refund_id, item_id, cancelled)
);
CREATE INDEX refund_items_item ON refund_items (item_id);
CREATE TABLE shipments (
    id              TEXT NOT NULL PRIMARY KEY,
    order_id        TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    carrier         TEXT,
    tracking_number TEXT,
    tracking_url    TEXT,
    shipped_at      TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    updated_at      TEXT NOT NULL,
    cancelled_at    TEXT,
    version         INTEGER NOT NULL CHECK (version >= 1)
);
CREATE INDEX shipments_order ON shipments (order_id, created_at, id);
CREATE TABLE shipment_items (
    shipment_id TEXT NOT NULL REFERENCES shipments (id) ON DELETE CASCADE,
    item_id     TEXT NOT NULL REFERENCES order_items (id) ON DELETE CASCADE,
    quantity    INTEGER NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (shipment_id, item_id)
);
CREATE INDEX shipment_items_item ON shipment_items (item_id);
ALTER TABLE customers ADD COLUMN locale TEXT;
ALTER TABLE shop_settings ADD COLUMN locale TEXT NOT NULL DEFAULT 'en';
ALTER TABLE shop_settings ADD COLUMN last_backup_at TEXT;
ALTER TABLE shop_settings ADD COLUMN order_emails TEXT NOT NULL DEFAULT '[]';
CREATE TABLE customer_groups (
    id          TEXT NOT NULL PRIMARY KEY,
    name        TEXT NOT NULL,
    name_fold   TEXT NOT NULL,
    description TEXT,
    created_at  TEXT NOT NULL,
    updated_at  TEXT NOT NULL,
    version     INTEGER NOT NULL CHECK (version >= 1)
);
CREATE UNIQUE INDEX customer_groups_name_fold ON customer_groups (name_fold);
CREATE TABLE customer_group_members (
    customer_id TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    group_id    TEXT NOT NULL REFERENCES customer_groups (id) ON DELETE CASCADE,
    PRIMARY KEY (customer_id, group_id)
);
CREATE INDEX customer_group_members_group ON customer_group_members (group_id, customer_id);
CREATE TABLE saved_views (
    id         TEXT NOT NULL PRIMARY KEY,
    member_id  TEXT REFERENCES staff_members (id) ON DELETE SET NULL,
    list       TEXT NOT NULL CHECK (list IN ('CUSTOMERS', 'ORDERS')),
    name       TEXT NOT NULL,
    shared     BOOLEAN NOT NULL,
    filter     TEXT,
    search     TEXT,
    sort       TEXT,
    columns    TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    version    INTEGER NOT NULL CHECK (version >= 1),
    CHECK (shared OR member_id IS NOT NULL)
);
CREATE INDEX saved_views_member ON saved_views (member_id, list, id);
CREATE INDEX saved_views_shared ON saved_views (list, id) WHERE shared;
CREATE TABLE list_columns (
    member_id TEXT NOT NULL REFERENCES staff_members (id) ON DELETE CASCADE,
    list      TEXT NOT NULL CHECK (list IN ('CUSTOMERS', 'ORDERS')),
    columns   TEXT NOT NULL,
    PRIMARY KEY (member_id, list)
);
CREATE TABLE events_copy (
    seq          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL,
    type         TEXT NOT NULL,
    at           TEXT NOT NULL,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('CUSTOMER', 'ADDRESS', 'ORDER', 'CUSTOM_FIELD', 'SHOP', 'STAFF_MEMBER', 'API_KEY', 'WEBHOOK', 'JOB', 'CUSTOMER_GROUP')),
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
INSERT INTO events_copy (seq, id, type, at, subject_kind, subject_id, customer_id, actor_kind, actor_id, actor_name, request_id, text, fields, before, after, version, hidden)
SELECT seq, id, type, at, subject_kind, subject_id, customer_id, actor_kind, actor_id, actor_name, request_id, text, fields, before, after, version, hidden FROM events ORDER BY seq;
INSERT INTO sqlite_sequence (name, seq) SELECT 'events_copy', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'events_copy');
UPDATE sqlite_sequence SET seq = (SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'events') WHERE name = 'events_copy';
DROP TABLE events;
ALTER TABLE events_copy RENAME TO events;
CREATE UNIQUE INDEX events_id ON events (id);
CREATE INDEX events_subject ON events (subject_id);
CREATE INDEX events_customer ON events (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX events_actor ON events (actor_id, at) WHERE actor_id IS NOT NULL AND actor_kind NOT IN ('GUEST', 'CUSTOMER');
CREATE INDEX events_actor_kind ON events (actor_kind, at) WHERE actor_kind NOT IN ('GUEST', 'CUSTOMER');
CREATE INDEX events_at ON events (at);
CREATE INDEX events_type ON events (type, at);
CREATE INDEX events_administration ON events (at) WHERE subject_kind NOT IN ('CUSTOMER', 'ADDRESS', 'ORDER');

-- +goose Down
CREATE TABLE events_copy (
    seq          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL,
    type         TEXT NOT NULL,
    at           TEXT NOT NULL,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('CUSTOMER', 'ADDRESS', 'ORDER', 'CUSTOM_FIELD', 'SHOP', 'STAFF_MEMBER', 'API_KEY', 'WEBHOOK', 'JOB')),
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
INSERT INTO events_copy (seq, id, type, at, subject_kind, subject_id, customer_id, actor_kind, actor_id, actor_name, request_id, text, fields, before, after, version, hidden)
SELECT seq, id, type, at, subject_kind, subject_id, customer_id, actor_kind, actor_id, actor_name, request_id, text, fields, before, after, version, hidden FROM events WHERE subject_kind <> 'CUSTOMER_GROUP' ORDER BY seq;
INSERT INTO sqlite_sequence (name, seq) SELECT 'events_copy', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'events_copy');
UPDATE sqlite_sequence SET seq = (SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'events') WHERE name = 'events_copy';
DROP TABLE events;
ALTER TABLE events_copy RENAME TO events;
CREATE UNIQUE INDEX events_id ON events (id);
CREATE INDEX events_subject ON events (subject_id);
CREATE INDEX events_customer ON events (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX events_actor ON events (actor_id, at) WHERE actor_id IS NOT NULL AND actor_kind NOT IN ('GUEST', 'CUSTOMER');
CREATE INDEX events_actor_kind ON events (actor_kind, at) WHERE actor_kind NOT IN ('GUEST', 'CUSTOMER');
CREATE INDEX events_at ON events (at);
CREATE INDEX events_type ON events (type, at);
CREATE INDEX events_administration ON events (at) WHERE subject_kind NOT IN ('CUSTOMER', 'ADDRESS', 'ORDER');
DROP TABLE list_columns;
DROP TABLE saved_views;
DROP TABLE customer_group_members;
DROP TABLE customer_groups;
ALTER TABLE shop_settings DROP COLUMN order_emails;
ALTER TABLE shop_settings DROP COLUMN last_backup_at;
ALTER TABLE shop_settings DROP COLUMN locale;
ALTER TABLE customers DROP COLUMN locale;
DROP TABLE shipment_items;
DROP TABLE shipments;
DROP TABLE refund_items;
DROP TABLE refunds;
DROP TABLE payments;
ALTER TABLE order_items DROP COLUMN refunded_quantity;
ALTER TABLE order_items DROP COLUMN cancelled_quantity;
ALTER TABLE order_items DROP COLUMN shipped_quantity;
ALTER TABLE order_items DROP COLUMN url;
ALTER TABLE order_items DROP COLUMN image_url;
ALTER TABLE order_items DROP COLUMN options;
DROP INDEX orders_spent;
DROP INDEX orders_unpaid;
DROP INDEX orders_to_ship;
DROP INDEX orders_revenue;
ALTER TABLE orders DROP COLUMN locale;
ALTER TABLE orders DROP COLUMN refunded_minor;
ALTER TABLE orders DROP COLUMN paid_minor;
