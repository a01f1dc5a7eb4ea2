-- Who has written must see it, also where a replica answers: written is how far the log had got when the caller last had. It stays 0
-- without replicas.
-- +goose Up
ALTER TABLE sessions ADD COLUMN written BIGINT NOT NULL DEFAULT 0;
ALTER TABLE api_keys ADD COLUMN written BIGINT NOT NULL DEFAULT 0;
ALTER TABLE staff_members ADD COLUMN written BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE staff_members DROP COLUMN written;
ALTER TABLE api_keys DROP COLUMN written;
ALTER TABLE sessions DROP COLUMN written;
