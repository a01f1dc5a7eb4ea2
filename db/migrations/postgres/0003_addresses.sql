-- +goose Up
CREATE TABLE addresses (
    id                  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    customer_id         TEXT COLLATE "C" NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    label               TEXT COLLATE "C",
    first_name          TEXT COLLATE "C",
    last_name           TEXT COLLATE "C",
    company             TEXT COLLATE "C",
    line1               TEXT COLLATE "C" NOT NULL,
    line2               TEXT COLLATE "C",
    city                TEXT COLLATE "C",
    region              TEXT COLLATE "C",
    postcode            TEXT COLLATE "C",
    country             TEXT COLLATE "C" NOT NULL CHECK (length(country) = 2),
    phone               TEXT COLLATE "C",
    instructions        TEXT COLLATE "C",
    is_default_shipping BOOLEAN NOT NULL,
    is_default_billing  BOOLEAN NOT NULL,
    created_at          TIMESTAMPTZ NOT NULL,
    updated_at          TIMESTAMPTZ NOT NULL,
    version             BIGINT NOT NULL CHECK (version >= 1)
);

CREATE INDEX addresses_customer ON addresses (customer_id, created_at, id);
CREATE UNIQUE INDEX addresses_default_shipping ON addresses (customer_id) WHERE is_default_shipping;
CREATE UNIQUE INDEX addresses_default_billing ON addresses (customer_id) WHERE is_default_billing;

-- +goose Down
DROP TABLE addresses;
