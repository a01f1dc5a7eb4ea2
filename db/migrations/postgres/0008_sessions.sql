-- A session is refreshed: generation counts its refresh tokens, which are derived and not stored, and refreshed_at is when the
-- newest came to be. Sessions from before were used last when they began.
-- +goose Up
ALTER TABLE sessions
    ADD COLUMN device       TEXT COLLATE "C",
    ADD COLUMN last_used_at TIMESTAMPTZ,
    ADD COLUMN generation   BIGINT NOT NULL DEFAULT 1 CHECK (generation >= 1),
    ADD COLUMN refreshed_at TIMESTAMPTZ;
UPDATE sessions SET last_used_at = created_at;
ALTER TABLE sessions
    ALTER COLUMN last_used_at SET NOT NULL,
    ALTER COLUMN generation DROP DEFAULT;

ALTER TABLE customers
    ADD COLUMN disabled_at     TIMESTAMPTZ,
    ADD COLUMN disabled_reason TEXT COLLATE "C" CHECK (disabled_reason IS NULL OR NOT (disabled_at IS NULL));
CREATE INDEX customers_disabled ON customers (disabled_at) WHERE disabled_at IS NOT NULL;

-- +goose Down
DROP INDEX customers_disabled;
ALTER TABLE customers DROP COLUMN disabled_reason, DROP COLUMN disabled_at;
ALTER TABLE sessions DROP COLUMN refreshed_at, DROP COLUMN generation, DROP COLUMN last_used_at, DROP COLUMN device;
