-- Kinds of records of which there may be few, in the order of their list: without an index the few are looked for among all.
-- +goose Up
CREATE INDEX customers_email_verified ON customers (email_verified, created_at, id);
CREATE INDEX customers_accepts_marketing ON customers (accepts_marketing, created_at, id);
CREATE INDEX customers_with_password ON customers (created_at, id) WHERE password_hash IS NOT NULL;
CREATE INDEX customers_without_password ON customers (created_at, id) WHERE password_hash IS NULL;
CREATE INDEX orders_status_placed ON orders (status, placed_at, id);
CREATE INDEX orders_payment_placed ON orders (payment, placed_at, id);
CREATE INDEX orders_shipping_placed ON orders (shipping, placed_at, id);
CREATE INDEX orders_guest ON orders (guest, placed_at, id);
CREATE INDEX orders_currency ON orders (currency, placed_at, id);
CREATE INDEX orders_ship_country ON orders (ship_country, placed_at, id);
CREATE INDEX orders_bill_country ON orders (bill_country, placed_at, id);

-- +goose Down
DROP INDEX orders_bill_country;
DROP INDEX orders_ship_country;
DROP INDEX orders_currency;
DROP INDEX orders_guest;
DROP INDEX orders_shipping_placed;
DROP INDEX orders_payment_placed;
DROP INDEX orders_status_placed;
DROP INDEX customers_without_password;
DROP INDEX customers_with_password;
DROP INDEX customers_accepts_marketing;
DROP INDEX customers_email_verified;
