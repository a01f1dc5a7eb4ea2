package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"clientele/bench/internal/lab"
)

// indexed marks a request that an index answers, so that its cost must not grow with the shop.
const indexed = "indexed"

// sampleSize is the number of records that deep pages and look-ups use.
const sampleSize = 100

// lists returns the requests of which -growth measures the cost.
func (l *bench) lists(ctx context.Context) ([]scenario, error) {
	key := l.Shop.KeyHeaders()
	var all []scenario
	add := func(name, kind, want, query string, variables func() map[string]any) {
		build := func() []byte { return lab.Operation(query, variables(), key...) }
		all = append(all, scenario{name: name, want: want, same: kind, build: map[string]func() []byte{product: build}})
	}
	customers, emails, err := l.sampled(ctx, "customers", "email_key")
	if err != nil {
		return nil, err
	}
	orders, skus, err := l.sampled(ctx, "orders", "(SELECT sku FROM order_items WHERE order_id = orders.id LIMIT 1)")
	if err != nil {
		return nil, err
	}
	list := func(name, filter, order, fields string) string {
		return fmt.Sprintf(`query($f: %s, $o: %s, $s: String, $after: String) {
			%s(first: 50, filter: $f, orderBy: $o, search: $s, after: $after) {
				nodes { %s } pageInfo { hasNextPage endCursor } } }`, filter, order, name, fields)
	}
	people := list("customers", "CustomerFilter", "CustomerSort", "id email name phone acceptsMarketing createdAt")
	sales := list("orders", "OrderFilter", "OrderSort", "id number status total { amount currency } placedAt")
	constant := func(v map[string]any) func() map[string]any { return func() map[string]any { return v } }
	in := func(path string, v any) map[string]any { // a filter with one condition, by its path
		steps := strings.Split(path, ".")
		for i := len(steps) - 1; i >= 0; i-- {
			v = map[string]any{steps[i]: v}
		}
		return map[string]any{"f": v}
	}
	for _, by := range []struct {
		list, query, kind string
		order             map[string]any
		ids               []string
	}{
		{"customers", people, indexed, map[string]any{"field": "CREATED_AT", "direction": "DESC"}, customers},
		{"customers", people, indexed, map[string]any{"field": "NAME", "direction": "ASC"}, customers},
		{"customers", people, indexed, map[string]any{"field": "EMAIL", "direction": "ASC"}, customers},
		{"customers", people, "", map[string]any{"customField": "points", "direction": "DESC"}, customers},
		{"orders", sales, indexed, map[string]any{"field": "PLACED_AT", "direction": "DESC"}, orders},
		{"orders", sales, indexed, map[string]any{"field": "TOTAL", "direction": "DESC"}, orders},
	} {
		name := strings.ToLower(fmt.Sprint(by.order["field"], by.order["customField"]))
		name = by.list + " by " + strings.ReplaceAll(strings.ReplaceAll(name, "<nil>", ""), "_at", "")
		add(name+", first page", by.kind, `"nodes":[{`, by.query, constant(map[string]any{"o": by.order}))
		cursors, err := l.readCursors(ctx, by.list, by.query, by.order, by.ids, key)
		if err != nil {
			return nil, err
		}
		add(name+", deep page", by.kind, `"nodes":[`, by.query, func() map[string]any { return map[string]any{"o": by.order, "after": lab.Pick(cursors)} })
	}
	localPart := func(email string) string { before, _, _ := strings.Cut(email, "@"); return before }
	add("a customer by email", indexed, `"email"`, people, func() map[string]any {
		return in("email.eq", lab.Pick(emails))
	})
	add("customers by email prefix", indexed, `"email"`, people, func() map[string]any { return in("email.like", localPart(lab.Pick(emails))+"*") })
	add("customers by part of the email", "", `"email"`, people, func() map[string]any {
		return in("email.like", "*"+localPart(lab.Pick(emails))[2:]+"@*")
	})
	add("customers who accept marketing", indexed, `"email"`, people, constant(in("acceptsMarketing.eq", true)))
	add("customers without a password (none exist)", indexed, `"nodes":[]`, people, constant(in("hasPassword.eq", false)))
	add("customers by a custom field, a third match", indexed, `"email"`, people, constant(in("customFields.tier.eq", "GOLD")))
	add("customers by a custom field, one matches", indexed, `"nodes":[`, people, func() map[string]any {
		return in("customFields.points.eq", rand.IntN(l.options.Customers))
	})
	add("customers by a custom field, ten match", indexed, `"email"`, people, func() map[string]any {
		from := rand.IntN(l.options.Customers - 10)
		return in("customFields.points", map[string]any{"gte": from, "lt": from + 10})
	})
	add("customers by search, one matches", "", `"email"`, people, func() map[string]any {
		return map[string]any{"s": localPart(lab.Pick(emails))}
	})
	add("customers by search, a twentieth match", "", `"email"`, people, constant(map[string]any{"s": "anna"}))
	add("number of customers", indexed, `"totalCount"`, `{ customers { totalCount } }`, constant(nil))
	add("orders with a product", "", `"number"`, sales, func() map[string]any {
		return in("sku.eq", lab.Pick(skus))
	})
	add("orders with a status", indexed, `"number"`, sales, constant(in("status.eq", "OPEN")))
	add("orders to a country without orders", indexed, `"nodes":[]`, sales, constant(in("shippingAddress.country.eq", "JP")))
	me := func() []byte { return lab.Operation(lab.Me, nil, lab.Pick(l.Shop.Buyers).Headers()...) }
	all = append(all, scenario{
		name: "me, with addresses and orders", want: `"sku"`, same: indexed, build: map[string]func() []byte{product: me},
	})
	return all, nil
}

// sampled returns the IDs of some rows of a table, and the values of another column.
func (l *bench) sampled(ctx context.Context, table, column string) (ids, others []string, err error) {
	rows, err := l.DB.QueryContext(ctx, fmt.Sprintf("SELECT id, %s FROM %s ORDER BY md5(id) LIMIT %d", column, table, sampleSize))
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, other string
		if err := rows.Scan(&id, &other); err != nil {
			return nil, nil, err
		}
		ids, others = append(ids, id), append(others, other)
	}
	return ids, others, rows.Err()
}

// readCursors returns the cursors of records in a list.
func (l *bench) readCursors(ctx context.Context, list, query string, order map[string]any, ids, headers []string) ([]string, error) {
	query = strings.Replace(query, "nodes {", "edges { cursor node {", 1)
	query = strings.Replace(query, "} pageInfo", "} } pageInfo", 1)
	var response struct {
		Data map[string]struct {
			Edges []struct{ Cursor string }
		}
		Errors []any
	}
	variables := map[string]any{"o": order, "f": map[string]any{"id": map[string]any{"in": ids}}}
	if err := l.send(ctx, l.servers[product], query, variables, headers, &response); err != nil {
		return nil, err
	}
	var all []string
	for _, e := range response.Data[list].Edges {
		all = append(all, e.Cursor)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no cursors in the list %s: %v", list, response.Errors)
	}
	return all, nil
}
