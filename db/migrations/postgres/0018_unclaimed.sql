-- Whether nothing that came with a session's newest refresh token was used so far: then its answer may have been lost. Sessions from
-- before are taken to have used it.
-- +goose Up
ALTER TABLE sessions ADD COLUMN unclaimed BOOLEAN NOT NULL DEFAULT false;

-- +goose Down
ALTER TABLE sessions DROP COLUMN unclaimed;
