SET LOCAL citus.multi_shard_modify_mode = 'sequential';
-- triggers and foreign keys that cannot be kept
DROP TRIGGER customers_custom_fields ON customers;
DROP TRIGGER addresses_custom_fields ON addresses;
DROP TRIGGER orders_custom_fields ON orders;
ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey;
ALTER TABLE consents DROP CONSTRAINT consents_customer_id_fkey;
ALTER TABLE known_places DROP CONSTRAINT known_places_customer_id_fkey;
ALTER TABLE known_places DROP CONSTRAINT known_places_order_id_fkey;
ALTER TABLE known_places DROP CONSTRAINT known_places_member_id_fkey;
ALTER TABLE one_time_tokens DROP CONSTRAINT one_time_tokens_customer_id_fkey;
ALTER TABLE one_time_tokens DROP CONSTRAINT one_time_tokens_order_id_fkey;
ALTER TABLE refund_items DROP CONSTRAINT refund_items_item_id_fkey;
ALTER TABLE shipment_items DROP CONSTRAINT shipment_items_item_id_fkey;
ALTER TABLE refund_items DROP CONSTRAINT refund_items_refund_id_fkey;
ALTER TABLE shipment_items DROP CONSTRAINT shipment_items_shipment_id_fkey;
ALTER TABLE addresses DROP CONSTRAINT addresses_customer_id_fkey;
ALTER TABLE customer_group_members DROP CONSTRAINT customer_group_members_customer_id_fkey;
ALTER TABLE customer_group_members DROP CONSTRAINT customer_group_members_group_id_fkey;
ALTER TABLE customer_tags DROP CONSTRAINT customer_tags_customer_id_fkey;
ALTER TABLE merged_customers DROP CONSTRAINT merged_customers_customer_id_fkey;
ALTER TABLE sessions DROP CONSTRAINT sessions_customer_id_fkey;
ALTER TABLE order_items DROP CONSTRAINT order_items_order_id_fkey;
ALTER TABLE payments DROP CONSTRAINT payments_order_id_fkey;
ALTER TABLE refunds DROP CONSTRAINT refunds_order_id_fkey;
ALTER TABLE shipments DROP CONSTRAINT shipments_order_id_fkey;
ALTER TABLE custom_field_values DROP CONSTRAINT custom_field_values_field_id_fkey;
-- The values that are unique in the whole shop.
CREATE TABLE unique_values (
    index_name TEXT COLLATE "C" NOT NULL,
    value      TEXT COLLATE "C" NOT NULL,
    owner_id   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (value, index_name)
);
INSERT INTO unique_values SELECT 'customers.email_key', email_key, id FROM customers;
INSERT INTO unique_values SELECT 'customers.external_id', external_id, id FROM customers WHERE external_id <> '';
INSERT INTO unique_values SELECT 'orders.number', number, id FROM orders;
INSERT INTO unique_values SELECT 'orders.external_id', external_id, id FROM orders WHERE external_id <> '';
INSERT INTO unique_values SELECT 'orders.quote_id', quote_id, id FROM orders WHERE quote_id IS NOT NULL;
INSERT INTO unique_values SELECT 'orders.idempotency', concat_ws(chr(31), idempotency_scope, idempotency_key), id FROM orders WHERE idempotency_key IS NOT NULL;
INSERT INTO unique_values SELECT 'custom_field_values.unique_key', concat_ws(chr(31), field_id, unique_key), owner_id FROM custom_field_values WHERE unique_key IS NOT NULL;
-- primary keys
ALTER TABLE addresses DROP CONSTRAINT addresses_pkey; ALTER TABLE addresses ADD CONSTRAINT addresses_pkey PRIMARY KEY (id, customer_id);
ALTER TABLE sessions DROP CONSTRAINT sessions_pkey; ALTER TABLE sessions ADD CONSTRAINT sessions_pkey PRIMARY KEY (id, customer_id);
ALTER TABLE merged_customers DROP CONSTRAINT merged_customers_pkey; ALTER TABLE merged_customers ADD CONSTRAINT merged_customers_pkey PRIMARY KEY (merged_id, customer_id);
ALTER TABLE order_items DROP CONSTRAINT order_items_pkey; ALTER TABLE order_items ADD CONSTRAINT order_items_pkey PRIMARY KEY (id, order_id);
ALTER TABLE payments DROP CONSTRAINT payments_pkey; ALTER TABLE payments ADD CONSTRAINT payments_pkey PRIMARY KEY (id, order_id);
ALTER TABLE refunds DROP CONSTRAINT refunds_pkey; ALTER TABLE refunds ADD CONSTRAINT refunds_pkey PRIMARY KEY (id, order_id);
ALTER TABLE shipments DROP CONSTRAINT shipments_pkey; ALTER TABLE shipments ADD CONSTRAINT shipments_pkey PRIMARY KEY (id, order_id);
ALTER TABLE events DROP CONSTRAINT events_pkey; ALTER TABLE events ADD CONSTRAINT events_pkey PRIMARY KEY (seq, subject_id);
-- unique indexes across shards
DROP INDEX customers_email_key; CREATE INDEX customers_email_key ON customers (email_key);
DROP INDEX customers_external_id; CREATE INDEX customers_external_id ON customers (external_id) WHERE external_id <> '';
DROP INDEX custom_field_values_unique_key; CREATE INDEX custom_field_values_unique_key ON custom_field_values (field_id, unique_key);
DROP INDEX events_id; CREATE INDEX events_id ON events (id);
DROP INDEX events_position; CREATE INDEX events_position ON events (position);
DROP INDEX orders_external_id; CREATE INDEX orders_external_id ON orders (external_id) WHERE external_id <> '';
DROP INDEX orders_idempotency; CREATE INDEX orders_idempotency ON orders (idempotency_scope, idempotency_key) WHERE idempotency_key IS NOT NULL;
DROP INDEX orders_number; CREATE INDEX orders_number ON orders (number);
DROP INDEX orders_quote_id; CREATE INDEX orders_quote_id ON orders (quote_id) WHERE quote_id IS NOT NULL;
SELECT create_reference_table('custom_fields');
SELECT create_reference_table('customer_groups');
SELECT create_distributed_table('customers', 'id');
SELECT create_distributed_table('unique_values', 'value', colocate_with => 'customers');
SELECT create_distributed_table('addresses', 'customer_id', colocate_with => 'customers');
SELECT create_distributed_table('sessions', 'customer_id', colocate_with => 'customers');
SELECT create_distributed_table('customer_tags', 'customer_id', colocate_with => 'customers');
SELECT create_distributed_table('customer_group_members', 'customer_id', colocate_with => 'customers');
SELECT create_distributed_table('merged_customers', 'customer_id', colocate_with => 'customers');
SELECT create_distributed_table('orders', 'id', colocate_with => 'customers');
SELECT create_distributed_table('order_items', 'order_id', colocate_with => 'customers');
SELECT create_distributed_table('payments', 'order_id', colocate_with => 'customers');
SELECT create_distributed_table('refunds', 'order_id', colocate_with => 'customers');
SELECT create_distributed_table('shipments', 'order_id', colocate_with => 'customers');
SELECT create_distributed_table('refund_items', 'refund_id', colocate_with => 'customers');
SELECT create_distributed_table('shipment_items', 'shipment_id', colocate_with => 'customers');
SELECT create_distributed_table('custom_field_values', 'owner_id', colocate_with => 'customers');
SELECT create_distributed_table('events', 'subject_id', colocate_with => 'customers');
ALTER TABLE addresses ADD CONSTRAINT addresses_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
ALTER TABLE customer_group_members ADD CONSTRAINT customer_group_members_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
ALTER TABLE customer_tags ADD CONSTRAINT customer_tags_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
ALTER TABLE merged_customers ADD CONSTRAINT merged_customers_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
ALTER TABLE sessions ADD CONSTRAINT sessions_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
ALTER TABLE order_items ADD CONSTRAINT order_items_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE;
ALTER TABLE payments ADD CONSTRAINT payments_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE;
ALTER TABLE refunds ADD CONSTRAINT refunds_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE;
ALTER TABLE shipments ADD CONSTRAINT shipments_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE;
