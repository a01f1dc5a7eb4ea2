-- Creates the role that PostGraphile uses, which can read the columns of the measured requests, and a function that adds an
-- address, since the program generates the IDs. Statements are separated by lines with only a semicolon.
CREATE ROLE bench_graphile LOGIN
;
GRANT SELECT (id, email, email_fold, name, phone, accepts_marketing, created_at) ON customers TO bench_graphile
;
GRANT SELECT (id, customer_id, first_name, last_name, line1, city, postcode, country, is_default_shipping, created_at) ON addresses TO bench_graphile
;
GRANT SELECT (id, customer_id, number, status, total_minor, currency, placed_at) ON orders TO bench_graphile
;
GRANT SELECT (id, order_id, position, sku, name, quantity, unit_minor, currency) ON order_items TO bench_graphile
;
GRANT SELECT (owner_id, field_id, item, value) ON custom_field_values TO bench_graphile
;
CREATE FUNCTION add_address(customer_id text, first_name text, last_name text, line1 text, city text, postcode text, country text)
RETURNS text LANGUAGE sql VOLATILE STRICT SECURITY DEFINER AS $$
    INSERT INTO addresses (id, customer_id, first_name, last_name, line1, city, postcode, country, is_default_shipping,
        is_default_billing, created_at, updated_at, version)
    VALUES ('address_01' || translate(gen_random_uuid()::text, '-', ''), $1, $2, $3, $4, $5, $6, $7, false, false, now(), now(), 1)
    RETURNING id
$$
