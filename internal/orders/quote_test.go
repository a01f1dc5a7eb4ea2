package orders_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"clientele/db/dbtest"
	"clientele/internal/addressbook"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/orders"
	"clientele/internal/servicetest"
	"clientele/internal/throttle"
	"clientele/models"
)

// quoteTest is a change to a valid quote input and the errors it causes.
type quoteTest struct {
	name   string
	caller auth.Caller
	change func(*quoteInput)
	want   string
}

func (s *shop) testQuotes(tests []quoteTest) {
	s.t.Helper()
	for _, c := range tests {
		in := orders.QuoteInput{
			Items:         []*orders.OrderItemInput{item("TEA-1", "7.95", "EUR", 2)},
			ShippingPrice: money("4.90", "EUR"), ExpiresIn: 3600,
		}
		if c.change != nil {
			c.change(&in)
		}
		if _, err := s.orders.CreateQuote(context.Background(), c.caller, in); servicetest.Errors(err) != c.want {
			s.t.Errorf("%s: %s, want %s", c.name, servicetest.Errors(err), c.want)
		}
	}
}

func TestCreateQuoteErrors(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.customer("ann@example.com")
		long := make([]*orders.OrderItemInput, 101)
		for i := range long {
			long[i] = item("x", "1", "EUR", 1)
		}
		s.testQuotes([]quoteTest{
			{"a visitor", visitor, nil, "FORBIDDEN ORDERS_WRITE"},
			{"a customer", ann, nil, "FORBIDDEN ORDERS_WRITE"},
			{
				"a read-only API key",
				auth.Caller{Kind: auth.APIKey, Scopes: []models.Scope{models.OrdersRead}},
				nil,
				"FORBIDDEN ORDERS_WRITE",
			},
			{"no line items", seller, func(q *quoteInput) { q.Items = nil }, "REQUIRED input.items"},
			{"101 line items", seller, func(q *quoteInput) { q.Items = long }, "TOO_LONG input.items"},
			{"several errors", seller, func(q *quoteInput) {
				q.Items = []*orders.OrderItemInput{
					{SKU: "", Name: strings.Repeat("x", 256), Quantity: 0, UnitPrice: money("1.005", "EUR")},
				}
				q.ExpiresIn, q.CustomerID, q.ShipTo = 0, p("customer_none"), &orders.ShipToInput{Country: "XX"}
			}, "REQUIRED input.items.0.sku, TOO_LONG input.items.0.name, INVALID input.items.0.unitPrice.amount, " +
				"INVALID input.items.0.quantity, INVALID input.expiresIn, NOT_FOUND input.customerId, " +
				"INVALID input.shipTo.country"},
			{
				"quantity too large", seller, func(q *quoteInput) { q.Items[0].Quantity = 1_000_001 },
				"TOO_LONG input.items.0.quantity",
			},
			{"postcode too long", seller, func(q *quoteInput) {
				q.ShipTo = &orders.ShipToInput{Country: "IE", Postcode: p(strings.Repeat("9", 256))}
			}, "TOO_LONG input.shipTo.postcode"},
			{"a postcode of two lines", seller, func(q *quoteInput) {
				q.ShipTo = &orders.ShipToInput{Country: "IE", Postcode: p("D02\nX285")}
			}, "INVALID input.shipTo.postcode"},
			{"postcode without letters or digits", seller, func(q *quoteInput) {
				q.ShipTo = &orders.ShipToInput{Country: "IE", Postcode: p(" - ")}
			}, "INVALID input.shipTo.postcode"},
		})
	})
}

