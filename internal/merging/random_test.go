package merging_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/fold"
	"clientele/models"
)

// world is what a shop should contain, kept beside it.
type world struct {
	s         *shop
	rnd       *rand.Rand
	friends   string                     // the field with a list of references
	customers []string                   // those that are left
	merged    map[string]string          // by former ID: the customer that remains
	tags      map[string]map[string]bool // folded, by customer
	lines     map[string]map[string]bool // folded first lines of addresses, by customer
	orders    map[string]string          // by order: its customer
	refers    map[string][]string        // by order: the customers that it refers to
}

// TestRandomMerges merges random customers until one is left. No order, total, address, tag or reference is lost.
func TestRandomMerges(t *testing.T) {
	seed := rand.Uint64()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		t.Logf("the seed is %d", seed)
		s := open(t, d, 100)
		w := &world{
			s: s, rnd: rand.New(rand.NewPCG(seed, 1)), merged: map[string]string{}, tags: map[string]map[string]bool{},
			lines: map[string]map[string]bool{}, orders: map[string]string{}, refers: map[string][]string{},
		}
		w.friends = s.define(models.OwnerOrder, "friends", models.FieldReference, func(in *fieldInput) { in.List = true })
		for range 12 {
			w.create()
		}
		for _, id := range slices.Clone(w.customers) {
			for range w.rnd.IntN(4) {
				w.order(id)
			}
		}
		totals := w.totals()
		for len(w.customers) > 1 {
			w.merge()
			w.check()
			if got := w.totals(); got != totals {
				t.Fatalf("the totals are %s, want %s", got, totals)
			}
		}
	})
}

// spelled returns a text in random case.
func (w *world) spelled(text string) string {
	if w.rnd.IntN(2) == 0 {
		return strings.ToUpper(text)
	}
	return text
}

func (w *world) create() {
	var tags []string
	for i := range w.rnd.IntN(5) {
		tags = append(tags, w.spelled(fmt.Sprint("tag é", (i+w.rnd.IntN(3))%6)))
	}
	id := w.s.create(customerInput{Tags: tags, EmailVerified: p(w.rnd.IntN(2) == 0)})
	w.customers = append(w.customers, id)
	w.tags[id], w.lines[id] = map[string]bool{}, map[string]bool{}
	for _, tag := range tags {
		w.tags[id][fold.Text(tag)] = true
	}
	for range w.rnd.IntN(5) {
		line := w.spelled(fmt.Sprint(w.rnd.IntN(8), " rue de l'été"))
		w.lines[id][fold.Text(line)] = true
		w.s.address(id, line, func(in *models.CreateAddressInput) {
			in.IsDefaultBilling = w.rnd.IntN(2) == 0
			if w.rnd.IntN(3) == 0 {
				in.Phone = p("+353871234567")
			}
		})
	}
}

func (w *world) order(id string) {
	var refers []string
	var in []any
	for range w.rnd.IntN(4) {
		refers = append(refers, w.customers[w.rnd.IntN(len(w.customers))])
		in = append(in, refers[len(refers)-1])
	}
	order := w.s.order(id, 1+w.rnd.IntN(9), values{"friends": in})
	w.orders[order], w.refers[order] = id, refers
}

// merge merges two random customers, here and in the shop.
func (w *world) merge() {
	w.s.t.Helper()
	w.rnd.Shuffle(len(w.customers), func(i, j int) { w.customers[i], w.customers[j] = w.customers[j], w.customers[i] })
	merged, keep := w.customers[0], w.customers[1]
	w.customers = w.customers[1:]
	if got := w.s.merge(keep, merged); got != "" {
		w.s.t.Fatal(got)
	}
	maps.Copy(w.tags[keep], w.tags[merged])
	maps.Copy(w.lines[keep], w.lines[merged])
	for order, id := range w.orders {
		if id == merged {
			w.orders[order] = keep
		}
		both := slices.Contains(w.refers[order], keep) && slices.Contains(w.refers[order], merged)
		var left []string
		for _, id := range w.refers[order] {
			if id == merged {
				id = keep
			}
			if !both || id != keep || !slices.Contains(left, keep) {
				left = append(left, id)
			}
		}
		w.refers[order] = left
	}
	for former, id := range w.merged {
		if id == merged {
			w.merged[former] = keep
		}
	}
	w.merged[merged] = keep
}

// totals describes the number and the totals of all orders.
func (w *world) totals() string {
	w.s.t.Helper()
	return fmt.Sprint(w.s.column("SELECT COUNT(*) FROM orders"), w.s.column("SELECT SUM(total_minor) FROM orders"), w.s.column("SELECT COUNT(*) FROM order_items"))
}

// check compares the shop with the world.
func (w *world) check() {
	w.s.t.Helper()
	for _, id := range w.customers {
		count := 0
		for order, of := range w.orders {
			if of == id {
				count++
				if got := w.s.column("SELECT customer_id FROM orders WHERE id = ?", order); got[0] != id {
					w.s.t.Errorf("%s is an order of %s, want %s", order, got, id)
				}
			}
		}
		if c := w.s.customer(id); c.OrdersCount != count {
			w.s.t.Errorf("%d orders are counted, want %d", c.OrdersCount, count)
		}
		if got, want := w.s.column("SELECT tag_fold FROM customer_tags WHERE customer_id = ? ORDER BY tag_fold", id), slices.Sorted(maps.Keys(w.tags[id])); !slices.Equal(got, want) {
			w.s.t.Errorf("the tags are %q, want %q", got, want)
		}
		lines := map[string]bool{}
		for _, line := range w.s.column("SELECT line1 FROM addresses WHERE customer_id = ?", id) {
			lines[fold.Text(line)] = true
		}
		if !maps.Equal(lines, w.lines[id]) {
			w.s.t.Errorf("the addresses are %v, want %v", lines, w.lines[id])
		}
		for _, column := range []string{"is_default_shipping", "is_default_billing"} {
			if n := len(w.s.column("SELECT id FROM addresses WHERE customer_id = ? AND "+column, id)); n != min(len(lines), 1) {
				w.s.t.Errorf("%s: %d of %d addresses", column, n, len(lines))
			}
		}
	}
	for order, want := range w.refers {
		if got := w.s.stored(order, w.friends); got != strings.ReplaceAll(fmt.Sprintf("%q", append([]string{}, want...)), " ", ",") {
			w.s.t.Errorf("%s refers to %s, want %q", order, got, want)
		}
	}
	for former, id := range w.merged {
		if c, err := w.s.accounts.Get(w.s.t.Context(), owner, former); err != nil || c.ID != id {
			w.s.t.Errorf("%s stands for %v %v, want %s", former, c, err, id)
		}
	}
	off := w.s.column(`WITH o AS MATERIALIZED (
			SELECT customer_id, COUNT(*) AS n, MAX(placed_at) AS last FROM orders GROUP BY customer_id
		) SELECT id FROM customers LEFT JOIN o ON customer_id = id
		WHERE orders_count <> COALESCE(n, 0) OR COALESCE(last_order_at <> last, orders_count > 0)`)
	if len(off) > 0 {
		w.s.t.Errorf("the counters of %q are wrong", off)
	}
}
