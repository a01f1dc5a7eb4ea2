-- The position in PostgreSQL's write-ahead log after the caller's last write. It stays 0 without replicas.
-- +goose Up
ALTER TABLE sessions RENAME COLUMN written TO last_write_lsn;
ALTER TABLE api_keys RENAME COLUMN written TO last_write_lsn;
ALTER TABLE staff_members RENAME COLUMN written TO last_write_lsn;

-- +goose Down
ALTER TABLE staff_members RENAME COLUMN last_write_lsn TO written;
ALTER TABLE api_keys RENAME COLUMN last_write_lsn TO written;
ALTER TABLE sessions RENAME COLUMN last_write_lsn TO written;
