-- Seeds a shop with :customers customers and 3 custom fields. The first :buyers customers have 3 addresses and 10 orders
-- of 3 items each. All texts are ASCII and normalized as the services store them, so that folding is lower-casing;
-- seed_test.go compares the rows with those of the services. Statements are separated by lines with only a semicolon.
CREATE FUNCTION bench_id(kind text, n bigint) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT kind || '_01' || lpad(to_hex(n), 10, '0') || left(md5(kind || n), 14)
$$
;
CREATE FUNCTION bench_pick(n bigint, words text[]) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT words[1 + n % array_length(words, 1)]
$$
;
CREATE FUNCTION bench_line(n bigint) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT bench_pick(n, ARRAY['Lindenallee','Hauptstrasse','Gartenweg','Bergstrasse','Am Markt']) || ' ' || 1 + n % 120
$$
;
CREATE TEMP TABLE people AS
SELECT n,
       bench_id('customer', n) AS id,
       bench_pick(n, ARRAY['Anna','Ben','Clara','David','Emma','Felix','Greta','Hannes','Ida','Jonas','Katrin','Lukas','Marie','Noah','Olivia','Paul','Rosa','Simon','Thea','Viktor']) AS given,
       bench_pick(n / 20, ARRAY['Albrecht','Bauer','Conrad','Dietrich','Ebert','Fischer','Graf','Hartmann','Iversen','Jansen','Keller','Lang','Maier','Neumann','Otto','Peters','Richter','Schmidt','Thomas','Ulrich','Vogel','Wagner','Ziegler']) AS family,
       bench_pick(n, ARRAY['Berlin','Hamburg','Leipzig','Bremen','Dresden','Hannover','Kassel','Mainz']) AS city,
       lpad((10115 + n % 80000)::text, 5, '0') AS postcode,
       '+4930' || (20000000 + n) AS phone,
       timestamptz '2024-01-01 00:00:00+00' + n * interval '5 minutes' AS since,
       n <= :buyers AS buys
FROM generate_series(1, :customers::bigint) n
;
ALTER TABLE people ADD COLUMN email text, ADD COLUMN name text
;
UPDATE people SET name = given || ' ' || family, email = lower(given || '.' || family) || n || '@example.com'
;
INSERT INTO customers (id, email, email_key, email_fold, name, name_fold, phone, password_hash, password_given, email_verified, accepts_marketing,
    orders_count, last_order_at, search_text, created_at, updated_at, version)
SELECT id, email, email, email, name, lower(name), phone, :hash, true, false, n % 2 = 0,
    CASE WHEN buys THEN 10 ELSE 0 END, CASE WHEN buys THEN since + interval '300 days' END,
    lower(name) || ' ' || email || ' ' || phone, since, since, 1
FROM people
;
INSERT INTO addresses (id, customer_id, label, first_name, last_name, line1, city, postcode, country, is_default_shipping,
    is_default_billing, created_at, updated_at, version)
SELECT bench_id('address', p.n * 3 + k), p.id, bench_pick(k, ARRAY['home','work','parents']), given, family,
    bench_line(p.n + k), city, postcode, 'DE', k = 0, k = 0, since, since, 1
FROM people p, generate_series(0, 2) k WHERE buys
;
CREATE TEMP TABLE lines AS
SELECT p.n * 10 + k AS o, i, 1 + (p.n + k + i) % 4 AS quantity, 500 + ((p.n * 10 + k) * 31 + i * 17) % 9500 AS unit,
    'SKU-' || ((p.n * 10 + k) * 7 + i) % 5000 AS sku, 'Product ' || ((p.n * 10 + k) * 7 + i) % 5000 AS name
FROM people p, generate_series(0, 9) k, generate_series(0, 2) i WHERE buys
;
CREATE TEMP TABLE sums AS SELECT o, sum(quantity * unit)::bigint AS minor FROM lines GROUP BY o
;
INSERT INTO orders (id, number, status, payment_status, fulfillment_status, customer_id, guest, contact_name, contact_name_fold, contact_email,
    contact_email_key, contact_email_fold, contact_phone,
    ship_first_name, ship_last_name, ship_line1, ship_city, ship_postcode, ship_country, ship_name_fold, ship_postcode_fold,
    bill_first_name, bill_last_name, bill_line1, bill_city, bill_postcode, bill_country, bill_name_fold, bill_postcode_fold,
    currency, subtotal_minor, shipping_minor, tax_minor, discount_minor, total_minor, total_value, input_hash, search_text,
    placed_at, created_at, updated_at, version)
