-- Only orders with a quote or an idempotency key are indexed by it. The other changes of this migration are for SQLite.
-- Events of a customer are read in the order of an expression, because PostgreSQL would otherwise look for the events of a
-- customer with many of them in the order of the whole table.
-- +goose Up
DROP INDEX events_customer;
CREATE INDEX events_customer ON events (customer_id, (seq + 0)) WHERE customer_id IS NOT NULL;
DROP INDEX orders_quote_id;
CREATE UNIQUE INDEX orders_quote_id ON orders (quote_id) WHERE quote_id IS NOT NULL;
DROP INDEX orders_idempotency;
CREATE UNIQUE INDEX orders_idempotency ON orders (idempotency_scope, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- +goose Down
DROP INDEX events_customer;
CREATE INDEX events_customer ON events (customer_id, seq) WHERE customer_id IS NOT NULL;
DROP INDEX orders_idempotency;
CREATE UNIQUE INDEX orders_idempotency ON orders (idempotency_scope, idempotency_key);
DROP INDEX orders_quote_id;
CREATE UNIQUE INDEX orders_quote_id ON orders (quote_id);
