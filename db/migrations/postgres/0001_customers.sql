-- Text is compared byte by byte (COLLATE "C"), so that both databases sort and cut lists in the same places.
-- +goose Up
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE customers (
    id                TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    email             TEXT COLLATE "C" NOT NULL,
    email_key         TEXT COLLATE "C" NOT NULL,
    email_fold        TEXT COLLATE "C" NOT NULL,
    name              TEXT COLLATE "C",
    name_fold         TEXT COLLATE "C" NOT NULL,
    phone             TEXT COLLATE "C",
    external_id       TEXT COLLATE "C",
    external_id_fold  TEXT COLLATE "C",
    note              TEXT COLLATE "C",
    password_hash     TEXT COLLATE "C",
    email_verified    BOOLEAN NOT NULL,
    accepts_marketing BOOLEAN NOT NULL,
    orders_count      BIGINT NOT NULL CHECK (orders_count >= 0),
    last_order_at     TIMESTAMPTZ,
    search_text       TEXT COLLATE "C" NOT NULL,
    created_at        TIMESTAMPTZ NOT NULL,
    updated_at        TIMESTAMPTZ NOT NULL,
    version           BIGINT NOT NULL CHECK (version >= 1)
);

CREATE UNIQUE INDEX customers_email_key ON customers (email_key);
CREATE UNIQUE INDEX customers_external_id ON customers (external_id) WHERE external_id <> '';
CREATE INDEX customers_created ON customers (created_at, id);
CREATE INDEX customers_updated ON customers (updated_at, id);
CREATE INDEX customers_name ON customers (name_fold, id);
CREATE INDEX customers_phone ON customers (phone);
CREATE INDEX customers_external_id_fold ON customers (external_id_fold);
CREATE INDEX customers_orders_count ON customers (orders_count);
CREATE INDEX customers_last_order ON customers (last_order_at);
CREATE INDEX customers_search ON customers USING gin (search_text gin_trgm_ops);

CREATE TABLE customer_tags (
    customer_id TEXT COLLATE "C" NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    tag_fold    TEXT COLLATE "C" NOT NULL,
    tag         TEXT COLLATE "C" NOT NULL,
    position    BIGINT NOT NULL,
    PRIMARY KEY (customer_id, tag_fold)
);

CREATE INDEX customer_tags_tag ON customer_tags (tag_fold, customer_id);

-- +goose Down
DROP TABLE customer_tags;
DROP TABLE customers;
