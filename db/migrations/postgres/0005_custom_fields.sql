-- +goose Up
CREATE TABLE custom_fields (
    id                 TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    owner              TEXT COLLATE "C" NOT NULL CHECK (owner IN ('CUSTOMER', 'ADDRESS', 'ORDER')),
    key                TEXT COLLATE "C" NOT NULL,
    label              TEXT COLLATE "C" NOT NULL,
    description        TEXT COLLATE "C",
    type               TEXT COLLATE "C" NOT NULL CHECK (type IN ('STRING', 'TEXT', 'INTEGER', 'DECIMAL', 'BOOLEAN', 'DATE', 'DATETIME', 'EMAIL', 'URL', 'ENUM', 'REFERENCE')),
    list               BOOLEAN NOT NULL,
    required           BOOLEAN NOT NULL,
    is_unique          BOOLEAN NOT NULL,
    options            TEXT COLLATE "C" NOT NULL,
    reference_to       TEXT COLLATE "C" CHECK (reference_to IN ('CUSTOMER', 'ORDER')),
    rule_min           TEXT COLLATE "C",
    rule_max           TEXT COLLATE "C",
    rule_pattern       TEXT COLLATE "C",
    default_value      TEXT COLLATE "C",
    access             TEXT COLLATE "C" NOT NULL CHECK (access IN ('NONE', 'READ', 'WRITE')),
    position           BIGINT NOT NULL,
    deprecation_reason TEXT COLLATE "C",
    archived_at        TIMESTAMPTZ,
    created_at         TIMESTAMPTZ NOT NULL,
    updated_at         TIMESTAMPTZ NOT NULL,
    version            BIGINT NOT NULL CHECK (version >= 1),
    CHECK ((type = 'REFERENCE') = (reference_to IS NOT NULL))
);

CREATE UNIQUE INDEX custom_fields_key ON custom_fields (owner, key) WHERE archived_at IS NULL;

-- One row is one value, or one of a list's; item -1 says that the list is there and empty. value_key is the value as filters
-- and sorting compare it: for every type a text whose order is the values' own.
CREATE TABLE custom_field_values (
    owner_id   TEXT COLLATE "C" NOT NULL,
    field_id   TEXT COLLATE "C" NOT NULL REFERENCES custom_fields (id) ON DELETE CASCADE,
    item       BIGINT NOT NULL CHECK (item >= -1),
    value      TEXT COLLATE "C" NOT NULL,
    value_key  TEXT COLLATE "C",
    unique_key TEXT COLLATE "C",
    PRIMARY KEY (owner_id, field_id, item)
);

CREATE INDEX custom_field_values_key ON custom_field_values (field_id, value_key, owner_id);
CREATE UNIQUE INDEX custom_field_values_unique_key ON custom_field_values (field_id, unique_key);

-- The number of the definitions' last change: other servers look at it.
CREATE TABLE custom_fields_version (
    id      BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    version BIGINT NOT NULL
);

INSERT INTO custom_fields_version (id, version) VALUES (1, 1);

-- Values belong to records of several tables, which no foreign key can say.
-- +goose StatementBegin
CREATE FUNCTION drop_custom_field_values() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM custom_field_values WHERE owner_id = OLD.id;
    RETURN OLD;
END;
$$;
-- +goose StatementEnd

CREATE TRIGGER customers_custom_fields AFTER DELETE ON customers FOR EACH ROW EXECUTE FUNCTION drop_custom_field_values();
CREATE TRIGGER addresses_custom_fields AFTER DELETE ON addresses FOR EACH ROW EXECUTE FUNCTION drop_custom_field_values();
CREATE TRIGGER orders_custom_fields AFTER DELETE ON orders FOR EACH ROW EXECUTE FUNCTION drop_custom_field_values();

-- +goose Down
DROP TRIGGER orders_custom_fields ON orders;
DROP TRIGGER addresses_custom_fields ON addresses;
DROP TRIGGER customers_custom_fields ON customers;
DROP FUNCTION drop_custom_field_values();
DROP TABLE custom_fields_version;
DROP TABLE custom_field_values;
DROP TABLE custom_fields;
