-- The beginning of an email address is looked for where patterns are compared, which is not the column of identity.
-- +goose Up
CREATE INDEX customers_email_fold ON customers (email_fold);
CREATE INDEX orders_contact_email_fold ON orders (contact_email_fold);

-- +goose Down
DROP INDEX orders_contact_email_fold;
DROP INDEX customers_email_fold;
