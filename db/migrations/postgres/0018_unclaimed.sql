-- Which refresh token a session's newest one came for, and whether nothing that came with the newest was used so far: then its answer
-- may have been lost. Sessions from before are taken to have used it.
-- +goose Up
ALTER TABLE sessions ADD COLUMN previous INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN unclaimed BOOLEAN NOT NULL DEFAULT false;
UPDATE sessions SET previous = generation - 1;

-- +goose Down
ALTER TABLE sessions DROP COLUMN unclaimed;
ALTER TABLE sessions DROP COLUMN previous;
