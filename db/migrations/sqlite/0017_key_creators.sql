-- Who created a server key. The name is kept, so that it stays readable when the member or key is gone. Keys from before this
-- migration have no creator.
-- +goose Up
ALTER TABLE api_keys ADD COLUMN creator_kind TEXT CHECK (creator_kind IN ('STAFF', 'SERVER_KEY', 'COMMAND_LINE'));
ALTER TABLE api_keys ADD COLUMN creator_id TEXT;
ALTER TABLE api_keys ADD COLUMN creator_name TEXT;

-- +goose Down
ALTER TABLE api_keys DROP COLUMN creator_name;
ALTER TABLE api_keys DROP COLUMN creator_id;
ALTER TABLE api_keys DROP COLUMN creator_kind;
