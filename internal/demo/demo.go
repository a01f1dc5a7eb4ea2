package demo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/customfields"
	"clientele/internal/groups"
	"clientele/internal/orders"
	"clientele/internal/views"
	"clientele/models"
)

// Password is the password of every second customer.
const Password = "correct horse battery"

// firstBatch is the number of customers of the first batch. It is small, since the customers of the others refer to
// customers of earlier batches.
const firstBatch = 100

// operator is the caller of the services.
var operator = auth.Caller{Kind: auth.Staff, Scopes: models.Scopes()}

// Options configures Fill.
type Options struct {
	Customers    int
	Seed         uint64
	Now          time.Time           // no order is newer
	PasswordHash string              // the PHC string of Password
	Done         func(customers int) // called after each batch

	Accounts *accounts.Service
	Orders   *orders.Service
	Fields   *customfields.Service
	Groups   *groups.Service
	Views    *views.Service
}

// ErrNotEmpty is the error of Fill if the shop already has customers.
var ErrNotEmpty = errors.New("the shop already has customers; sample data requires an empty shop")

// Fill creates customers with addresses and orders, and some guest orders. Each batch is stored completely; if ctx is
// canceled, Fill returns after the current one. It returns ErrNotEmpty if the shop already has customers.
func Fill(ctx context.Context, o Options) error {
	if any, err := o.Accounts.Any(ctx); err != nil {
		return err
	} else if any {
		return ErrNotEmpty
	}
	set, err := defineFields(ctx, o.Fields)
	if err != nil {
		return err
	}
	ctx = customfields.With(ctx, set)
	if err := o.defineGroups(ctx); err != nil {
		return err
	}
	g := generator{Options: o, r: rand.New(rand.NewPCG(o.Seed, 0))}
	// The orders of a batch are stored while the customers of the next one are generated.
	stored := make(chan error, 1)
	stored <- nil
	for created := 0; created < o.Customers; {
		if err := ctx.Err(); err != nil {
			return errors.Join(fmt.Errorf("stopped after %d customers: %w", created, err), <-stored)
		}
		n := min(bulk.MaxBatch, o.Customers-created)
		if created == 0 {
			n = min(n, firstBatch)
		}
		history, err := g.batch(ctx, created, n)
		if err := errors.Join(<-stored, err); err != nil {
			return err
		}
		go func() { stored <- o.storeOrders(ctx, history) }()
		created += n
		o.Done(n)
	}
	return <-stored
}

