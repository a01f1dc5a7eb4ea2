-- +goose Up
CREATE TABLE orders (
    seq                 INTEGER PRIMARY KEY,
    id                  TEXT NOT NULL UNIQUE,
    number              TEXT NOT NULL,
    external_id         TEXT,
    external_id_fold    TEXT,
    status              TEXT NOT NULL CHECK (status IN ('OPEN', 'COMPLETED', 'CANCELLED')),
    payment             TEXT NOT NULL CHECK (payment IN ('UNPAID', 'AUTHORIZED', 'PARTIALLY_PAID', 'PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')),
    shipping            TEXT NOT NULL CHECK (shipping IN ('UNFULFILLED', 'PARTIALLY_FULFILLED', 'FULFILLED')),
    customer_id         TEXT REFERENCES customers (id) ON DELETE SET NULL,
    guest               BOOLEAN NOT NULL,
    contact_name        TEXT NOT NULL,
    contact_name_fold   TEXT NOT NULL,
    contact_email       TEXT NOT NULL,
    contact_email_key   TEXT NOT NULL,
    contact_email_fold  TEXT NOT NULL,
    contact_phone       TEXT,
    ship_first_name     TEXT,
    ship_last_name      TEXT,
    ship_company        TEXT,
    ship_line1          TEXT NOT NULL,
    ship_line2          TEXT,
    ship_city           TEXT,
    ship_region         TEXT,
    ship_postcode       TEXT,
    ship_country        TEXT NOT NULL,
    ship_phone          TEXT,
    ship_instructions   TEXT,
    ship_name_fold      TEXT NOT NULL,
    ship_postcode_fold  TEXT NOT NULL,
    bill_first_name     TEXT,
    bill_last_name      TEXT,
    bill_company        TEXT,
    bill_line1          TEXT NOT NULL,
    bill_line2          TEXT,
    bill_city           TEXT,
    bill_region         TEXT,
    bill_postcode       TEXT,
    bill_country        TEXT NOT NULL,
    bill_phone          TEXT,
    bill_instructions   TEXT,
    bill_name_fold      TEXT NOT NULL,
    bill_postcode_fold  TEXT NOT NULL,
    currency            TEXT NOT NULL CHECK (length(currency) = 3),
    subtotal_minor      INTEGER NOT NULL CHECK (subtotal_minor >= 0),
    shipping_minor      INTEGER NOT NULL CHECK (shipping_minor >= 0),
    tax_minor           INTEGER NOT NULL CHECK (tax_minor >= 0),
    discount_minor      INTEGER NOT NULL CHECK (discount_minor >= 0),
    total_minor         INTEGER NOT NULL CHECK (total_minor >= 0 AND total_minor = subtotal_minor + shipping_minor + tax_minor - discount_minor),
    total_value         INTEGER NOT NULL,
    note                TEXT,
    quote_id            TEXT,
    idempotency_scope   TEXT,
    idempotency_key     TEXT,
    input_hash          TEXT NOT NULL,
    search_text         TEXT NOT NULL,
    placed_at           TEXT NOT NULL,
    created_at          TEXT NOT NULL,
    updated_at          TEXT NOT NULL,
    version             INTEGER NOT NULL CHECK (version >= 1)
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
CREATE VIRTUAL TABLE orders_search USING fts5 (search_text, content = 'orders', content_rowid = 'seq', tokenize = 'trigram');

-- +goose StatementBegin
CREATE TRIGGER orders_search_insert AFTER INSERT ON orders BEGIN
    INSERT INTO orders_search (rowid, search_text) VALUES (new.seq, new.search_text);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER orders_search_delete AFTER DELETE ON orders BEGIN
    INSERT INTO orders_search (orders_search, rowid, search_text) VALUES ('delete', old.seq, old.search_text);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER orders_search_update AFTER UPDATE OF search_text ON orders WHEN old.search_text <> new.search_text BEGIN
    INSERT INTO orders_search (orders_search, rowid, search_text) VALUES ('delete', old.seq, old.search_text);
    INSERT INTO orders_search (rowid, search_text) VALUES (new.seq, new.search_text);
END;
-- +goose StatementEnd

CREATE TABLE order_items (
    id         TEXT NOT NULL PRIMARY KEY,
    order_id   TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    sku        TEXT NOT NULL,
    sku_fold   TEXT NOT NULL,
    name       TEXT NOT NULL,
    quantity   INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 1000000),
    unit_minor INTEGER NOT NULL CHECK (unit_minor >= 0),
    currency   TEXT NOT NULL
);

CREATE UNIQUE INDEX order_items_order ON order_items (order_id, position);
CREATE INDEX order_items_sku ON order_items (sku_fold, order_id);

CREATE TABLE order_events (
    id         TEXT NOT NULL PRIMARY KEY,
    order_id   TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    type       TEXT NOT NULL,
    at         TEXT NOT NULL,
    from_state TEXT,
    to_state   TEXT,
    reason     TEXT,
    actor_kind TEXT NOT NULL,
    actor_id   TEXT,
    actor_name TEXT
);

CREATE INDEX order_events_order ON order_events (order_id, id);

-- +goose Down
DROP TABLE order_events;
DROP TABLE order_items;
DROP TABLE orders_search;
DROP TABLE orders;
