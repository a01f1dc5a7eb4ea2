-- The same queries with fewer and narrower indexes.
-- Rows of custom field values are stored in their primary key. The other indexes then contain its columns, so that
-- custom_field_values_key is also in the order of a field, and unique keys are indexed only where there are some.
-- An index in the order of a time does not contain the id, except for those of whole lists: imported records can all have the
-- same time, elsewhere the few rows with the same time are sorted.
-- The search tables do not store the positions of trigrams; see matchExpression in db/search.go.
-- +goose Up
DROP TRIGGER customers_custom_fields;
DROP TRIGGER addresses_custom_fields;
DROP TRIGGER orders_custom_fields;
CREATE TABLE custom_field_values_new (
    owner_id   TEXT NOT NULL,
    field_id   TEXT NOT NULL REFERENCES custom_fields (id) ON DELETE CASCADE,
    item       INTEGER NOT NULL CHECK (item >= -1),
    value      TEXT NOT NULL,
    value_key  TEXT,
    unique_key TEXT,
    PRIMARY KEY (owner_id, field_id, item)
) WITHOUT ROWID;
INSERT INTO custom_field_values_new (owner_id, field_id, item, value, value_key, unique_key)
SELECT owner_id, field_id, item, value, value_key, unique_key FROM custom_field_values ORDER BY owner_id, field_id, item;
DROP TABLE custom_field_values;
ALTER TABLE custom_field_values_new RENAME TO custom_field_values;
CREATE INDEX custom_field_values_key ON custom_field_values (field_id, value_key, owner_id);
CREATE UNIQUE INDEX custom_field_values_unique_key ON custom_field_values (field_id, unique_key) WHERE unique_key IS NOT NULL;
-- +goose StatementBegin
CREATE TRIGGER customers_custom_fields AFTER DELETE ON customers BEGIN DELETE FROM custom_field_values WHERE owner_id = old.id; END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER addresses_custom_fields AFTER DELETE ON addresses BEGIN DELETE FROM custom_field_values WHERE owner_id = old.id; END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER orders_custom_fields AFTER DELETE ON orders BEGIN DELETE FROM custom_field_values WHERE owner_id = old.id; END;
-- +goose StatementEnd

DROP INDEX customers_updated;
DROP INDEX customers_email_verified;
DROP INDEX customers_accepts_marketing;
DROP INDEX customers_with_password;
DROP INDEX customers_without_password;
CREATE INDEX customers_updated ON customers (updated_at);
CREATE INDEX customers_email_verified ON customers (email_verified, created_at);
CREATE INDEX customers_accepts_marketing ON customers (accepts_marketing, created_at);
CREATE INDEX customers_with_password ON customers (created_at) WHERE password_hash IS NOT NULL;
CREATE INDEX customers_without_password ON customers (created_at) WHERE password_hash IS NULL;

DROP INDEX addresses_customer;
CREATE INDEX addresses_customer ON addresses (customer_id);

DROP INDEX orders_updated;
DROP INDEX orders_status_placed;
DROP INDEX orders_payment_placed;
DROP INDEX orders_shipping_placed;
DROP INDEX orders_guest;
DROP INDEX orders_currency;
DROP INDEX orders_ship_country;
DROP INDEX orders_bill_country;
DROP INDEX orders_quote_id;
DROP INDEX orders_idempotency;
CREATE INDEX orders_updated ON orders (updated_at);
CREATE INDEX orders_status_placed ON orders (status, placed_at);
CREATE INDEX orders_payment_placed ON orders (payment_status, placed_at);
CREATE INDEX orders_shipping_placed ON orders (fulfillment_status, placed_at);
CREATE INDEX orders_guest ON orders (guest, placed_at);
CREATE INDEX orders_currency ON orders (currency, placed_at);
CREATE INDEX orders_ship_country ON orders (ship_country, placed_at);
CREATE INDEX orders_bill_country ON orders (bill_country, placed_at);
CREATE UNIQUE INDEX orders_quote_id ON orders (quote_id) WHERE quote_id IS NOT NULL;
CREATE UNIQUE INDEX orders_idempotency ON orders (idempotency_scope, idempotency_key) WHERE idempotency_key IS NOT NULL;

DROP INDEX events_actor;
CREATE INDEX events_actor ON events (actor_id, at) WHERE actor_id IS NOT NULL AND actor_kind NOT IN ('GUEST', 'CUSTOMER');

DROP TABLE customers_search;
CREATE VIRTUAL TABLE customers_search USING fts5 (search_text, content = 'customers', content_rowid = 'seq', tokenize = 'trigram', detail = 'none', columnsize = 0);
INSERT INTO customers_search (customers_search) VALUES ('rebuild');
DROP TABLE orders_search;
CREATE VIRTUAL TABLE orders_search USING fts5 (search_text, content = 'orders', content_rowid = 'seq', tokenize = 'trigram', detail = 'none', columnsize = 0);
INSERT INTO orders_search (orders_search) VALUES ('rebuild');

