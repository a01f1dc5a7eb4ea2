package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// me returns a customer with addresses, the ten newest orders and their items, in four round trips.
func (s *server) me(r *http.Request) ([]byte, error) {
	ctx, id := r.Context(), r.URL.Query().Get("id")
	b := make([]byte, 0, 8<<10)
	var email, name, phone *string
	row := s.db.QueryRow(ctx, `SELECT email, name, phone FROM customers WHERE id = $1`, id)
	if err := row.Scan(&email, &name, &phone); err != nil {
		return nil, err
	}
	b = object(b, `{"data":{"me":{"id":`, &id, `,"email":`, email, `,"name":`, name, `,"phone":`, phone)
	b = append(b, `,"addresses":{"nodes":[`...)
	b, err := s.appendAddresses(ctx, b, id)
	if err != nil {
		return nil, err
	}
	b = append(b, `]},"orders":{"nodes":[`...)
	if b, err = s.appendOrders(ctx, b, id); err != nil {
		return nil, err
	}
	return append(b, `]}}}}`...), nil
}

// appendAddresses appends the addresses of a customer.
func (s *server) appendAddresses(ctx context.Context, b []byte, customer string) ([]byte, error) {
	rows, err := s.db.Query(ctx, `SELECT id, first_name, last_name, line1, city, postcode, country, is_default_shipping
		FROM addresses WHERE customer_id = $1 ORDER BY created_at, id LIMIT 10`, customer)
	if err != nil {
		return nil, err
	}
	var id, first, last, line1, city, postcode, country *string
	var isDefault bool
	comma := ""
	columns := []any{&id, &first, &last, &line1, &city, &postcode, &country, &isDefault}
	_, err = pgx.ForEachRow(rows, columns, func() error {
		b = object(b, comma+`{"id":`, id, `,"firstName":`, first, `,"lastName":`, last, `,"line1":`, line1,
			`,"city":`, city, `,"postcode":`, postcode, `,"country":`, country)
		b = append(strconv.AppendBool(append(b, `,"isDefaultShipping":`...), isDefault), '}')
		comma = ","
		return nil
	})
	return b, err
}

