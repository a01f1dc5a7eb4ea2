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

// Password is what every second customer of the demo logs in with.
const Password = "correct horse battery"

// batch is how many customers are made at a time.
const batch = 200

// Options is how to fill a shop.
type Options struct {
	Customers    int
	Seed         uint64
	Now          time.Time // the newest order is not younger
	PasswordHash string    // the PHC string of Password
	Done         func(customers int)

	Accounts  *accounts.Service
	Addresses *addressbook.Service
	Orders    *orders.Service
	Fields    *customfields.Service
}

// ErrNotEmpty says that the shop has customers already: made-up people do not belong among them.
var ErrNotEmpty = errors.New("the shop has customers already: the demo is for an empty one")

// Fill makes customers with addresses and orders, and some orders of guests. Each batch is stored as a whole; it stops between
// two when ctx ends.
func Fill(ctx context.Context, o Options) error {
	if any, err := o.Accounts.Any(ctx); err != nil {
		return err
	} else if any {
		return ErrNotEmpty
	}
	set, err := define(ctx, o.Fields)
	if err != nil {
		return err
	}
	ctx = customfields.With(ctx, set)
	m := maker{Options: o, r: rand.New(rand.NewPCG(o.Seed, 0))}
	for made := 0; made < o.Customers; {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("stopped after %d customers: %w", made, err)
		}
		n := min(batch, o.Customers-made)
		if err := m.batch(ctx, made, n); err != nil {
			return err
		}
		made += n
		o.Done(n)
	}
	return nil
}

// maker makes people up.
type maker struct {
	Options
	r     *rand.Rand
	first string // the id of a customer of an earlier batch, who has brought others
}

// person is a made-up customer.
type person struct {
	from          *country
	given, family string
	since         time.Time
	addresses     []models.CreateAddressInput
}

func (m *maker) batch(ctx context.Context, first, n int) error {
	people := make([]person, n)
	list := make([]accounts.Imported, n)
	for i := range people {
		people[i] = m.person()
		list[i] = m.account(&people[i], first+i)
	}
	customers, err := m.Accounts.Import(ctx, list)
	if err != nil {
		return err
	}
	m.first = customers[m.r.IntN(len(customers))].ID
	var addresses []addressbook.Imported
	var history []orders.Imported
	for i, c := range customers {
		for _, a := range people[i].addresses {
			addresses = append(addresses, addressbook.Imported{CreateAddressInput: a, CustomerID: c.ID, CreatedAt: people[i].since})
		}
		history = append(history, m.orders(&people[i], c)...)
	}
	if _, err := m.Addresses.Import(ctx, addresses); err != nil {
		return err
	}
	return m.Orders.Import(ctx, history)
}

func (m *maker) person() person {
	of := m.r.IntN(100)
	p := person{from: &countries[0]}
	for i := range countries {
		if of -= countries[i].share; of < 0 {
			p.from = &countries[i]
			break
		}
	}
	p.given, p.family = pick(m.r, p.from.given), pick(m.r, p.from.family)
	p.since = m.Now.Add(-time.Duration(m.r.Int64N(int64(3 * 365 * 24 * time.Hour))))
	for range 1 + m.r.IntN(3) {
		p.addresses = append(p.addresses, m.address(&p))
	}
	return p
}

func (p *person) name() string {
	if p.from.familyFirst {
		return p.family + " " + p.given
	}
	return p.given + " " + p.family
}

func (m *maker) account(p *person, number int) accounts.Imported {
	name, phone := p.name(), m.phone(p.from)
	in := accounts.Imported{CreatedAt: p.since, CreateCustomerInput: accounts.CreateCustomerInput{
		Email: fmt.Sprintf("person%d@demo.example", number+1), Name: &name, AcceptsMarketing: m.r.IntN(3) == 0,
	}}
	if m.r.IntN(4) > 0 {
		in.Phone = &phone
	}
	if m.r.IntN(10) == 0 {
		in.Tags = []string{pick(m.r, []string{"wholesale", "press", "friend of the house", "VIP"})}
	}
	if m.r.IntN(20) == 0 {
		note := pick(m.r, []string{"Called about a late parcel; sent honey.", "Prefers calls in the morning.", "Met at the fair."})
		in.Note = &note
	}
	in.CustomFields = m.aboutCustomer(p)
	if number%2 == 0 {
		in.PasswordHash = &m.PasswordHash
	}
	return in
}

func (m *maker) phone(c *country) string {
	digits := 10_000_000
	switch {
	case strings.Contains(c.phone, "%08d"):
		digits = 100_000_000
	case strings.Contains(c.phone, "%06d"):
		digits = 1_000_000
	case strings.Contains(c.phone, "%04d"):
		digits = 10_000
	}
	return fmt.Sprintf(c.phone, m.r.IntN(digits))
}

func (m *maker) address(p *person) models.CreateAddressInput {
	where := pick(m.r, p.from.places)
	street := fmt.Sprintf(pick(m.r, p.from.streets), 1+m.r.IntN(180))
	given, family := p.given, p.family
	a := models.CreateAddressInput{FirstName: &given, LastName: &family, Line1: &street, City: &where.city, Country: p.from.code}
	for _, part := range []struct {
		value string
		to    **string
	}{{where.region, &a.Region}, {where.postcode, &a.Postcode}, {pick(m.r, []string{"home", "work", "", "neighbour"}), &a.Label}} {
		if part.value != "" {
			*part.to = &part.value
		}
	}
	if m.r.IntN(3) == 0 {
		a.CustomFields = customfields.Values{"floor": int64(m.r.IntN(12))}
	}
	return a
}

// orders makes up a customer's past, and now and then an order that the same person placed as a guest.
func (m *maker) orders(p *person, c *models.Customer) []orders.Imported {
	var list []orders.Imported
	n := m.r.IntN(6)
	if m.r.IntN(30) == 0 {
		n += 20 // one of the regulars
	}
	for range n {
		o := m.order(p)
		o.Customer = c
		if m.r.IntN(12) == 0 {
			name, email := p.name(), c.Email
			o.Customer, o.Contact = nil, orders.OrderContactInput{Name: &name, Email: &email}
		}
		list = append(list, o)
	}
	return list
}

func (m *maker) order(p *person) orders.Imported {
	o := orders.Imported{
		PlacedAt: p.since.Add(time.Duration(m.r.Float64() * float64(m.Now.Sub(p.since)))), // one draw, whatever the time is: a bounded integer may take more
		Shipping: copied(pick(m.r, p.addresses)), Billing: copied(p.addresses[0]), ShippingPrice: m.price(p.from, 490),
	}
	for range 1 + m.r.IntN(4) {
		g := pick(m.r, goods)
		o.Items = append(o.Items, &orders.OrderItemInput{SKU: g.sku, Name: g.name, Quantity: 1 + m.r.IntN(3), UnitPrice: m.price(p.from, g.cents)})
	}
	if m.r.IntN(8) == 0 {
		o.CustomFields = customfields.Values{"giftWrap": true, "giftMessage": pick(m.r, []string{"Happy birthday!", "With love", "お誕生日おめでとう"})}
	}
	switch age := m.Now.Sub(o.PlacedAt); {
	case m.r.IntN(25) == 0:
		o.Status = models.OrderCancelled
	case age > 14*24*time.Hour:
		o.Payment, o.Delivery, o.Status = models.Paid, models.Fulfilled, models.OrderCompleted
	case age > 3*24*time.Hour:
		o.Payment, o.Delivery = models.Paid, models.Fulfilled
	case m.r.IntN(2) == 0:
		o.Payment = pick(m.r, []models.PaymentStatus{models.Paid, models.Authorized})
	}
	return o
}

// copied is an address of the book as an order has it.
func copied(a models.CreateAddressInput) models.CreateAddressInput {
	a.Label = nil
	return a
}

// price is euro cents in a country's own money, rounded as shops round there.
func (m *maker) price(c *country, cents int) *models.MoneyInput {
	amount := float64(cents) / 100 * c.price
	text := fmt.Sprintf("%.2f", amount)
	if c.price > 100 { // yen and won have no smaller unit
		text = fmt.Sprint(int(amount/10) * 10)
	}
	return &models.MoneyInput{Amount: models.Decimal(text), Currency: c.currency}
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }
