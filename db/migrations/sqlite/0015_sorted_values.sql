-- Pages of records in the order of a custom field go along this index.
-- +goose Up
CREATE INDEX custom_field_values_sorted ON custom_field_values (field_id, value_key, owner_id) WHERE item = 0;

-- +goose Down
DROP INDEX custom_field_values_sorted;
