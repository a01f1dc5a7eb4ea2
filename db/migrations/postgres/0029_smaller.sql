-- Only orders with a quote or an idempotency key are indexed by it. The other changes of this migration are for SQLite.
-- +goose Up
DROP INDEX orders_quote_id;
CREATE UNIQUE INDEX orders_quote_id ON orders (quote_id) WHERE quote_id IS NOT NULL;
DROP INDEX orders_idempotency;
CREATE UNIQUE INDEX orders_idempotency ON orders (idempotency_scope, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- +goose Down
DROP INDEX orders_idempotency;
CREATE UNIQUE INDEX orders_idempotency ON orders (idempotency_scope, idempotency_key);
DROP INDEX orders_quote_id;
CREATE UNIQUE INDEX orders_quote_id ON orders (quote_id);
