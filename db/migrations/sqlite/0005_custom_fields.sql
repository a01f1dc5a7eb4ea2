-- +goose Up
CREATE TABLE custom_fields (
    id                 TEXT NOT NULL PRIMARY KEY,
    owner              TEXT NOT NULL CHECK (owner IN ('CUSTOMER', 'ADDRESS', 'ORDER')),
    key                TEXT NOT NULL,
    label              TEXT NOT NULL,
    description        TEXT,
    type               TEXT NOT NULL CHECK (type IN ('STRING', 'TEXT', 'INTEGER', 'DECIMAL', 'BOOLEAN', 'DATE', 'DATETIME', 'EMAIL', 'URL', 'ENUM', 'REFERENCE')),
    list               BOOLEAN NOT NULL,
    required           BOOLEAN NOT NULL,
    is_unique          BOOLEAN NOT NULL,
    options            TEXT NOT NULL,
    reference_to       TEXT CHECK (reference_to IN ('CUSTOMER', 'ORDER')),
    rule_min           TEXT,
    rule_max           TEXT,
    rule_pattern       TEXT,
    default_value      TEXT,
    access             TEXT NOT NULL CHECK (access IN ('NONE', 'READ', 'WRITE')),
    position           INTEGER NOT NULL,
    deprecation_reason TEXT,
    archived_at        TEXT,
    created_at         TEXT NOT NULL,
    updated_at         TEXT NOT NULL,
    version            INTEGER NOT NULL CHECK (version >= 1),
    CHECK ((type = 'REFERENCE') = (reference_to IS NOT NULL))
);

CREATE UNIQUE INDEX custom_fields_key ON custom_fields (owner, key) WHERE archived_at IS NULL;

-- One row is one value, or one of a list's; item -1 says that the list is there and empty. value_key is the value as filters
-- and sorting compare it: for every type a text whose order is the values' own.
CREATE TABLE custom_field_values (
    owner_id   TEXT NOT NULL,
    field_id   TEXT NOT NULL REFERENCES custom_fields (id) ON DELETE CASCADE,
    item       INTEGER NOT NULL CHECK (item >= -1),
    value      TEXT NOT NULL,
    value_key  TEXT,
    unique_key TEXT,
    PRIMARY KEY (owner_id, field_id, item)
);

CREATE INDEX custom_field_values_key ON custom_field_values (field_id, value_key, owner_id);
CREATE UNIQUE INDEX custom_field_values_unique_key ON custom_field_values (field_id, unique_key);

-- The number of the definitions' last change: other servers look at it.
CREATE TABLE custom_fields_version (
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL
);

INSERT INTO custom_fields_version (id, version) VALUES (1, 1);

-- Values belong to records of several tables, which no foreign key can say.
-- +goose StatementBegin
CREATE TRIGGER customers_custom_fields AFTER DELETE ON customers BEGIN
    DELETE FROM custom_field_values WHERE owner_id = old.id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER addresses_custom_fields AFTER DELETE ON addresses BEGIN
    DELETE FROM custom_field_values WHERE owner_id = old.id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER orders_custom_fields AFTER DELETE ON orders BEGIN
    DELETE FROM custom_field_values WHERE owner_id = old.id;
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER orders_custom_fields;
DROP TRIGGER addresses_custom_fields;
DROP TRIGGER customers_custom_fields;
DROP TABLE custom_fields_version;
DROP TABLE custom_field_values;
DROP TABLE custom_fields;
