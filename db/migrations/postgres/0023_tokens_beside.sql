-- One-time tokens of the same purpose and mailbox that stand beside each other until one of them is used.
-- +goose Up
CREATE INDEX one_time_tokens_mailbox ON one_time_tokens (purpose, email_key) WHERE customer_id IS NULL AND order_id IS NULL;

-- +goose Down
DROP INDEX one_time_tokens_mailbox;