func TestCreateQuoteAmountErrors(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.testQuotes([]quoteTest{
			{
				"a negative price", seller, func(q *quoteInput) { q.Items[0].UnitPrice = money("-1", "EUR") },
				"INVALID input.items.0.unitPrice.amount",
			},
			{
				"unknown currency", seller, func(q *quoteInput) { q.Items[0].UnitPrice = money("1", "XXQ") },
				"INVALID input.items.0.unitPrice.currency",
			},
			{
				"withdrawn currency", seller, func(q *quoteInput) { q.Items[0].UnitPrice = money("1", "BGN") },
				"INVALID input.items.0.unitPrice.currency",
			},
			{
				"lower-case currency and empty amount", seller,
				func(q *quoteInput) { q.Items[0].UnitPrice = money("", "eur") },
				"INVALID input.items.0.unitPrice.currency",
			},
			{"decimals in yen", seller, func(q *quoteInput) {
				q.Items[0].UnitPrice, q.ShippingPrice = money("1.5", "JPY"), nil
			}, "INVALID input.items.0.unitPrice.amount"},
			{
				"two currencies", seller, func(q *quoteInput) { q.Tax = money("1", "USD") },
				"CURRENCY_MISMATCH input.tax.currency",
			},
			{
				"a discount larger than the order", seller, func(q *quoteInput) { q.Discount = money("20.81", "EUR") },
				"INVALID input.discount",
			},
			{"total too large", seller, func(q *quoteInput) {
				q.Items[0].UnitPrice, q.Items[0].Quantity = money("999999999999.99", "EUR"), 1_000_000
			}, "TOO_LONG input.items.0"},
			{"discount and sku invalid", seller, func(q *quoteInput) {
				q.Items[0].SKU, q.Discount = "", money("20.81", "EUR")
			}, "REQUIRED input.items.0.sku, INVALID input.discount"},
			{
				"discount without line items", seller,
				func(q *quoteInput) { q.Items, q.Discount = nil, money("20.81", "EUR") }, "REQUIRED input.items",
			},
			{"discount with an invalid price", seller, func(q *quoteInput) {
				q.Items[0].UnitPrice, q.Discount = money("7.955", "EUR"), money("20.81", "EUR")
			}, "INVALID input.items.0.unitPrice.amount"},
		})
	})
}

func TestQuoteAmounts(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		for _, c := range []struct{ currency, unit, shipping, discount, total string }{
			{"EUR", "7.95", "4.9", "0.01", "20.79"},
			{"JPY", "1250", "300", "1", "2799"},
			{"KWD", "1.005", "0.25", "0.001", "2.259"},
		} {
			q, err := s.orders.CreateQuote(context.Background(), seller, orders.QuoteInput{
				Items:         []*orders.OrderItemInput{item("a", c.unit, c.currency, 2)},
				ShippingPrice: money(c.shipping, c.currency),
				Discount:      money(c.discount, c.currency), ExpiresIn: 60,
			})
			if err != nil || string(q.Total.Amount()) != c.total {
				t.Errorf("%s: %+v %v, want %s", c.currency, q, err, c.total)
			}
			o := s.place(visitor, guest(&q.Token))
			if string(o.Total().Amount()) != c.total {
				t.Errorf("%s: the order's total is %s, want %s", c.currency, o.Total().Amount(), c.total)
			}
		}
	})
}

func TestQuoteRestrictions(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann, bob := s.customer("ann@example.com"), s.customer("bob@example.com")
		forAnn := func(q *quoteInput) { q.CustomerID = &ann.CustomerID }
		shipTo := func(country models.CountryCode, postcode *string) func(*quoteInput) {
			return func(q *quoteInput) { q.ShipTo = &orders.ShipToInput{Country: country, Postcode: postcode} }
		}
		valid := *s.quote(nil)
		parts := strings.Split(valid, ".")
		other := auth.NewSigner(auth.Secret("another secret that is long enough for it"), auth.ForQuotes, s.now)
		foreign, err := other.Sign(other.Registered("", s.now().Add(time.Hour)))
		if err != nil {
			t.Fatal(err)
		}
		guests := auth.NewSigner(secret, auth.ForGuests, s.now)
		wrongPurpose, err := guests.Sign(guests.Registered("", s.now().Add(time.Hour)))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name   string
			caller auth.Caller
			quote  *string
			want   string
		}{
			{"for this customer", ann, s.quote(forAnn), ""},
			{"for another customer", bob, s.quote(forAnn), "QUOTE_MISMATCH input.quote"},
			{"for a customer, used by a guest", visitor, s.quote(forAnn), "QUOTE_MISMATCH input.quote"},
			{"to this country", visitor, s.quote(shipTo("IE", nil)), ""},
			{"to another country", visitor, s.quote(shipTo("DE", nil)), "QUOTE_MISMATCH input.quote"},
			{"to this postcode", visitor, s.quote(shipTo("IE", p("d02x285"))), ""},
			{"to another postcode", visitor, s.quote(shipTo("IE", p("D02 X286"))), "QUOTE_MISMATCH input.quote"},
			{"to this postcode, full width", visitor, s.quote(shipTo("IE", p("Ｄ０２　Ｘ２８５"))), ""},
			{"to this postcode, with a dash and a tab", visitor, s.quote(shipTo("IE", p("d02–x285\t"))), ""},
			{"garbage", visitor, p("garbage"), "QUOTE_INVALID input.quote"},
			{"empty", visitor, p(""), "QUOTE_INVALID input.quote"},
			{"truncated", visitor, p(valid[:len(valid)-2]), "QUOTE_INVALID input.quote"},
			{
				"unsigned", visitor, p("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + parts[1] + "."),
				"QUOTE_INVALID input.quote",
			},
			{"of another shop", visitor, &foreign, "QUOTE_INVALID input.quote"},
			{"a token of another purpose", visitor, &wrongPurpose, "QUOTE_INVALID input.quote"},
			{"valid", visitor, &valid, ""},
		} {
			if _, _, err := s.orders.Checkout(
				context.Background(), c.caller, guest(c.quote),
			); servicetest.Errors(err) != c.want {
				t.Errorf("%s: %s, want %s", c.name, servicetest.Errors(err), c.want)
			}
		}
		late := s.quote(nil)
		s.pass(2 * time.Hour)
		if _, _, err := s.orders.Checkout(
			context.Background(), visitor, guest(late),
		); servicetest.Errors(err) != "QUOTE_EXPIRED input.quote" {
			t.Errorf("expired: %v", err)
		}
		if o, _, err := s.orders.Checkout(context.Background(), visitor, guest(&valid)); err != nil || o == nil {
			t.Errorf("repeated after expiry: %v", err)
		}
	})
}

