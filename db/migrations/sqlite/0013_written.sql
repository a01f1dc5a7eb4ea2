-- As with PostgreSQL; SQLite has no replicas, so that it stays 0.
-- +goose Up
ALTER TABLE sessions ADD COLUMN written INTEGER NOT NULL DEFAULT 0;
ALTER TABLE api_keys ADD COLUMN written INTEGER NOT NULL DEFAULT 0;
ALTER TABLE staff_members ADD COLUMN written INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE staff_members DROP COLUMN written;
ALTER TABLE api_keys DROP COLUMN written;
ALTER TABLE sessions DROP COLUMN written;
