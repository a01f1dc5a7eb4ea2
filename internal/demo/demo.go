package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"clientele/internal/accounts"
	"clientele/internal/addressbook"
	"clientele/internal/customfields"
	"clientele/internal/orders"
	"clientele/models"
)

// Password is the password of every second customer.
const Password = "correct horse battery"

// batchSize is the number of customers created per batch.
const batchSize = 200

// Options configures Fill.
type Options struct {
	Customers    int
	Seed         uint64
	Now          time.Time           // no order is newer
	PasswordHash string              // the PHC string of Password
	Done         func(customers int) // called after each batch

	Accounts  *accounts.Service
	Addresses *addressbook.Service
	Orders    *orders.Service
	Fields    *customfields.Service
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
	g := generator{Options: o, r: rand.New(rand.NewPCG(o.Seed, 0))}
	for created := 0; created < o.Customers; {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("stopped after %d customers: %w", created, err)
		}
		n := min(batchSize, o.Customers-created)
		if err := g.batch(ctx, created, n); err != nil {
			return err
		}
		created += n
		o.Done(n)
	}
	return nil
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

// batch creates n customers with their addresses and orders. first is the number of the first one.
func (g *generator) batch(ctx context.Context, first, n int) error {
	people := make([]person, n)
	list := make([]accounts.Imported, n)
	for i := range people {
		people[i] = g.person()
		list[i] = g.account(&people[i], first+i)
	}
	customers, err := g.Accounts.Import(ctx, list)
	if err != nil {
		return err
	}
	g.referrer = customers[g.r.IntN(len(customers))].ID
	var addresses []addressbook.Imported
	var history []orders.Imported
	for i, c := range customers {
		for _, a := range people[i].addresses {
			addresses = append(addresses, addressbook.Imported{
				CreateAddressInput: a, CustomerID: c.ID, CreatedAt: people[i].since,
			})
		}
		history = append(history, g.orders(&people[i], c)...)
	}
	if _, err := g.Addresses.Import(ctx, addresses); err != nil {
		return err
	}
	return g.Orders.Import(ctx, history)
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

func (g *generator) account(p *person, number int) accounts.Imported {
	name, phone := p.name(), g.phone(p.from)
	in := accounts.Imported{CreatedAt: p.since, CreateCustomerInput: accounts.CreateCustomerInput{
		Email: fmt.Sprintf("person%d@demo.example", number+1), Name: &name, AcceptsMarketing: g.r.IntN(3) == 0,
	}}
	if g.r.IntN(4) > 0 {
		in.Phone = &phone
	}
	if g.r.IntN(10) == 0 {
		in.Tags = []string{pick(g.r, []string{"wholesale", "press", "regular", "VIP"})}
	}
	if g.r.IntN(20) == 0 {
		note := pick(
			g.r,
			[]string{"Called about a late parcel; sent honey.", "Prefers calls in the morning.", "Met at the fair."},
		)
		in.Note = &note
	}
	in.CustomFields = g.customerFields(p)
	if number%2 == 0 {
		in.PasswordHash = &g.PasswordHash
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

// orders generates the orders of a customer, some of which the person placed as a guest.
func (g *generator) orders(p *person, c *models.Customer) []orders.Imported {
	var list []orders.Imported
	n := g.r.IntN(6)
	if g.r.IntN(30) == 0 {
		n += 20 // a regular customer
	}
	for range n {
		o := g.order(p)
		o.Customer = c
		if g.r.IntN(12) == 0 {
			name, email := p.name(), c.Email
			o.Customer, o.Contact = nil, orders.OrderContactInput{Name: &name, Email: &email}
		}
		list = append(list, o)
	}
	return list
}

// order generates one order.
func (g *generator) order(p *person) orders.Imported {
	o := orders.Imported{
		// Float64 always uses one random value, so that the data does not depend on Now; Int64N may use more.
		PlacedAt: p.since.Add(time.Duration(g.r.Float64() * float64(g.Now.Sub(p.since)))),
		Shipping: orderAddress(pick(g.r, p.addresses)), Billing: orderAddress(p.addresses[0]),
		ShippingPrice: price(p.from, 490),
	}
	for range 1 + g.r.IntN(4) {
		product := pick(g.r, products)
		o.Items = append(o.Items, &orders.OrderItemInput{
			SKU: product.sku, Name: product.name, Quantity: 1 + g.r.IntN(3), UnitPrice: price(p.from, product.cents),
		})
	}
	if g.r.IntN(8) == 0 {
		message := pick(g.r, []string{"Happy birthday!", "With love", "お誕生日おめでとう"})
		o.CustomFields = customfields.Values{"giftWrap": true, "giftMessage": message}
	}
	switch age := g.Now.Sub(o.PlacedAt); {
	case g.r.IntN(25) == 0:
		o.Status = models.OrderCancelled
	case age > 14*24*time.Hour:
		o.Payment, o.Delivery, o.Status = models.Paid, models.Fulfilled, models.OrderCompleted
	case age > 3*24*time.Hour:
		o.Payment, o.Delivery = models.Paid, models.Fulfilled
	case g.r.IntN(2) == 0:
		o.Payment = pick(g.r, []models.PaymentStatus{models.Paid, models.Authorized})
	}
	return o
}

// orderAddress returns an address as an order stores it, without its label.
func orderAddress(a models.CreateAddressInput) models.CreateAddressInput {
	a.Label = nil
	return a
}

// price converts euro cents to a country's currency, rounded as is usual there.
func price(c *country, cents int) *models.MoneyInput {
	amount := float64(cents) / 100 * c.price
	text := fmt.Sprintf("%.2f", amount)
	if c.price > 100 { // yen and won have no smaller unit
		text = fmt.Sprint(int(amount/10) * 10)
	}
	return &models.MoneyInput{Amount: models.Decimal(text), Currency: c.currency}
}

// pick returns a random element of a list.
func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }
