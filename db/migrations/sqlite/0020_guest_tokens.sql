-- Since when the tokens that checkout answered for a guest's order are not accepted any more.
-- +goose Up
ALTER TABLE orders ADD COLUMN guest_tokens_revoked_at TEXT;

-- +goose Down
ALTER TABLE orders DROP COLUMN guest_tokens_revoked_at;
