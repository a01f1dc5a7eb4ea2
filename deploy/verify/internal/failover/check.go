package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
)

// checkStored compares what was acknowledged with what is stored.
func (l *load) checkStored(ctx context.Context, c *cluster) error {
	d, err := c.open("shop")
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	customers, err := pairs(ctx, d, "SELECT external_id, id FROM customers WHERE external_id IS NOT NULL")
	if err != nil {
		return err
	}
	orders, err := pairs(ctx, d, "SELECT note, id FROM orders")
	if err != nil {
		return err
	}
	notes, err := pairs(ctx, d, "SELECT id, COALESCE(note, '') FROM customers")
	if err != nil {
		return err
	}
	var errs []error
	for external, id := range l.customers {
		if got := customers[external]; len(got) != 1 || id != "" && got[0] != id {
			errs = append(errs, fmt.Errorf("customer %s, acknowledged as %q, is stored as %q", external, id, got))
		}
	}
	for note, id := range l.orders {
		if got := orders[note]; len(got) != 1 || got[0] != id {
			errs = append(errs, fmt.Errorf("order %s, acknowledged as %q, is stored as %q", note, id, got))
		}
	}
	for note, ids := range orders {
		if len(ids) > 1 {
			errs = append(errs, fmt.Errorf("order %s is stored %d times", note, len(ids)))
		}
	}
	for id, count := range l.counters { // the last, unacknowledged one may be stored too
		got, _ := strconv.Atoi(notes[id][0])
		if got != count && got != count+1 {
			errs = append(errs, fmt.Errorf("the counter of %s was acknowledged as %d and is stored as %d", id, count, got))
		}
	}
	if len(l.customers) == 0 || len(l.orders) == 0 || len(l.counters) != writers {
		errs = append(errs, errors.New("the load has not written everything"))
	}
	return errors.Join(errs...)
}

// pairs returns the second column of a query by the first.
func pairs(ctx context.Context, d *sql.DB, query string) (map[string][]string, error) {
	rows, err := d.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	all := map[string][]string{}
	for rows.Next() {
		var key, value string
		if err := rows.Scan(&key, &value); err != nil {
			return nil, err
		}
		all[key] = append(all[key], value)
	}
	return all, rows.Err()
}