SELECT bench_id('order', s.o), 'B' || lpad(s.o::text, 7, '0'),
    'OPEN', 'UNPAID', 'UNFULFILLED',
    p.id, false, p.name, lower(p.name), p.email, p.email, p.email, p.phone,
    given, family, bench_line(p.n), city, postcode, 'DE', lower(p.name), postcode,
    given, family, bench_line(p.n), city, postcode, 'DE', lower(p.name), postcode,
    'EUR', s.minor, 0, 0, 0, s.minor, s.minor * 100, '', 'b' || lpad(s.o::text, 7, '0') || ' ' || lower(p.name) || ' ' || p.email || ' ' || p.phone,
    at, at, at, 1
FROM people p
CROSS JOIN generate_series(0, 9) k
JOIN sums s ON s.o = p.n * 10 + k
CROSS JOIN LATERAL (SELECT since + (30 + 30 * k) * interval '1 day' AS at) placed
WHERE buys
;
INSERT INTO order_items (id, order_id, position, sku, sku_fold, name, quantity, unit_minor, currency)
SELECT bench_id('item', o * 3 + i), bench_id('order', o), i, sku, lower(sku), name, quantity, unit, 'EUR' FROM lines
;
INSERT INTO events (id, type, at, subject_kind, subject_id, customer_id, actor_kind, actor_id, fields, version, hidden, position)
SELECT bench_id('event', s.o * 4), 'ORDER_PLACED', since + (30 + 30 * (s.o - p.n * 10)) * interval '1 day', 'ORDER',
    bench_id('order', s.o), p.id, 'CUSTOMER', p.id, '[]', 1, false, s.o
FROM sums s JOIN people p ON p.n = s.o / 10
;
INSERT INTO sessions (id, customer_id, created_at, last_used_at, expires_at, generation)
SELECT bench_id('session', n), id, now(), now(), now() + interval '30 days', 1 FROM people
WHERE n <= :sessions OR n > :buyers AND n <= :buyers + :sessions
;
INSERT INTO custom_fields (id, owner, key, label, type, list, required, is_unique, options, access, position, created_at, updated_at, version)
VALUES (bench_id('field', 1), 'CUSTOMER', 'tier', 'Tier', 'ENUM', false, false, false,
        '[{"Value":"BRONZE","Label":"Bronze"},{"Value":"SILVER","Label":"Silver"},{"Value":"GOLD","Label":"Gold"}]', 'READ', 0, now(), now(), 1),
    (bench_id('field', 2), 'CUSTOMER', 'points', 'Points', 'INTEGER', false, false, false, '[]', 'READ', 1, now(), now(), 1),
    (bench_id('field', 3), 'CUSTOMER', 'born', 'Born', 'DATE', false, false, false, '[]', 'READ', 2, now(), now(), 1)
;
UPDATE custom_fields_version SET version = version + 1
;
INSERT INTO custom_field_values (owner_id, field_id, item, value, value_key)
SELECT p.id, f.id, 0, f.value, f.key FROM people p CROSS JOIN LATERAL (
    SELECT bench_id('field', 1) AS id, t AS value, t AS key FROM bench_pick(n, ARRAY['BRONZE','SILVER','GOLD']) t
    UNION ALL SELECT bench_id('field', 2), v::text, '1' || lpad(v::text, 18, '0') || repeat('0', 18) FROM CAST(n * 7919 % :customers AS bigint) v
    UNION ALL SELECT bench_id('field', 3), v::text, v::text FROM CAST(date '1940-01-01' + (n * 31 % 25000)::int AS date) v) f
;
-- Only a database that is distributed with Citus has this table.
DO $$ BEGIN
    IF to_regclass('unique_values') IS NOT NULL THEN
        INSERT INTO unique_values SELECT 'customers.email_key', email, id FROM people;
        INSERT INTO unique_values SELECT 'orders.number', 'B' || lpad(o::text, 7, '0'), bench_id('order', o) FROM sums;
    END IF;
END $$
;
DROP TABLE people, lines, sums
;
DROP FUNCTION bench_id, bench_pick, bench_line
;