// TestQuotePostcodeIsNormalized checks that a quote's postcode is normalized like that of an address.
func TestQuotePostcodeIsNormalized(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		for _, postcode := range []string{"D-10115", "10115", "DE-10115"} {
			in := guest(s.quote(func(q *quoteInput) {
				q.ShipTo = &orders.ShipToInput{Country: "DE", Postcode: &postcode}
			}))
			in.ShippingAddress = &orders.CheckoutAddress{Address: &models.CreateAddressInput{
				LastName: p("Müller"), Line1: p("Hauptstr. 1"), City: p("Berlin"), Postcode: &postcode, Country: "DE",
			}}
			if _, _, err := s.orders.Checkout(context.Background(), visitor, in); err != nil {
				t.Errorf("%s: %v", postcode, err)
			}
		}
	})
}

// TestLargestQuote checks that the largest quote is valid, in any script.
func TestLargestQuote(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		for _, letter := range []string{"a", "茶", "🍵", "<"} {
			quote := s.quote(func(q *quoteInput) {
				q.Items = nil
				for range 100 {
					line := item(strings.Repeat(letter, 100), "1", "EUR", 1)
					line.Name = strings.Repeat(letter, 255)
					q.Items = append(q.Items, line)
				}
			})
			if _, _, err := s.orders.Checkout(context.Background(), visitor, guest(quote)); err != nil {
				t.Errorf("%s: a quote of %d bytes: %v", letter, len(*quote), err)
			}
		}
	})
}

func FuzzQuote(f *testing.F) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	d := dbtest.SQLite(f)
	clock := func() time.Time { return now }
	fields := customfields.New(d, clock, throttle.New(d, clock))
	s := orders.New(d, orders.Options{
		Secret: secret, Now: clock, Addresses: addressbook.New(d, addressbook.Options{}), Fields: fields,
	})
	// The valid token must be the same in every fuzzing process.
	valid, err := auth.NewSigner(secret, auth.ForQuotes, time.Now).Sign(jwt.MapClaims{
		"iss": auth.Issuer, "aud": auth.ForQuotes, "exp": now.Unix() + 60, "jti": "quote_1", "cur": "EUR",
		"items": []any{map[string]any{"s": "a", "n": "Tea", "q": 1, "u": 100}},
	})
	if err != nil {
		f.Fatal(err)
	}
	parts := strings.Split(valid, ".")
	for _, seed := range []string{
		valid, "", "..", valid + ".", parts[0] + "." + parts[1] + ".", parts[0] + ".e30." + parts[2],
		"eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + parts[1] + ".", "eyJhbGciOiJIUzI1NiJ9.e30.x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		_, _, err := s.Checkout(context.Background(), visitor, checkoutInput{Quote: &token})
		refused := strings.HasPrefix(servicetest.Errors(err), "QUOTE_INVALID input.quote, ")
		if refused == (token == valid) {
			t.Errorf("%q: %s", token, servicetest.Errors(err))
		}
	})
}
