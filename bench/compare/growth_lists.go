package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"clientele/bench/internal/lab"
)

// indexed marks a question that an index answers, whatever the shop's size.
const indexed = "indexed"

// sample is how many records the deep pages and look-ups are about.
const sample = 100

// lists are the requests whose cost is looked at as a shop grows.
func (l *bench) lists(ctx context.Context) ([]scenario, error) {
	key := l.Shop.AsKey()
	var all []scenario
	add := func(name, kind, want, query string, variables func() map[string]any) {
		all = append(all, scenario{name: name, want: want, same: kind, ask: map[string]func() []byte{product: func() []byte { return lab.Operation(query, variables(), key...) }}})
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
		return fmt.Sprintf(`query($f: %s, $o: %s, $s: String, $after: String) { %s(first: 50, filter: $f, orderBy: $o, search: $s, after: $after) { nodes { %s } pageInfo { hasNextPage endCursor } } }`, filter, order, name, fields)
	}
	people := list("customers", "CustomerFilter", "CustomerSort", "id email name phone acceptsMarketing createdAt")
	sales := list("orders", "OrderFilter", "OrderSort", "id number status total { amount currency } placedAt")
	constant := func(v map[string]any) func() map[string]any { return func() map[string]any { return v } }
	in := func(path string, v any) map[string]any { // a filter, by the path of its member
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
		cursors, err := l.cursors(ctx, by.list, by.query, by.order, by.ids, key)
		if err != nil {
			return nil, err
		}
		add(name+", deep page", by.kind, `"nodes":[`, by.query, func() map[string]any { return map[string]any{"o": by.order, "after": lab.Any(cursors)} })
	}
	words := func(email string) string { before, _, _ := strings.Cut(email, "@"); return before }
	add("a customer by email", indexed, `"email"`, people, func() map[string]any { return in("email.eq", lab.Any(emails)) })
	add("customers by email prefix", indexed, `"email"`, people, func() map[string]any { return in("email.like", words(lab.Any(emails))+"*") })
	add("customers by part of the email", "", `"email"`, people, func() map[string]any { return in("email.like", "*"+words(lab.Any(emails))[2:]+"@*") })
	add("customers who accept marketing", indexed, `"email"`, people, constant(in("acceptsMarketing.eq", true)))
	add("customers without a password (none exist)", indexed, `"nodes":[]`, people, constant(in("hasPassword.eq", false)))
	add("customers by a custom field, a third match", indexed, `"email"`, people, constant(in("customFields.tier.eq", "GOLD")))
	add("customers by a custom field, one matches", indexed, `"nodes":[`, people, func() map[string]any { return in("customFields.points.eq", rand.IntN(l.options.customers)) })
	add("customers by a custom field, ten match", indexed, `"email"`, people, func() map[string]any {
		from := rand.IntN(l.options.customers - 10)
		return in("customFields.points", map[string]any{"gte": from, "lt": from + 10})
	})
	add("customers by search, one matches", "", `"email"`, people, func() map[string]any { return map[string]any{"s": words(lab.Any(emails))} })
	add("customers by search, a twentieth match", "", `"email"`, people, constant(map[string]any{"s": "anna"}))
	add("number of customers", indexed, `"totalCount"`, `{ customers { totalCount } }`, constant(nil))
	add("orders with a product", "", `"number"`, sales, func() map[string]any { return in("sku.eq", lab.Any(skus)) })
	add("orders with a status", indexed, `"number"`, sales, constant(in("status.eq", "OPEN")))
	add("orders to a country without orders", indexed, `"nodes":[]`, sales, constant(in("shippingAddress.country.eq", "JP")))
	all = append(all, scenario{name: "me, with addresses and orders", want: `"sku"`, same: indexed, ask: map[string]func() []byte{product: func() []byte {
		return lab.Operation(lab.Me, nil, lab.Any(l.Shop.Buyers).As()...)
	}}})
	return all, nil
}

// sampled returns the ids of some of a table's rows, and what else is asked of each.
func (l *bench) sampled(ctx context.Context, table, column string) (ids, others []string, err error) {
	rows, err := l.InShop.QueryContext(ctx, fmt.Sprintf("SELECT id, %s FROM %s ORDER BY md5(id) LIMIT %d", column, table, sample))
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

// cursors returns the places of records in a list.
func (l *bench) cursors(ctx context.Context, list, query string, order map[string]any, ids, headers []string) ([]string, error) {
	query = strings.Replace(query, "nodes {", "edges { cursor node {", 1)
	query = strings.Replace(query, "} pageInfo", "} } pageInfo", 1)
	var answer struct {
		Data map[string]struct {
			Edges []struct{ Cursor string }
		}
		Errors []any
	}
	if err := l.ask(ctx, l.servers[product], query, map[string]any{"o": order, "f": map[string]any{"id": map[string]any{"in": ids}}}, headers, &answer); err != nil {
		return nil, err
	}
	var all []string
	for _, e := range answer.Data[list].Edges {
		all = append(all, e.Cursor)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no cursors of %s: %v", list, answer.Errors)
	}
	return all, nil
}