// appendOrders appends the newest orders of a customer with their items.
func (s *server) appendOrders(ctx context.Context, b []byte, customer string) ([]byte, error) {
	type order struct {
		id, number, status, currency string
		total                        int64
		placed                       time.Time
	}
	var orders []order
	var ids []string
	rows, err := s.db.Query(ctx, `SELECT id, number, status, total_minor, currency, placed_at FROM orders
		WHERE customer_id = $1 ORDER BY placed_at DESC, id DESC LIMIT 10`, customer)
	if err != nil {
		return nil, err
	}
	var o order
	_, err = pgx.ForEachRow(rows, []any{&o.id, &o.number, &o.status, &o.total, &o.currency, &o.placed}, func() error {
		orders, ids = append(orders, o), append(ids, o.id)
		return nil
	})
	if err != nil {
		return nil, err
	}
	items, err := s.items(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i := range orders {
		o := &orders[i]
		if i > 0 {
			b = append(b, ',')
		}
		b = object(b, `{"id":`, &o.id, `,"number":`, &o.number, `,"status":`, &o.status)
		b = money(append(b, `,"total":`...), o.total, o.currency)
		b = timestamp(append(b, `,"placedAt":`...), o.placed)
		b = append(append(append(b, `,"items":[`...), items[o.id]...), `]}`...)
	}
	return b, nil
}

// items returns the items of orders as JSON, by the order's ID.
func (s *server) items(ctx context.Context, orders []string) (map[string][]byte, error) {
	items := make(map[string][]byte, len(orders))
	rows, err := s.db.Query(ctx, `SELECT order_id, sku, name, quantity, unit_minor, currency FROM order_items
		WHERE order_id = ANY($1) ORDER BY order_id, position`, orders)
	if err != nil {
		return nil, err
	}
	var order, sku, product, currency string
	var quantity, unit int64
	_, err = pgx.ForEachRow(rows, []any{&order, &sku, &product, &quantity, &unit, &currency}, func() error {
		item := items[order]
		if len(item) > 0 {
			item = append(item, ',')
		}
		item = object(item, `{"sku":`, &sku, `,"name":`, &product)
		item = strconv.AppendInt(append(item, `,"quantity":`...), quantity, 10)
		items[order] = append(money(append(item, `,"unitPrice":`...), unit, currency), '}')
		return nil
	})
	return items, err
}

// returning is me for a session that was not used for a while, so that its use is recorded.
func (s *server) returning(r *http.Request) ([]byte, error) {
	const update = `UPDATE sessions SET last_used_at = now(), expires_at = now() + interval '30 days' WHERE id = $1`
	if _, err := s.db.Exec(r.Context(), update, r.URL.Query().Get("session")); err != nil {
		return nil, err
	}
	return s.me(r)
}

// meJSON returns the same as me with one statement, in which PostgreSQL builds the JSON.
func (s *server) meJSON(r *http.Request) ([]byte, error) {
	var b []byte
	err := s.db.QueryRow(r.Context(), meJSONQuery, r.URL.Query().Get("id")).Scan(&b)
	return b, err
}

const meJSONQuery = `SELECT json_build_object('data', json_build_object('me', json_build_object(
	'id', c.id, 'email', c.email, 'name', c.name, 'phone', c.phone,
	'addresses', json_build_object('nodes', (
		SELECT json_agg(json_build_object('id', a.id, 'firstName', a.first_name, 'lastName', a.last_name,
			'line1', a.line1, 'city', a.city, 'postcode', a.postcode, 'country', a.country,
			'isDefaultShipping', a.is_default_shipping) ORDER BY a.created_at, a.id)
		FROM (SELECT * FROM addresses WHERE customer_id = c.id ORDER BY created_at, id LIMIT 10) a)),
	'orders', json_build_object('nodes', (
		SELECT json_agg(json_build_object('id', o.id, 'number', o.number, 'status', o.status,
			'total', json_build_object('amount', round(o.total_minor / 100.0, 2)::text, 'currency', o.currency),
			'placedAt', o.placed_at,
			'items', (SELECT json_agg(json_build_object('sku', i.sku, 'name', i.name, 'quantity', i.quantity,
				'unitPrice', json_build_object(
					'amount', round(i.unit_minor / 100.0, 2)::text, 'currency', i.currency)) ORDER BY i.position)
				FROM order_items i WHERE i.order_id = o.id)) ORDER BY o.placed_at DESC, o.id DESC)
		FROM (SELECT * FROM orders WHERE customer_id = c.id ORDER BY placed_at DESC, id DESC LIMIT 10) o)))))::text
	FROM customers c WHERE c.id = $1`

const customerColumns = `SELECT id, email, name, phone, accepts_marketing, created_at FROM customers `

// list returns 50 customers, newest first, after the position of the parameters at and id.
func (s *server) list(r *http.Request) ([]byte, error) {
	q := r.URL.Query()
	at, err := time.Parse(time.RFC3339Nano, q.Get("at"))
	if err != nil {
		return nil, err
	}
	const where = `WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT 50`
	return s.customers(r, where, at, q.Get("id"))
}

// prefix returns the 50 newest customers whose email address begins with the parameter p.
func (s *server) prefix(r *http.Request) ([]byte, error) {
	pattern := strings.ReplaceAll(r.URL.Query().Get("p"), "_", `\_`) + "%"
	return s.customers(r, `WHERE email_key LIKE $1 ORDER BY created_at DESC, id DESC LIMIT 50`, pattern)
}

// customers returns the customers that a query finds.
func (s *server) customers(r *http.Request, where string, args ...any) ([]byte, error) {
	rows, err := s.db.Query(r.Context(), customerColumns+where, args...)
	if err != nil {
		return nil, err
	}
	b := append(make([]byte, 0, 16<<10), `{"data":{"customers":{"nodes":[`...)
	var id, email, name, phone *string
	var marketing bool
	var created time.Time
	comma := ""
	_, err = pgx.ForEachRow(rows, []any{&id, &email, &name, &phone, &marketing, &created}, func() error {
		b = object(b, comma+`{"id":`, id, `,"email":`, email, `,"name":`, name, `,"phone":`, phone)
		b = strconv.AppendBool(append(b, `,"acceptsMarketing":`...), marketing)
		b = append(timestamp(append(b, `,"createdAt":`...), created), '}')
		comma = ","
		return nil
	})
	return append(b, `]}}}`...), err
}

// object appends literal strings, and pointers to strings as JSON strings or null.
func object(b []byte, parts ...any) []byte {
	for _, part := range parts {
		switch part := part.(type) {
		case string:
			b = append(b, part...)
		case *string:
			if part == nil {
				b = append(b, "null"...)
			} else {
				b = appendText(b, *part)
			}
		}
	}
	return b
}

// appendText appends a JSON string. It leaves strings that need escaping to encoding/json.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == '"' || s[i] == '\\' || s[i] > '~' {
			text, _ := json.Marshal(s)
			return append(b, text...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

// money appends an amount in hundredths.
func money(b []byte, minor int64, currency string) []byte {
	b = fmt.Appendf(b, `{"amount":"%d.%02d","currency":`, minor/100, minor%100)
	return append(appendText(b, currency), '}')
}

// timestamp appends a time in RFC 3339.
func timestamp(b []byte, t time.Time) []byte {
	return append(t.UTC().AppendFormat(append(b, '"'), time.RFC3339Nano), '"')
}
