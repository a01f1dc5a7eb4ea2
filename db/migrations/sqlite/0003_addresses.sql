-- +goose Up
CREATE TABLE addresses (
    id                  TEXT NOT NULL PRIMARY KEY,
    customer_id         TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    label               TEXT,
    first_name          TEXT,
    last_name           TEXT,
    company             TEXT,
    line1               TEXT NOT NULL,
    line2               TEXT,
    city                TEXT,
    region              TEXT,
    postcode            TEXT,
    country             TEXT NOT NULL CHECK (length(country) = 2),
    phone               TEXT,
    instructions        TEXT,
    is_default_shipping BOOLEAN NOT NULL,
    is_default_billing  BOOLEAN NOT NULL,
    created_at          TEXT NOT NULL,
    updated_at          TEXT NOT NULL,
    version             INTEGER NOT NULL CHECK (version >= 1)
);

CREATE INDEX addresses_customer ON addresses (customer_id, created_at, id);
CREATE UNIQUE INDEX addresses_default_shipping ON addresses (customer_id) WHERE is_default_shipping;
CREATE UNIQUE INDEX addresses_default_billing ON addresses (customer_id) WHERE is_default_billing;

-- +goose Down
DROP TABLE addresses;
