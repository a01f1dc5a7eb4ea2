-- Payments, refunds and shipments of orders, languages, groups of customers, and the views of the staff.
-- Rows of payments, refunds and shipments are never deleted: what was recorded by mistake has voided_at or cancelled_at. Their sums
-- are columns of orders and order_items with constraints, so that no order can be paid, refunded or shipped more than allowed.
-- Orders from before have the sums that their statuses say, and no rows. options of order_items is a JSON array of names and values.
-- filter, sort and columns of saved_views and list_columns are JSON, as the dashboard sends it. order_emails is a JSON array.
-- +goose Up
ALTER TABLE orders ADD COLUMN paid_minor BIGINT NOT NULL DEFAULT 0 CHECK (paid_minor >= 0);
ALTER TABLE orders ADD COLUMN refunded_minor BIGINT NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND paid_minor AND paid_minor - refunded_minor <= total_minor);
ALTER TABLE orders ADD COLUMN locale TEXT COLLATE "C";
UPDATE orders SET paid_minor = total_minor, refunded_minor = CASE payment_status WHEN 'REFUNDED' THEN total_minor ELSE 0 END
WHERE payment_status IN ('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED') AND total_minor > 0;
CREATE INDEX orders_revenue ON orders (currency, placed_at, total_minor) WHERE status <> 'CANCELLED';
CREATE INDEX orders_to_ship ON orders (status, fulfillment_status) WHERE status = 'OPEN' AND fulfillment_status IN ('UNFULFILLED', 'PARTIALLY_FULFILLED');
CREATE INDEX orders_unpaid ON orders (status, payment_status) WHERE status = 'OPEN' AND payment_status IN ('UNPAID', 'AUTHORIZED', 'PARTIALLY_PAID');
CREATE INDEX orders_spent ON orders (customer_id, currency, paid_minor, refunded_minor) WHERE customer_id IS NOT NULL AND paid_minor > 0;
ALTER TABLE order_items ADD COLUMN options TEXT COLLATE "C" NOT NULL DEFAULT '[]';
ALTER TABLE order_items ADD COLUMN image_url TEXT COLLATE "C";
ALTER TABLE order_items ADD COLUMN url TEXT COLLATE "C";
ALTER TABLE order_items ADD COLUMN shipped_quantity BIGINT NOT NULL DEFAULT 0 CHECK (shipped_quantity >= 0);
ALTER TABLE order_items ADD COLUMN cancelled_quantity BIGINT NOT NULL DEFAULT 0 CHECK (cancelled_quantity >= 0 AND shipped_quantity + cancelled_quantity <= quantity);
ALTER TABLE order_items ADD COLUMN refunded_quantity BIGINT NOT NULL DEFAULT 0 CHECK (refunded_quantity BETWEEN 0 AND quantity);
UPDATE order_items SET shipped_quantity = quantity WHERE order_id IN (SELECT id FROM orders WHERE fulfillment_status = 'FULFILLED');
CREATE TABLE payments (
    id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    order_id     TEXT COLLATE "C" NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency     TEXT COLLATE "C" NOT NULL CHECK (length(currency) = 3),
    method       TEXT COLLATE "C",
    reference    TEXT COLLATE "C",
    paid_at      TIMESTAMPTZ NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    voided_at    TIMESTAMPTZ
);
CREATE INDEX payments_order ON payments (order_id, created_at, id);
CREATE TABLE refunds (
    id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    order_id     TEXT COLLATE "C" NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency     TEXT COLLATE "C" NOT NULL CHECK (length(currency) = 3),
    reason       TEXT COLLATE "C",
    refunded_at  TIMESTAMPTZ NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    voided_at    TIMESTAMPTZ
);
CREATE INDEX refunds_order ON refunds (order_id, created_at, id);
CREATE TABLE refund_items (
    refund_id TEXT COLLATE "C" NOT NULL REFERENCES refunds (id) ON DELETE CASCADE,
    item_id   TEXT COLLATE "C" NOT NULL REFERENCES order_items (id) ON DELETE CASCADE,
    quantity  BIGINT NOT NULL CHECK (quantity > 0),
    cancelled BOOLEAN NOT NULL,
    PRIMARY KEY (refund_id, item_id, cancelled)
);
CREATE INDEX refund_items_item ON refund_items (item_id);
CREATE TABLE shipments (
    id              TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    order_id        TEXT COLLATE "C" NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    carrier         TEXT COLLATE "C",
    tracking_number TEXT COLLATE "C",
    tracking_url    TEXT COLLATE "C",
    shipped_at      TIMESTAMPTZ NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    cancelled_at    TIMESTAMPTZ,
    version         BIGINT NOT NULL CHECK (version >= 1)
);
CREATE INDEX shipments_order ON shipments (order_id, created_at, id);
CREATE TABLE shipment_items (
    shipment_id TEXT COLLATE "C" NOT NULL REFERENCES shipments (id) ON DELETE CASCADE,
    item_id     TEXT COLLATE "C" NOT NULL REFERENCES order_items (id) ON DELETE CASCADE,
    quantity    BIGINT NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (shipment_id, item_id)
);
CREATE INDEX shipment_items_item ON shipment_items (item_id);
ALTER TABLE customers ADD COLUMN locale TEXT COLLATE "C";
ALTER TABLE shop_settings ADD COLUMN locale TEXT COLLATE "C" NOT NULL DEFAULT 'en';
ALTER TABLE shop_settings ADD COLUMN last_backup_at TIMESTAMPTZ;
ALTER TABLE shop_settings ADD COLUMN order_emails TEXT COLLATE "C" NOT NULL DEFAULT '[]';
CREATE TABLE customer_groups (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name        TEXT COLLATE "C" NOT NULL,
    name_fold   TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C",
    created_at  TIMESTAMPTZ NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL,
    version     BIGINT NOT NULL CHECK (version >= 1)
);
CREATE UNIQUE INDEX customer_groups_name_fold ON customer_groups (name_fold);
CREATE TABLE customer_group_members (
    customer_id TEXT COLLATE "C" NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    group_id    TEXT COLLATE "C" NOT NULL REFERENCES customer_groups (id) ON DELETE CASCADE,
    PRIMARY KEY (customer_id, group_id)
);
CREATE INDEX customer_group_members_group ON customer_group_members (group_id, customer_id);
CREATE TABLE saved_views (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    member_id  TEXT COLLATE "C" REFERENCES staff_members (id) ON DELETE SET NULL,
    list       TEXT COLLATE "C" NOT NULL CHECK (list IN ('CUSTOMERS', 'ORDERS')),
    name       TEXT COLLATE "C" NOT NULL,
    shared     BOOLEAN NOT NULL,
    filter     TEXT COLLATE "C",
    search     TEXT COLLATE "C",
    sort       TEXT COLLATE "C",
    columns    TEXT COLLATE "C",
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    version    BIGINT NOT NULL CHECK (version >= 1),
    CHECK (shared OR member_id IS NOT NULL)
);
CREATE INDEX saved_views_member ON saved_views (member_id, list, id);
CREATE INDEX saved_views_shared ON saved_views (list, id) WHERE shared;
CREATE TABLE list_columns (
    member_id TEXT COLLATE "C" NOT NULL REFERENCES staff_members (id) ON DELETE CASCADE,
    list      TEXT COLLATE "C" NOT NULL CHECK (list IN ('CUSTOMERS', 'ORDERS')),
    columns   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (member_id, list)
);
ALTER TABLE events DROP CONSTRAINT events_subject_kind_check;
ALTER TABLE events ADD CONSTRAINT events_subject_kind_check CHECK (subject_kind IN ('CUSTOMER', 'ADDRESS', 'ORDER', 'CUSTOM_FIELD', 'SHOP', 'STAFF_MEMBER', 'API_KEY', 'WEBHOOK', 'JOB', 'CUSTOMER_GROUP'));

-- +goose Down
DELETE FROM events WHERE subject_kind = 'CUSTOMER_GROUP';
ALTER TABLE events DROP CONSTRAINT events_subject_kind_check;
ALTER TABLE events ADD CONSTRAINT events_subject_kind_check CHECK (subject_kind IN ('CUSTOMER', 'ADDRESS', 'ORDER', 'CUSTOM_FIELD', 'SHOP', 'STAFF_MEMBER', 'API_KEY', 'WEBHOOK', 'JOB'));
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
