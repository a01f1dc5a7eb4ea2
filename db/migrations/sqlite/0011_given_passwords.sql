-- Whether the shop gave a customer its password: then it outlives the first proof of the address. Of those from before nobody knows.
-- +goose Up
ALTER TABLE customers ADD COLUMN password_given BOOLEAN NOT NULL DEFAULT false;

-- +goose Down
ALTER TABLE customers DROP COLUMN password_given;
