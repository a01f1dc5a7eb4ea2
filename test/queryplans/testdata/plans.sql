-- A large shop for the tests of query plans, on either database: AT[seconds] is a moment, SERIES[n] the numbers 1 to n as i, FIELD[key] a
-- custom field's id. What is rare is so on purpose: there an index must be found. Statements end at a line with a semicolon only.
INSERT INTO customers (id, email, email_key, email_fold, name, name_fold, phone, external_id, external_id_fold, password_hash, password_given,
    email_verified, accepts_marketing, disabled_at, orders_count, last_order_at, search_text, created_at, updated_at, version)
SELECT 'customer_' || (1000000000 + i), 'p' || (1000000 + i) || '@example.com', 'p' || (1000000 + i) || '@example.com', 'p' || (1000000 + i) || '@example.com',
    'Name ' || (2000000 + i * 7919 % :customers), 'name ' || (2000000 + i * 7919 % :customers), '+4930' || (3000000 + i),
    'X-' || (4000000 + i), 'x-' || (4000000 + i), CASE WHEN i % 2000 <> 7 THEN '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA' END, false,
    i % 2000 = 5, i % 2500 = 11, CASE WHEN i % 4000 = 9 THEN AT[i * 60] END,
    CASE WHEN i = 1 THEN :whale WHEN i % 10 = 1 THEN 10 ELSE 0 END, CASE WHEN i % 10 = 1 THEN AT[i * 60 + 3600] END,
    'name ' || (2000000 + i * 7919 % :customers) || ' p' || (1000000 + i) || '@example.com +4930' || (3000000 + i), AT[i * 60], AT[i * 7919 % :customers * 60], 1
FROM SERIES[:customers]
;
INSERT INTO customer_tags (customer_id, tag_fold, tag, position)
SELECT 'customer_' || (1000000000 + i), CASE WHEN i % 2000 = 13 THEN 'vip' ELSE 'regular' END, CASE WHEN i % 2000 = 13 THEN 'VIP' ELSE 'regular' END, 0
FROM SERIES[:customers]
;
INSERT INTO customer_groups (id, name, name_fold, created_at, updated_at, version)
SELECT 'group_' || CASE WHEN i = 1 THEN 'few' ELSE 'many' END, 'Group ' || i, 'group ' || i, AT[i], AT[i], 1 FROM SERIES[2]
;
INSERT INTO customer_group_members (customer_id, group_id)
SELECT 'customer_' || (1000000000 + i), CASE WHEN i % 2000 = 13 THEN 'group_few' ELSE 'group_many' END
FROM SERIES[:customers]
;
INSERT INTO sessions (id, customer_id, created_at, last_used_at, expires_at, generation)
SELECT 'session_' || (1000000000 + i), 'customer_' || (1000000000 + i % :customers + 1), AT[i], AT[i], AT[i * 60 + 200000000], 1 FROM SERIES[:customers]
;
INSERT INTO addresses (id, customer_id, line1, city, postcode, country, is_default_shipping, is_default_billing, created_at, updated_at, version)
SELECT 'address_' || (1000000000 + i), 'customer_' || (1000000000 + CASE WHEN i <= 900 THEN 1 ELSE i % :customers + 2 END), i || ' Main Street', 'Berlin', '10115', 'DE',
    i = 1 OR i > 900, i = 1 OR i > 900, AT[i * 60], AT[i * 60], 1
FROM SERIES[:customers - 2]
;
INSERT INTO orders (id, number, external_id, external_id_fold, status, payment_status, fulfillment_status, customer_id, guest, contact_name, contact_name_fold, contact_email, contact_email_key,
    contact_email_fold, contact_phone, ship_line1, ship_country, ship_postcode, ship_name_fold, ship_postcode_fold, bill_line1, bill_country, bill_postcode, bill_name_fold,
    bill_postcode_fold, currency, subtotal_minor, shipping_minor, tax_minor, discount_minor, total_minor, total_value, input_hash, search_text, placed_at, created_at, updated_at, version, paid_minor, refunded_minor)