// storeOrders stores batches of orders at the same time: while one is written, the others are checked.
func (o *Options) storeOrders(ctx context.Context, parts [][]orders.ImportOrderInput) error {
	errs := make([]error, len(parts))
	var wg sync.WaitGroup
	for i, part := range parts {
		wg.Go(func() {
			results, err := o.Orders.ImportMany(ctx, operator, part, bulk.Options{AllOrNone: true})
			if err := firstError(results, err); err != nil {
				errs[i] = fmt.Errorf("create orders: %w", err)
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// firstError returns the error of a batch, or of its first record that failed.
func firstError(results []bulk.Result, err error) error {
	for _, r := range results {
		err = cmp.Or(err, r.Err)
	}
	return err
}

// generator generates sample data.
type generator struct {
	Options
	r        *rand.Rand
	referrer string // the ID of a customer of an earlier batch
}

// person is a sample customer.
type person struct {
	from          *country
	given, family string
	since         time.Time // when the account was created
	addresses     []models.CreateAddressInput
}

// batch creates n customers with their addresses, and returns batches of their orders. The orders of a customer are in
// one batch, so that the batches do not wait for each other. first is the number of the first customer.
func (g *generator) batch(ctx context.Context, first, n int) ([][]orders.ImportOrderInput, error) {
	people := make([]person, n)
	list := make([]accounts.UpsertCustomerInput, n)
	for i := range people {
		people[i] = g.person()
		list[i] = g.account(&people[i], first+i)
	}
	results, err := g.Accounts.UpsertMany(ctx, operator, bulk.ByEmail, list, bulk.Options{AllOrNone: true})
	if err := firstError(results, err); err != nil {
		return nil, fmt.Errorf("create customers: %w", err)
	}
	g.referrer = results[g.r.IntN(len(results))].ID
	parts := [][]orders.ImportOrderInput{nil}
	for i := range people {
		history := g.orders(&people[i], *list[i].Email.Value())
		if last := len(parts) - 1; len(parts[last])+len(history) <= bulk.MaxBatch {
			parts[last] = append(parts[last], history...)
		} else {
			parts = append(parts, history)
		}
	}
	return parts, nil
}

func (g *generator) person() person {
	percent := g.r.IntN(100)
	p := person{from: &countries[0]}
	for i := range countries {
		if percent -= countries[i].share; percent < 0 {
			p.from = &countries[i]
			break
		}
	}
	p.given, p.family = pick(g.r, p.from.given), pick(g.r, p.from.family)
	p.since = g.Now.Add(-time.Duration(g.r.Int64N(int64(3 * 365 * 24 * time.Hour))))
	for range 1 + g.r.IntN(3) {
		p.addresses = append(p.addresses, g.address(&p))
	}
	return p
}

func (p *person) name() string {
	if p.from.familyFirst {
		return p.family + " " + p.given
	}
	return p.given + " " + p.family
}

func (g *generator) account(p *person, number int) accounts.UpsertCustomerInput {
	name, phone, email := p.name(), g.phone(p.from), fmt.Sprintf("person%d@demo.example", number+1)
	marketing, since := g.r.IntN(3) == 0, models.At(p.since)
	in := accounts.UpsertCustomerInput{
		Email: graphql.OmittableOf(&email), Name: graphql.OmittableOf(&name),
		AcceptsMarketing: graphql.OmittableOf(&marketing), CreatedAt: &since,
	}
	if g.r.IntN(4) > 0 {
		in.Phone = graphql.OmittableOf(&phone)
	}
	if g.r.IntN(10) == 0 {
		in.Tags = graphql.OmittableOf([]string{pick(g.r, []string{"wholesale", "press", "regular", "VIP"})})
	}
	if g.r.IntN(20) == 0 {
		note := pick(
			g.r,
			[]string{"Called about a late parcel; sent honey.", "Prefers calls in the morning.", "Met at the fair."},
		)
		in.Note = graphql.OmittableOf(&note)
	}
	if names := groupsOf(number); len(names) > 0 {
		in.GroupNames = graphql.OmittableOf(names)
	}
	in.CustomFields = graphql.OmittableOf(g.customerFields(p))
	if number%2 == 0 {
		in.PasswordHash = &g.PasswordHash
	}
	for i := range p.addresses {
		in.Addresses = append(in.Addresses, &p.addresses[i])
	}
	return in
}

func (g *generator) phone(c *country) string {
	digits := 10_000_000
	switch {
	case strings.Contains(c.phone, "%08d"):
		digits = 100_000_000
	case strings.Contains(c.phone, "%06d"):
		digits = 1_000_000
	case strings.Contains(c.phone, "%04d"):
		digits = 10_000
	}
	return fmt.Sprintf(c.phone, g.r.IntN(digits))
}

func (g *generator) address(p *person) models.CreateAddressInput {
	place := pick(g.r, p.from.places)
	street := fmt.Sprintf(pick(g.r, p.from.streets), 1+g.r.IntN(180))
	given, family := p.given, p.family
	a := models.CreateAddressInput{
		FirstName: &given, LastName: &family, Line1: &street, City: &place.city, Country: p.from.code,
	}
	for _, optional := range []struct {
		value string
		to    **string
	}{
		{place.region, &a.Region},
		{place.postcode, &a.Postcode},
		{pick(g.r, []string{"home", "work", "", "neighbour"}), &a.Label},
	} {
		if optional.value != "" {
			*optional.to = &optional.value
		}
	}
	if g.r.IntN(3) == 0 {
		a.CustomFields = customfields.Values{"floor": int64(g.r.IntN(12))}
	}
	return a
}

// pick returns a random element of a list.
func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }
