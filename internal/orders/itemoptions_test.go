package orders_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"clientele/internal/auth"
	"clientele/internal/orders"
	"clientele/internal/servicetest"
	"clientele/models"
)

// shirt returns a line item with options, a picture and a link.
func shirt() *orders.OrderItemInput {
	in := item("SHIRT", "20", "EUR", 2)
	in.Options = []*orders.OrderItemOptionInput{{Name: " Size ", Value: "M"}, {Name: "Farbe", Value: "grün"}}
	in.ImageURL, in.URL = p(" https://shop.example/shirt.jpg "), p("http://shop.example/shirt?size=M")
	return in
}

// TestItemOptions checks that the options and URLs of a line item reach the order, by a quote or without one.
func TestItemOptions(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		byKey := guest(nil)
		byKey.Items = []*orders.OrderItemInput{shirt(), item("TEA", "1", "EUR", 1)}
		for name, o := range map[string]*models.Order{
			"by a quote": s.place(visitor, guest(s.quote(func(in *quoteInput) {
				in.Items = []*orders.OrderItemInput{shirt(), item("TEA", "1", "EUR", 1)}
			}))),
			"by a key": s.place(seller, byKey),
		} {
			items, err := s.orders.Items(t.Context(), []string{o.ID})
			if err != nil || len(items[o.ID]) != 2 {
				t.Fatalf("%s: %v %v", name, items, err)
			}
			first, second := items[o.ID][0], items[o.ID][1]
			if got := described(first); got != "Size=M Farbe=grün https://shop.example/shirt.jpg http://shop.example/shirt?size=M" {
				t.Errorf("%s: %s", name, got)
			}
			if len(second.Options) != 0 || second.Options == nil || second.ImageURL != nil || second.URL != nil {
				t.Errorf("%s: the tea has %s", name, described(second))
			}
		}
	})
}

func described(i *models.OrderItem) string {
	var parts []string
	for _, o := range i.Options {
		parts = append(parts, o.Name+"="+o.Value)
	}
	for _, url := range []*string{i.ImageURL, i.URL} {
		if url != nil {
			parts = append(parts, *url)
		}
	}
	return strings.Join(parts, " ")
}

// TestEarlierQuotes checks that a quote that was signed before line items had options is still valid.
func TestEarlierQuotes(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		signer := auth.NewSigner(secret, auth.ForQuotes, s.now)
		claims := struct {
			jwt.RegisteredClaims
			Currency string           `json:"cur"`
			Items    []map[string]any `json:"items"`
		}{signer.Registered("", s.now().Add(time.Hour)), "EUR", []map[string]any{{"s": "TEA-1", "n": "Tea", "q": 2, "u": 795}}}
		claims.ID = "quote_earlier"
		token, err := signer.Sign(claims)
		if err != nil {
			t.Fatal(err)
		}
		o := s.place(visitor, guest(&token))
		if again := s.place(visitor, guest(&token)); o.TotalMinor != 1590 || again.ID != o.ID {
			t.Errorf("%+v, again %s", o, again.ID)
		}
	})
}

func TestItemOptionErrors(t *testing.T) {
	option := func(name, value string) func(*orders.OrderItemInput) {
		return func(in *orders.OrderItemInput) {
			in.Options = []*orders.OrderItemOptionInput{{Name: name, Value: value}}
		}
	}
	onEach(t, func(t *testing.T, s *shop) {
		for _, c := range []struct {
			name   string
			change func(*orders.OrderItemInput)
			want   string
		}{
			{"no name", option(" ", "M"), "REQUIRED input.items.0.options.0.name"},
			{"no value", option("Size", ""), "REQUIRED input.items.0.options.0.value"},
			{"a long name", option(strings.Repeat("x", 51), "M"), "TOO_LONG input.items.0.options.0.name"},
			{"a long value", option("Size", strings.Repeat("x", 256)), "TOO_LONG input.items.0.options.0.value"},
			{"a line break", option("Size\nM", "M"), "INVALID input.items.0.options.0.name"},
			{"a name twice", func(in *orders.OrderItemInput) {
				in.Options = append(shirt().Options, &orders.OrderItemOptionInput{Name: "Size", Value: "L"})
			}, "INVALID input.items.0.options.2.name"},
			{"21 options", func(in *orders.OrderItemInput) {
				for i := range 21 {
					in.Options = append(in.Options, &orders.OrderItemOptionInput{Name: fmt.Sprint(i), Value: "x"})
				}
			}, "TOO_LONG input.items.0.options"},
			{"a script", func(in *orders.OrderItemInput) { in.URL = p("javascript:alert(1)") }, "INVALID input.items.0.url"},
			{"a picture without https", func(in *orders.OrderItemInput) { in.ImageURL = p("http://x.example/a.jpg") }, "INVALID input.items.0.imageUrl"},
			{"a picture as data", func(in *orders.OrderItemInput) { in.ImageURL = p("data:image/png;base64,x") }, "INVALID input.items.0.imageUrl"},
			{"a long link", func(in *orders.OrderItemInput) { in.URL = p("https://x.example/" + strings.Repeat("x", 2000)) }, "TOO_LONG input.items.0.url"},
			{"an empty link", func(in *orders.OrderItemInput) { in.URL, in.ImageURL = p(" "), p("") }, ""},
		} {
			one := item("a", "1", "EUR", 1)
			c.change(one)
			_, err := s.orders.CreateQuote(t.Context(), seller, quoteInput{Items: []*orders.OrderItemInput{one}, ExpiresIn: 60})
			if got := servicetest.Errors(err); got != c.want {
				t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
		}
		in := quoteInput{ExpiresIn: 60}
		for i := range 100 {
			one := item(fmt.Sprint(i), "1", "EUR", 1)
			one.URL = p("https://x.example/" + strings.Repeat("x", 1900))
			one.ImageURL = one.URL
			in.Items = append(in.Items, one)
		}
		_, err := s.orders.CreateQuote(t.Context(), seller, in)
		if got := servicetest.Errors(err); got != "TOO_LONG input.items" {
			t.Errorf("a quote that is too long for a checkout: %s", got)
		}
	})
}
