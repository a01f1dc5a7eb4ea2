package lab

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/accounts"
	"clientele/internal/addressbook"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/customfields"
	"clientele/internal/orders"
	"clientele/internal/page"
	"clientele/internal/throttle"
	"clientele/models"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// TestSeedMatchesServices deletes some seeded customers, creates them again through the services, and compares the
// rows.
func TestSeedMatchesServices(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		if o.URL == "" {
			t.Skip("the seed is for PostgreSQL")
		}
		ctx := t.Context()
		d, err := db.Open(ctx, o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = d.Close() })
		before := indexCount(t, d)
		if err := seed(ctx, o.URL, sizeOf(1000, 0)); err != nil {
			t.Fatal(err)
		}
		if after := indexCount(t, d); after != before {
			t.Errorf("%d indexes after the seed, %d before", after, before)
		}
		s := &services{}
		now := func() time.Time { return s.now }
		codec, fields := page.NewCodec([]byte("key")), customfields.New(d, now, throttle.New(d, now))
		addresses := addressbook.New(d, addressbook.Options{Now: now, Codec: codec, Fields: fields})
		s.customers = accounts.New(d, accounts.Options{
			Now: now, Codec: codec, Fields: fields, Addresses: addresses, Hasher: auth.NewHasher(auth.DefaultCost, 1),
		})
		s.orders = orders.New(d, orders.Options{
			Secret: auth.Secret("a secret of thirty-two characters"), Now: now, Codec: codec, Addresses: addresses,
			Fields: fields,
		})
		for _, nth := range []int{0, 1, 77, 199, 200, 999} {
			want := readBook(t, d, nth)
			if len(want.orders) > 0 != (nth < 200) || len(want.addresses) > 0 != (nth < 200) {
				t.Fatalf("customer %d has %d orders and %d addresses", nth, len(want.orders), len(want.addresses))
			}
			if err := d.Read(ctx).Exec("DELETE FROM orders WHERE customer_id = ?", want.customer.ID).Error; err != nil {
				t.Fatal(err)
			}
			if err := d.Read(ctx).Exec("DELETE FROM customers WHERE id = ?", want.customer.ID).Error; err != nil {
				t.Fatal(err)
			}
			want.store(t, s)
			got := readBook(t, d, nth)
			if a, b := want.comparable(), got.comparable(); !reflect.DeepEqual(a, b) {
				t.Errorf("customer %d: seeded\n%+v\nstored by the services\n%+v", nth, a, b)
			}
		}
	})
}

// services are what store uses, with the time that it sets.
type services struct {
	now       time.Time
	customers *accounts.Service
	orders    *orders.Service
}

// store stores a customer with addresses and orders through the services.
func (b book) store(t *testing.T, s *services) {
	t.Helper()
	c, caller := b.customer, auth.Caller{Kind: auth.Staff, Scopes: models.Scopes()}
	in := accounts.UpsertCustomerInput{
		Email: graphql.OmittableOf(&c.Email), Name: graphql.OmittableOf(c.Name), Phone: graphql.OmittableOf(c.Phone),
		AcceptsMarketing: graphql.OmittableOf(&c.AcceptsMarketing), PasswordHash: c.PasswordHash, CreatedAt: &c.CreatedAt,
	}
	for _, a := range b.addresses {
		in.Addresses = append(in.Addresses, addressInput(a))
	}
	s.now = c.CreatedAt.Time
	results, err := s.customers.UpsertMany(t.Context(), caller, bulk.ByEmail, []accounts.UpsertCustomerInput{in},
		bulk.Options{})
	if err != nil || results[0].Err != nil {
		t.Fatal(results, err)
	}
	for _, o := range b.orders {
		shipping := addressInput(b.addresses[0])
		shipping.Label = nil
		in := orders.ImportOrderInput{CustomerEmail: &c.Email, PlacedAt: o.PlacedAt, ShippingAddress: shipping}
		for _, item := range b.items[o.ID] {
			in.Items = append(in.Items, &orders.OrderItemInput{
				SKU: item.SKU, Name: item.Name, Quantity: item.Quantity,
				UnitPrice: &models.MoneyInput{Amount: item.UnitPrice().Amount(), Currency: item.Currency},
			})
		}
		s.now = o.PlacedAt.Time
		results, err := s.orders.ImportMany(t.Context(), caller, []orders.ImportOrderInput{in}, bulk.Options{})
		if err != nil || results[0].Err != nil {
			t.Fatal(results, err)
		}
	}
}

// indexCount returns the number of indexes.
func indexCount(t *testing.T, d *db.DB) int {
	t.Helper()
	var n int
	q := d.Read(t.Context()).Raw("SELECT COUNT(*) FROM pg_indexes WHERE schemaname = 'public'")
	if err := q.Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

// book is a customer with addresses and orders.
type book struct {
	customer  *models.Customer
	addresses []*models.Address
	orders    []*models.Order
	items     map[string][]*models.OrderItem
	events    map[string][]*models.Event
}

// readBook reads the nth customer, by age.
func readBook(t *testing.T, d *db.DB, nth int) book {
	t.Helper()
	g := d.Read(t.Context())
	b := book{
		customer: &models.Customer{}, items: map[string][]*models.OrderItem{},
		events: map[string][]*models.Event{},
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(g.Order("created_at").Offset(nth).Limit(1).Take(b.customer).Error)
	must(g.Where("customer_id = ?", b.customer.ID).Order("id").Find(&b.addresses).Error)
	must(g.Where("customer_id = ?", b.customer.ID).Order("placed_at").Find(&b.orders).Error)
	for _, o := range b.orders {
		var items []*models.OrderItem
		must(g.Where("order_id = ?", o.ID).Order("position").Find(&items).Error)
		b.items[o.ID] = items
		var events []*models.Event
		must(g.Where("subject_id = ?", o.ID).Order("seq").Find(&events).Error)
		b.events[o.ID] = events
	}
	return b
}

// comparable returns the rows without random values: IDs and order numbers.
func (b book) comparable() []any {
	owner := b.customer.ID
	c := *b.customer
	c.ID = ""
	all := []any{c}
	for _, each := range b.addresses {
		a := *each
		a.ID, a.CustomerID = "", as(a.CustomerID, owner)
		all = append(all, a)
	}
	for _, each := range b.orders {
		o := *each
		customer := as(*o.CustomerID, owner)
		o.ID, o.CustomerID = "", &customer
		o.SearchText = strings.Replace(o.SearchText, strings.ToLower(o.Number), "number", 1)
		o.Number = ""
		all = append(all, o)
		for _, each := range b.items[each.ID] {
			i := *each
			i.ID, i.OrderID = "", ""
			all = append(all, i)
		}
		for _, happened := range b.events[each.ID] {
			e := *happened
			e.Seq, e.ID, e.SubjectID, e.CustomerID, e.Position = 0, "", "", nil, nil
			e.ActorKind, e.ActorID = "", nil // the services' caller, instead of the customer
			all = append(all, e)
		}
	}
	return all
}

// as replaces the ID of the owner by a constant.
func as(id, owner string) string {
	if id == owner {
		return "the customer"
	}
	return id
}

// addressInput returns the input that creates an address.
func addressInput(a *models.Address) *models.CreateAddressInput {
	return &models.CreateAddressInput{
		Label: a.Label, FirstName: a.FirstName, LastName: a.LastName, Company: a.Company, Line1: &a.Line1,
		Line2: a.Line2, City: a.City, Region: a.Region, Postcode: a.Postcode, Country: a.Country, Phone: a.Phone,
		Instructions: a.Instructions,
	}
}