SELECT 'order_' || (1000000000 + i), 'A' || (5000000 + i * 7919 % :orders), 'O-' || (6000000 + i), 'o-' || (6000000 + i),
    CASE WHEN i % 2000 = 3 THEN 'CANCELLED' WHEN i % 10 = 0 THEN 'OPEN' ELSE 'COMPLETED' END, CASE WHEN i % 2000 = 5 THEN 'REFUNDED' WHEN i % 10 = 0 THEN 'UNPAID' ELSE 'PAID' END,
    CASE WHEN i % 2000 = 7 THEN 'PARTIALLY_FULFILLED' WHEN i % 10 = 0 THEN 'UNFULFILLED' ELSE 'FULFILLED' END,
    CASE WHEN i % 2000 <> 9 THEN 'customer_' || (1000000000 + CASE WHEN i % 12 = 0 THEN 1 ELSE i % (:customers / 10) * 10 + 1 END) END, i % 2000 = 9,
    'Buyer ' || (7000000 + i), 'buyer ' || (7000000 + i), 'b' || (1000000 + i / 10) || '@example.com', 'b' || (1000000 + i / 10) || '@example.com', 'b' || (1000000 + i / 10) || '@example.com', '+4930' || (3000000 + i),
    '1 Main Street', CASE WHEN i % 2000 = 11 THEN 'AT' ELSE 'DE' END, 'S' || (10000 + i / 10), 'ship ' || (7000000 + i), 's' || (10000 + i / 10),
    '1 Main Street', CASE WHEN i % 2000 = 13 THEN 'AT' ELSE 'DE' END, 'B' || (10000 + i / 10), 'bill ' || (7000000 + i), 'b' || (10000 + i / 10),
    CASE WHEN i % 2000 = 15 THEN 'CHF' ELSE 'EUR' END, i * 7919 % :orders, 0, 0, 0, i * 7919 % :orders, i * 7919 % :orders * 100, '',
    'a' || (5000000 + i * 7919 % :orders) || ' buyer ' || (7000000 + i) || ' b' || (1000000 + i / 10) || '@example.com +4930' || (3000000 + i), AT[i * 60], AT[i * 60], AT[i * 7919 % :orders * 60], 1,
    CASE WHEN i % 20 = 0 THEN i * 7919 % :orders / 2 WHEN i % 10 = 0 THEN 0 ELSE i * 7919 % :orders END, CASE WHEN i % 2000 = 5 THEN i * 7919 % :orders WHEN i % 20 = 0 AND i < :orders THEN 1 ELSE 0 END
FROM SERIES[:orders]
;
INSERT INTO order_items (id, order_id, position, sku, sku_fold, name, quantity, unit_minor, currency, shipped_quantity)
SELECT 'item_' || (1000000000 + i), 'order_' || (1000000000 + i / 2 + 1), i % 2, CASE WHEN i % 3 = 0 THEN 'COMMON' ELSE 'SKU-' || (10000 + i / 10) END,
    CASE WHEN i % 3 = 0 THEN 'common' ELSE 'sku-' || (10000 + i / 10) END, 'Tea', 1, 0, 'EUR', CASE WHEN i % 40 = 38 THEN 1 ELSE 0 END
FROM SERIES[:orders * 2 - 2]
;
INSERT INTO payments (id, order_id, amount_minor, currency, reference, paid_at, created_at)
SELECT 'payment_' || (1000000000 + i), 'order_' || (1000000000 + i), 1, 'EUR',
    'a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text', AT[i * 60], AT[i * 60] FROM SERIES[:orders]
;
INSERT INTO refunds (id, order_id, amount_minor, currency, reason, refunded_at, created_at)
SELECT 'refund_' || (1000000000 + i), 'order_' || (1000000000 + i), 1, 'EUR',
    'a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text', AT[i * 60], AT[i * 60] FROM SERIES[:orders]
;
INSERT INTO refund_items (refund_id, item_id, quantity, cancelled)
SELECT 'refund_' || (1000000000 + i), 'item_' || (1000000000 + i * 2 - 1), 1, false FROM SERIES[:orders - 1] WHERE i % 20 <> 0
;
INSERT INTO shipments (id, order_id, carrier, tracking_url, shipped_at, created_at, updated_at, version)
SELECT 'shipment_' || (1000000000 + i), 'order_' || (1000000000 + i), 'DHL',
    'a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text a long text', AT[i * 60], AT[i * 60], AT[i * 60], 1 FROM SERIES[:orders]
