-- +goose Up
-- One row: what the staff have said about the shop. Whoever sets staff_since from NULL makes the first member.
CREATE TABLE shop_settings (
    id          INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    name        TEXT,
    currency    TEXT,
    staff_since TIMESTAMPTZ,
    version     INTEGER NOT NULL CHECK (version >= 1)
);

INSERT INTO shop_settings (id, staff_since, version) SELECT 1, MIN(created_at), 1 FROM staff_members;

-- +goose Down
DROP TABLE shop_settings;
