-- The custom fields of an order's addresses as they were at checkout: a JSON object of values by the id of the field. They are
-- copies, so no rule, filter or unique index applies to them. Orders from before this migration have none.
-- +goose Up
ALTER TABLE orders ADD COLUMN ship_custom_fields TEXT NOT NULL DEFAULT '{}';
ALTER TABLE orders ADD COLUMN bill_custom_fields TEXT NOT NULL DEFAULT '{}';

-- +goose Down
ALTER TABLE orders DROP COLUMN bill_custom_fields;
ALTER TABLE orders DROP COLUMN ship_custom_fields;