;
INSERT INTO shipment_items (shipment_id, item_id, quantity)
SELECT 'shipment_' || (1000000000 + i), 'item_' || (1000000000 + i * 2 - 2), 1 FROM SERIES[:orders - 1] WHERE i > 1
;
INSERT INTO events (id, type, at, subject_kind, subject_id, customer_id, actor_kind, actor_id, fields, hidden)
SELECT 'event_' || (1000000000 + i), 'ORDER_PLACED', AT[i * 60], 'ORDER', 'order_' || (1000000000 + i / 2 + 1),
    'customer_' || (1000000000 + i / 10), 'CUSTOMER', 'customer_' || (1000000000 + i / 10), '[]', false FROM SERIES[:orders * 2 - 2]
;
INSERT INTO events (id, type, at, subject_kind, subject_id, customer_id, actor_kind, actor_id, fields, hidden)
SELECT 'event_' || (2000000000 + i), 'CUSTOMER_UPDATED', AT[i * 120], 'CUSTOMER', 'customer_' || (1000000000 + i % 10),
    'customer_' || (1000000000 + i % 10), 'API_KEY', 'key_' || (i % 3), '["name"]', i % 2 = 0 FROM SERIES[:customers]
;
INSERT INTO events (id, type, at, subject_kind, subject_id, actor_kind, actor_id, fields, hidden)
SELECT 'event_' || (3000000000 + i), 'SHOP_UPDATED', AT[i * 1200], 'SHOP', 'shop', 'STAFF', 'staff_' || (i % 7), '["name"]', false
FROM SERIES[:customers / 10]
;
INSERT INTO events (id, type, at, subject_kind, subject_id, actor_kind, fields, hidden)
SELECT 'event_' || (4000000000 + i), 'STAFF_MEMBER_LOGIN_FAILED', AT[i * 36000], 'STAFF_MEMBER', 'staff_1', 'GUEST', '[]', false
FROM SERIES[100]
;
INSERT INTO events (id, type, at, subject_kind, subject_id, actor_kind, fields, hidden)
SELECT 'event_' || (5000000000 + i), 'STAFF_MEMBER_CREATED', AT[i * 36000], 'STAFF_MEMBER', 'staff_' || i, 'COMMAND_LINE', '[]', false
FROM SERIES[10]
;
INSERT INTO custom_field_values (owner_id, field_id, item, value, value_key)
SELECT 'customer_' || (1000000000 + i), FIELD[nickname], 0, 'nick ' || (8000000 + i * 7919 % :customers), 'nick ' || (8000000 + i * 7919 % :customers) FROM SERIES[:customers]
;
INSERT INTO custom_field_values (owner_id, field_id, item, value, value_key)
SELECT 'customer_' || (1000000000 + i), FIELD[points], 0, '' || (i * 7919 % :customers), '1' || substr('' || (1000000000000000000 + i * 7919 % :customers), 2) || '000000000000000000' FROM SERIES[:customers] WHERE i % 10 <> 0
;
INSERT INTO custom_field_values (owner_id, field_id, item, value, value_key)
SELECT 'customer_' || (1000000000 + i), FIELD[tier], 0, CASE WHEN i % 2000 = 17 THEN 'GOLD' ELSE 'SILVER' END, CASE WHEN i % 2000 = 17 THEN 'GOLD' ELSE 'SILVER' END FROM SERIES[:customers] WHERE i % 2 = 1
;
INSERT INTO custom_field_values (owner_id, field_id, item, value, value_key)
SELECT 'customer_' || (1000000000 + i * 10), f.id, 0, f.value, f.value FROM SERIES[:customers / 10] CROSS JOIN (
    SELECT FIELD[letter] AS id, 'a long text' AS value UNION ALL SELECT FIELD[news], 'true' UNION ALL SELECT FIELD[contact], 'a@example.com' UNION ALL SELECT FIELD[home], 'https://example.com/' UNION ALL
    SELECT FIELD[seen], '2024-01-01T00:00:00.000000Z' UNION ALL SELECT FIELD[born], '1980-01-01' UNION ALL
    SELECT FIELD[friend], 'customer_1000000002' UNION ALL SELECT FIELD[credit], '1000000000000000012000000000000000000') AS f