-- +goose Down
DROP TABLE orders_search;
CREATE VIRTUAL TABLE orders_search USING fts5 (search_text, content = 'orders', content_rowid = 'seq', tokenize = 'trigram');
INSERT INTO orders_search (orders_search) VALUES ('rebuild');
DROP TABLE customers_search;
CREATE VIRTUAL TABLE customers_search USING fts5 (search_text, content = 'customers', content_rowid = 'seq', tokenize = 'trigram');
INSERT INTO customers_search (customers_search) VALUES ('rebuild');

DROP INDEX events_actor;
CREATE INDEX events_actor ON events (actor_kind, actor_id, at) WHERE actor_kind NOT IN ('GUEST', 'CUSTOMER');

DROP INDEX orders_updated;
DROP INDEX orders_status_placed;
DROP INDEX orders_payment_placed;
DROP INDEX orders_shipping_placed;
DROP INDEX orders_guest;
DROP INDEX orders_currency;
DROP INDEX orders_ship_country;
DROP INDEX orders_bill_country;
DROP INDEX orders_quote_id;
DROP INDEX orders_idempotency;
CREATE UNIQUE INDEX orders_idempotency ON orders (idempotency_scope, idempotency_key);
CREATE UNIQUE INDEX orders_quote_id ON orders (quote_id);
CREATE INDEX orders_bill_country ON orders (bill_country, placed_at, id);
CREATE INDEX orders_ship_country ON orders (ship_country, placed_at, id);
CREATE INDEX orders_currency ON orders (currency, placed_at, id);
CREATE INDEX orders_guest ON orders (guest, placed_at, id);
CREATE INDEX orders_shipping_placed ON orders (fulfillment_status, placed_at, id);
CREATE INDEX orders_payment_placed ON orders (payment_status, placed_at, id);
CREATE INDEX orders_status_placed ON orders (status, placed_at, id);
CREATE INDEX orders_updated ON orders (updated_at, id);

DROP INDEX addresses_customer;
CREATE INDEX addresses_customer ON addresses (customer_id, created_at, id);

DROP INDEX customers_updated;
DROP INDEX customers_email_verified;
DROP INDEX customers_accepts_marketing;
DROP INDEX customers_with_password;
DROP INDEX customers_without_password;
CREATE INDEX customers_without_password ON customers (created_at, id) WHERE password_hash IS NULL;
CREATE INDEX customers_with_password ON customers (created_at, id) WHERE password_hash IS NOT NULL;
CREATE INDEX customers_accepts_marketing ON customers (accepts_marketing, created_at, id);
CREATE INDEX customers_email_verified ON customers (email_verified, created_at, id);
CREATE INDEX customers_updated ON customers (updated_at, id);

DROP TRIGGER customers_custom_fields;
DROP TRIGGER addresses_custom_fields;
DROP TRIGGER orders_custom_fields;
CREATE TABLE custom_field_values_new (
    owner_id   TEXT NOT NULL,
    field_id   TEXT NOT NULL REFERENCES custom_fields (id) ON DELETE CASCADE,
    item       INTEGER NOT NULL CHECK (item >= -1),
    value      TEXT NOT NULL,
    value_key  TEXT,
    unique_key TEXT,
    PRIMARY KEY (owner_id, field_id, item)
);
INSERT INTO custom_field_values_new (owner_id, field_id, item, value, value_key, unique_key)
SELECT owner_id, field_id, item, value, value_key, unique_key FROM custom_field_values ORDER BY owner_id, field_id, item;
DROP TABLE custom_field_values;
ALTER TABLE custom_field_values_new RENAME TO custom_field_values;
CREATE INDEX custom_field_values_key ON custom_field_values (field_id, value_key, owner_id);
CREATE INDEX custom_field_values_sorted ON custom_field_values (field_id, value_key, owner_id) WHERE item = 0;
CREATE UNIQUE INDEX custom_field_values_unique_key ON custom_field_values (field_id, unique_key);
-- +goose StatementBegin
CREATE TRIGGER customers_custom_fields AFTER DELETE ON customers BEGIN DELETE FROM custom_field_values WHERE owner_id = old.id; END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER addresses_custom_fields AFTER DELETE ON addresses BEGIN DELETE FROM custom_field_values WHERE owner_id = old.id; END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER orders_custom_fields AFTER DELETE ON orders BEGIN DELETE FROM custom_field_values WHERE owner_id = old.id; END;
-- +goose StatementEnd
