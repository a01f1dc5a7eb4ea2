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

// requestList collects the requests of which -growth measures the cost.
type requestList struct {
	headers []string
	all     []scenario
}

// add adds a request with random variables. kind is indexed or "".
func (r *requestList) add(name, kind, want, query string, variables func() map[string]any) {
	build := func() []byte { return lab.Operation(query, variables(), r.headers...) }
	r.all = append(r.all, scenario{
		name: name, want: want, same: kind, build: map[string]func() []byte{product: build},
	})
}

// listQuery returns a query for a page of a list.
func listQuery(name, filter, order, fields string) string {
	return fmt.Sprintf(`query($f: %s, $o: %s, $s: String, $after: String) {
		%s(first: 50, filter: $f, orderBy: $o, search: $s, after: $after) {
			nodes { %s } pageInfo { hasNextPage endCursor } } }`, filter, order, name, fields)
}

var (
	customersQuery = listQuery("customers", "CustomerFilter", "CustomerSort",
		"id email name phone acceptsMarketing createdAt")
	ordersQuery = listQuery("orders", "OrderFilter", "OrderSort",
		"id number status total { amount currency } placedAt")
)

// constant returns a function that returns v.
func constant(v map[string]any) func() map[string]any { return func() map[string]any { return v } }

// where returns variables with a filter of one condition, by its path.
func where(path string, v any) map[string]any {
	steps := strings.Split(path, ".")
	for i := len(steps) - 1; i >= 0; i-- {
		v = map[string]any{steps[i]: v}
	}
	return map[string]any{"f": v}
}

// localPart returns the part of an email address before the @.
func localPart(email string) string {
	before, _, _ := strings.Cut(email, "@")
	return before
}

// lists returns the requests of which -growth measures the cost.
func (l *bench) lists(ctx context.Context) ([]scenario, error) {
	customers, emails, err := l.sampled(ctx, "customers", "email_key")
	if err != nil {
		return nil, err
	}
	orders, skus, err := l.sampled(ctx, "orders", "(SELECT sku FROM order_items WHERE order_id = orders.id LIMIT 1)")
	if err != nil {
		return nil, err
	}
	r := requestList{headers: l.Shop.KeyHeaders()}
	if err := l.addSorted(ctx, &r, customers, orders); err != nil {
		return nil, err
	}
	l.addCustomerFilters(&r, emails)
	r.add("number of customers", indexed, `"totalCount"`, `{ customers { totalCount } }`, constant(nil))
	r.add("orders with a product", "", `"number"`, ordersQuery, func() map[string]any {
		return where("sku.eq", lab.Pick(skus))
	})
	r.add("orders with a status", indexed, `"number"`, ordersQuery, constant(where("status.eq", "OPEN")))
	r.add("orders to a country without orders", indexed, `"nodes":[]`, ordersQuery,
		constant(where("shippingAddress.country.eq", "JP")))
	if len(l.options.databases) > 0 { // elsewhere, the hash of the password takes all the time
		login := func() []byte {
			return lab.Operation(lab.Login, map[string]any{"e": lab.Pick(l.Shop.Emails), "p": lab.Password})
		}
		r.all = append(r.all, scenario{
			name: "log-in by email", want: "session_", same: indexed,
			build: map[string]func() []byte{product: login},
		})
	}
	me := func() []byte { return lab.Operation(lab.Me, nil, lab.Pick(l.Shop.Buyers).Headers()...) }
	return append(r.all, scenario{
		name: "me, with addresses and orders", want: `"sku"`, same: indexed,
		build: map[string]func() []byte{product: me},
	}), nil
}

// addSorted adds the first and a deep page of each sort order.
func (l *bench) addSorted(ctx context.Context, r *requestList, customers, orders []string) error {
	for _, by := range []struct {
		list, query, kind string
		order             map[string]any
		ids               []string
	}{
		{"customers", customersQuery, indexed, map[string]any{"field": "CREATED_AT", "direction": "DESC"}, customers},
		{"customers", customersQuery, indexed, map[string]any{"field": "NAME", "direction": "ASC"}, customers},
		{"customers", customersQuery, indexed, map[string]any{"field": "EMAIL", "direction": "ASC"}, customers},
		{"customers", customersQuery, "", map[string]any{"customField": "points", "direction": "DESC"}, customers},
		{"orders", ordersQuery, indexed, map[string]any{"field": "PLACED_AT", "direction": "DESC"}, orders},
		{"orders", ordersQuery, indexed, map[string]any{"field": "TOTAL", "direction": "DESC"}, orders},
	} {
		name := strings.ToLower(fmt.Sprint(by.order["field"], by.order["customField"]))
		name = by.list + " by " + strings.ReplaceAll(strings.ReplaceAll(name, "<nil>", ""), "_at", "")
		r.add(name+", first page", by.kind, `"nodes":[{`, by.query, constant(map[string]any{"o": by.order}))
		cursors, err := l.readCursors(ctx, by.list, by.query, by.order, by.ids, r.headers)
		if err != nil {
			return err
		}
		r.add(name+", deep page", by.kind, `"nodes":[`, by.query, func() map[string]any {
			return map[string]any{"o": by.order, "after": lab.Pick(cursors)}
		})
	}
	return nil
}

// addCustomerFilters adds the filters and searches of customers.
func (l *bench) addCustomerFilters(r *requestList, emails []string) {
	add := func(name, kind, want string, variables func() map[string]any) {
		r.add(name, kind, want, customersQuery, variables)
	}
	add("a customer by email", indexed, `"email"`, func() map[string]any {
		return where("email.eq", lab.Pick(emails))
	})
	add("customers by email prefix", indexed, `"email"`, func() map[string]any {
		return where("email.like", localPart(lab.Pick(emails))+"*")
	})
	add("customers by part of the email", "", `"email"`, func() map[string]any {
		return where("email.like", "*"+localPart(lab.Pick(emails))[2:]+"@*")
	})
	add("customers who accept marketing", indexed, `"email"`, constant(where("acceptsMarketing.eq", true)))
	add("customers without a password (none exist)", indexed, `"nodes":[]`, constant(where("hasPassword.eq", false)))
	add("customers by a custom field, a third match", indexed, `"email"`,
		constant(where("customFields.tier.eq", "GOLD")))
	add("customers by a custom field, one matches", indexed, `"nodes":[`, func() map[string]any {
		return where("customFields.points.eq", rand.IntN(l.options.Customers))
	})
	add("customers by a custom field, ten match", indexed, `"email"`, func() map[string]any {
		from := rand.IntN(l.options.Customers - 10)
		return where("customFields.points", map[string]any{"gte": from, "lt": from + 10})
	})
	add("customers by search, one matches", "", `"email"`, func() map[string]any {
		return map[string]any{"s": localPart(lab.Pick(emails))}
	})
	add("customers by search, a twentieth match", "", `"email"`, constant(map[string]any{"s": "anna"}))
}

// sampled returns the IDs of some rows of a table, and the values of another column.
func (l *bench) sampled(ctx context.Context, table, column string) (ids, others []string, err error) {
	query := fmt.Sprintf("SELECT id, %s FROM %s ORDER BY md5(id) LIMIT %d", column, table, sampleSize)
	rows, err := l.DB.QueryContext(ctx, query)
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
func (l *bench) readCursors(
	ctx context.Context, list, query string, order map[string]any, ids, headers []string,
) ([]string, error) {
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