;
INSERT INTO custom_field_values (owner_id, field_id, item, value, value_key)
SELECT 'customer_' || (1000000000 + i * 10), FIELD[teas], k, 'tea ' || (i % 500 + k), 'tea ' || (i % 500 + k) FROM SERIES[:customers / 10] CROSS JOIN (SELECT 0 AS k UNION ALL SELECT 1) AS two
;
INSERT INTO custom_field_values (owner_id, field_id, item, value, value_key)
SELECT 'order_' || (1000000000 + i), FIELD[wrap], 0, CASE WHEN i % 2000 = 19 THEN 'true' ELSE 'false' END, CASE WHEN i % 2000 = 19 THEN 'true' ELSE 'false' END FROM SERIES[:orders]
;
INSERT INTO emails (id, kind, recipient, to_key, data, fold_key, status, attempts, merged_requests, due_at, created_at, sent_at)
SELECT 'mail_' || (1000000000 + i), 'PASSWORD_RESET', 'p' || (1000000 + i / 3) || '@example.com', 'p' || (1000000 + i / 3) || '@example.com', '{}', 'fold ' || i, CASE WHEN i % 2000 = 3 THEN 'FAILED' ELSE 'SENT' END,
    1, 0, NULL, AT[i * 60], CASE WHEN i % 2000 = 3 THEN NULL ELSE AT[i * 60] END
FROM SERIES[:orders]
;
INSERT INTO attempts (key, failures, ends_at) SELECT 'attempt ' || i, 1, AT[300000000 + i] FROM SERIES[:customers]
;
INSERT INTO consents (id, email, email_key, email_hash, channel, state, at, source, current, actor_kind)
SELECT 'consent_' || (4000000000 + i), 'g' || (1000000 + i) || '@example.com', 'g' || (1000000 + i) || '@example.com', 'hash ' || i, 'EMAIL', 'SUBSCRIBED', AT[i * 60], 'SUBSCRIBE', true, 'GUEST'
FROM SERIES[:customers]
;
INSERT INTO one_time_tokens (id, purpose, subject, hash, email_key, payload, created_at, expires_at)
SELECT 'token_' || (1000000000 + i), 'EMAIL_CONFIRM', 'subject ' || i, 'hash ' || i, 'p' || (1000000 + i) || '@example.com', '{}', AT[i], AT[300000000 + i] FROM SERIES[:customers]
;
INSERT INTO consents (id, customer_id, email_hash, channel, state, at, source, current, actor_kind)
SELECT 'consent_' || (1000000000 + i), 'customer_' || (1000000000 + i), 'hash ' || i, CASE WHEN i % 2000 = 21 THEN 'SMS' ELSE 'EMAIL' END,
    CASE WHEN i % 2000 = 23 THEN 'PENDING' WHEN i % 2 = 0 THEN 'SUBSCRIBED' ELSE 'UNSUBSCRIBED' END, AT[i * 60], 'SHOP', true, 'API_KEY'
FROM SERIES[:customers]
;
INSERT INTO consents (id, customer_id, email_hash, channel, state, at, source, current, actor_kind)
SELECT 'consent_' || (2000000000 + i), 'customer_' || (1000000000 + CASE WHEN i % 10 = 0 THEN 1 ELSE i END), 'hash ' || i, 'EMAIL', CASE WHEN i % 2 = 0 THEN 'SUBSCRIBED' ELSE 'UNSUBSCRIBED' END,
    AT[i * 30], 'IMPORT', false, 'COMMAND_LINE' FROM SERIES[:customers]
;
INSERT INTO consents (id, email, email_key, email_hash, channel, state, at, source, current, actor_kind)
SELECT 'consent_' || (3000000000 + i), 'g' || (i % 50) || '@example.com', 'g' || (i % 50) || '@example.com', 'guest ' || (i % 50), 'EMAIL',
    CASE WHEN i % 20 = 3 THEN 'PENDING' ELSE 'SUBSCRIBED' END, AT[i * 3000], 'SUBSCRIBE', i <= 50, 'GUEST' FROM SERIES[:customers / 100]
