-- The tax that prices already contain, of an order and of each item. Orders from before this migration contain none that is known.
-- +goose Up
ALTER TABLE orders ADD COLUMN tax_included_minor INTEGER NOT NULL DEFAULT 0 CHECK (tax_included_minor BETWEEN 0 AND max(subtotal_minor + shipping_minor - discount_minor, 0));
ALTER TABLE order_items ADD COLUMN tax_included_minor INTEGER NOT NULL DEFAULT 0 CHECK (tax_included_minor BETWEEN 0 AND unit_minor * quantity);

-- +goose Down
ALTER TABLE order_items DROP COLUMN tax_included_minor;
ALTER TABLE orders DROP COLUMN tax_included_minor;
