-- seq is the row's number: the search index points to it, and only a declared one survives VACUUM.
-- +goose Up
CREATE TABLE customers (
    seq               INTEGER PRIMARY KEY,
    id                TEXT NOT NULL UNIQUE,
    email             TEXT NOT NULL,
    email_key         TEXT NOT NULL,
    email_fold        TEXT NOT NULL,
    name              TEXT,
    name_fold         TEXT NOT NULL,
    phone             TEXT,
    external_id       TEXT,
    external_id_fold  TEXT,
    note              TEXT,
    password_hash     TEXT,
    email_verified    BOOLEAN NOT NULL,
    accepts_marketing BOOLEAN NOT NULL,
    orders_count      INTEGER NOT NULL CHECK (orders_count >= 0),
    last_order_at     TEXT,
    search_text       TEXT NOT NULL,
    created_at        TEXT NOT NULL,
    updated_at        TEXT NOT NULL,
    version           INTEGER NOT NULL CHECK (version >= 1)
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

CREATE VIRTUAL TABLE customers_search USING fts5 (search_text, content = 'customers', content_rowid = 'seq', tokenize = 'trigram');

-- +goose StatementBegin
CREATE TRIGGER customers_search_insert AFTER INSERT ON customers BEGIN
    INSERT INTO customers_search (rowid, search_text) VALUES (new.seq, new.search_text);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER customers_search_delete AFTER DELETE ON customers BEGIN
    INSERT INTO customers_search (customers_search, rowid, search_text) VALUES ('delete', old.seq, old.search_text);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER customers_search_update AFTER UPDATE OF search_text ON customers WHEN old.search_text <> new.search_text BEGIN
    INSERT INTO customers_search (customers_search, rowid, search_text) VALUES ('delete', old.seq, old.search_text);
    INSERT INTO customers_search (rowid, search_text) VALUES (new.seq, new.search_text);
END;
-- +goose StatementEnd

CREATE TABLE customer_tags (
    customer_id TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    tag_fold    TEXT NOT NULL,
    tag         TEXT NOT NULL,
    position    INTEGER NOT NULL,
    PRIMARY KEY (customer_id, tag_fold)
);

CREATE INDEX customer_tags_tag ON customer_tags (tag_fold, customer_id);

-- +goose Down
DROP TABLE customer_tags;
DROP TABLE customers_search;
DROP TABLE customers;
