-- +goose Up
CREATE TABLE orders (
    id                  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    number              TEXT COLLATE "C" NOT NULL,
    external_id         TEXT COLLATE "C",
    external_id_fold    TEXT COLLATE "C",
    status              TEXT COLLATE "C" NOT NULL CHECK (status IN ('OPEN', 'COMPLETED', 'CANCELLED')),
    payment             TEXT COLLATE "C" NOT NULL CHECK (payment IN ('UNPAID', 'AUTHORIZED', 'PARTIALLY_PAID', 'PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')),
    shipping            TEXT COLLATE "C" NOT NULL CHECK (shipping IN ('UNFULFILLED', 'PARTIALLY_FULFILLED', 'FULFILLED')),
    customer_id         TEXT COLLATE "C" REFERENCES customers (id) ON DELETE SET NULL,
    guest               BOOLEAN NOT NULL,
    contact_name        TEXT COLLATE "C" NOT NULL,
    contact_name_fold   TEXT COLLATE "C" NOT NULL,
    contact_email       TEXT COLLATE "C" NOT NULL,
    contact_email_key   TEXT COLLATE "C" NOT NULL,
    contact_email_fold  TEXT COLLATE "C" NOT NULL,
    contact_phone       TEXT COLLATE "C",
    ship_first_name     TEXT COLLATE "C",
    ship_last_name      TEXT COLLATE "C",
    ship_company        TEXT COLLATE "C",
    ship_line1          TEXT COLLATE "C" NOT NULL,
    ship_line2          TEXT COLLATE "C",
    ship_city           TEXT COLLATE "C",
    ship_region         TEXT COLLATE "C",
    ship_postcode       TEXT COLLATE "C",
    ship_country        TEXT COLLATE "C" NOT NULL,
    ship_phone          TEXT COLLATE "C",
    ship_instructions   TEXT COLLATE "C",
    ship_name_fold      TEXT COLLATE "C" NOT NULL,
    ship_postcode_fold  TEXT COLLATE "C" NOT NULL,
    bill_first_name     TEXT COLLATE "C",
    bill_last_name      TEXT COLLATE "C",
    bill_company        TEXT COLLATE "C",
    bill_line1          TEXT COLLATE "C" NOT NULL,
    bill_line2          TEXT COLLATE "C",
    bill_city           TEXT COLLATE "C",
    bill_region         TEXT COLLATE "C",
    bill_postcode       TEXT COLLATE "C",
    bill_country        TEXT COLLATE "C" NOT NULL,
    bill_phone          TEXT COLLATE "C",
    bill_instructions   TEXT COLLATE "C",
    bill_name_fold      TEXT COLLATE "C" NOT NULL,
    bill_postcode_fold  TEXT COLLATE "C" NOT NULL,
    currency            TEXT COLLATE "C" NOT NULL CHECK (length(currency) = 3),
    subtotal_minor      BIGINT NOT NULL CHECK (subtotal_minor >= 0),
    shipping_minor      BIGINT NOT NULL CHECK (shipping_minor >= 0),
    tax_minor           BIGINT NOT NULL CHECK (tax_minor >= 0),
    discount_minor      BIGINT NOT NULL CHECK (discount_minor >= 0),
    total_minor         BIGINT NOT NULL CHECK (total_minor >= 0 AND total_minor = subtotal_minor + shipping_minor + tax_minor - discount_minor),
    total_value         BIGINT NOT NULL,
    note                TEXT COLLATE "C",
    quote_id            TEXT COLLATE "C",
    idempotency_scope   TEXT COLLATE "C",
    idempotency_key     TEXT COLLATE "C",
    input_hash          TEXT COLLATE "C" NOT NULL,
    search_text         TEXT COLLATE "C" NOT NULL,
    placed_at           TIMESTAMPTZ NOT NULL,
    created_at          TIMESTAMPTZ NOT NULL,
    updated_at          TIMESTAMPTZ NOT NULL,
    version             BIGINT NOT NULL CHECK (version >= 1)
);

CREATE UNIQUE INDEX orders_number ON orders (number);
CREATE UNIQUE INDEX orders_external_id ON orders (external_id) WHERE external_id <> '';
CREATE UNIQUE INDEX orders_quote_id ON orders (quote_id);
CREATE UNIQUE INDEX orders_idempotency ON orders (idempotency_scope, idempotency_key);
CREATE INDEX orders_customer ON orders (customer_id, placed_at, id);
CREATE INDEX orders_placed ON orders (placed_at, id);
CREATE INDEX orders_updated ON orders (updated_at, id);
CREATE INDEX orders_total ON orders (total_value, id);
CREATE INDEX orders_status ON orders (status, id);
CREATE INDEX orders_payment ON orders (payment, id);
CREATE INDEX orders_shipping ON orders (shipping, id);
CREATE INDEX orders_contact_email ON orders (contact_email_key);
CREATE INDEX orders_contact_name ON orders (contact_name_fold);
CREATE INDEX orders_external_id_fold ON orders (external_id_fold);
CREATE INDEX orders_ship_name ON orders (ship_name_fold);
CREATE INDEX orders_ship_postcode ON orders (ship_postcode_fold);
CREATE INDEX orders_bill_name ON orders (bill_name_fold);
CREATE INDEX orders_bill_postcode ON orders (bill_postcode_fold);
CREATE INDEX orders_search ON orders USING gin (search_text gin_trgm_ops);

CREATE TABLE order_items (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    order_id   TEXT COLLATE "C" NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    position   BIGINT NOT NULL,
    sku        TEXT COLLATE "C" NOT NULL,
    sku_fold   TEXT COLLATE "C" NOT NULL,
    name       TEXT COLLATE "C" NOT NULL,
    quantity   BIGINT NOT NULL CHECK (quantity BETWEEN 1 AND 1000000),
    unit_minor BIGINT NOT NULL CHECK (unit_minor >= 0),
    currency   TEXT COLLATE "C" NOT NULL
);

CREATE UNIQUE INDEX order_items_order ON order_items (order_id, position);
CREATE INDEX order_items_sku ON order_items (sku_fold, order_id);

CREATE TABLE order_events (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    order_id   TEXT COLLATE "C" NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    type       TEXT COLLATE "C" NOT NULL,
    at         TIMESTAMPTZ NOT NULL,
    from_state TEXT COLLATE "C",
    to_state   TEXT COLLATE "C",
    reason     TEXT COLLATE "C",
    actor_kind TEXT COLLATE "C" NOT NULL,
    actor_id   TEXT COLLATE "C",
    actor_name TEXT COLLATE "C"
);

CREATE INDEX order_events_order ON order_events (order_id, id);

-- +goose Down
DROP TABLE order_events;
DROP TABLE order_items;
DROP TABLE orders;
