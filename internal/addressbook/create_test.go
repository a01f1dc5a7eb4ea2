package addressbook_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"clientele/internal/addressbook"
	"clientele/internal/auth"
	"clientele/internal/servicetest"
	"clientele/models"
)

func TestCreate(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		ann, bob := b.customer("ann"), b.customer("bob")
		for _, c := range []struct {
			name   string
			caller auth.Caller
			owner  *string
			want   string
		}{
			{"own address book", ann, nil, ""},
			{"own address book by id", ann, &ann.CustomerID, ""},
			{"another customer", ann, &bob.CustomerID, "NOT_FOUND"},
			{"unknown customer", ann, p("customer_none"), "NOT_FOUND"},
			{"by an API key", writer, &bob.CustomerID, ""},
			{"by an API key, unknown customer", writer, p("customer_none"), "NOT_FOUND"},
			{"by an API key, without a customer", writer, nil, "BAD_USER_INPUT"},
			{"by a read-only API key", reader, &bob.CustomerID, "FORBIDDEN CUSTOMERS_WRITE"},
			{"by a visitor", visitor, &ann.CustomerID, "UNAUTHENTICATED"},
		} {
			if _, err := b.Create(
				context.Background(), c.caller, c.owner, irish("14 Main Street"),
			); servicetest.Errors(err) != c.want {
				t.Errorf("%s: %v, want %s", c.name, err, c.want)
			}
		}
		if len(b.all(ann)) != 2 || len(b.all(bob)) != 1 {
			t.Errorf("Ann has %d, Bob %d", len(b.all(ann)), len(b.all(bob)))
		}
	})
}

func TestCreateRefuses(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		ann := b.customer("ann")
		for _, c := range []struct {
			name   string
			change func(*models.CreateAddressInput)
			want   string
		}{
			{
				"country only", func(in *models.CreateAddressInput) { *in = models.CreateAddressInput{Country: "US"} },
				"REQUIRED input.firstName, REQUIRED input.line1, REQUIRED input.city, REQUIRED input.region, " +
					"REQUIRED input.postcode",
			},
			{"unknown country", func(in *models.CreateAddressInput) { in.Country = "XX" }, "INVALID input.country"},
			{"no country", func(in *models.CreateAddressInput) { in.Country = "" }, "REQUIRED input.country"},
			{
				"a postcode of another country", func(in *models.CreateAddressInput) { in.Postcode = p("10115") },
				"INVALID input.postcode",
			},
			{"invalid phone number", func(in *models.CreateAddressInput) { in.Phone = p("12") }, "INVALID input.phone"},
			{"long texts", func(in *models.CreateAddressInput) {
				in.Label, in.Instructions, in.Line1 = p(strings.Repeat("x", 101)), p(strings.Repeat("x", 501)),
					p(strings.Repeat("x", 256))
			}, "TOO_LONG input.instructions, TOO_LONG input.label, TOO_LONG input.line1"},
			{
				"URL as a name", func(in *models.CreateAddressInput) { in.LastName = p("www.evil.example") },
				"INVALID input.lastName",
			},
			{
				"a line break", func(in *models.CreateAddressInput) { in.City = p("Dublin\nBcc: x") },
				"INVALID input.city",
			},
		} {
			in := irish("14 Main Street")
			c.change(&in)
			_, err := b.Create(context.Background(), ann, nil, in)
			got := strings.Split(servicetest.Errors(err), ", ")
			if want := strings.Split(c.want, ", "); !slices.Equal(sorted(got), sorted(want)) {
				t.Errorf("%s: %v, want %v", c.name, got, want)
			}
		}
		if n := len(b.all(ann)); n != 0 {
			t.Errorf("%d addresses were stored", n)
		}
	})
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

// TestRealAddresses stores real addresses and checks how they are formatted.
func TestRealAddresses(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		ann := b.customer("ann")
		for _, c := range []struct {
			name string
			in   models.CreateAddressInput
			want []string
		}{
			{
				"Korea",
				models.CreateAddressInput{
					LastName: p("김"), FirstName: p("민준"), Region: p("서울특별시"), City: p("강남구"), Line1: p("테헤란로 152"),
					Postcode: p("06236"), Country: "KR", Phone: p("010-1234-5678"),
				},
				[]string{"서울특별시", "강남구", "테헤란로 152", "06236"},
			},
			{
				"Hong Kong",
				models.CreateAddressInput{
					FirstName: p("Ka Fai"), LastName: p("Chan"), Line1: p("Flat 25, 12/F, Acacia Building"),
					Line2: p("150 Kennedy Road"), City: p("Wan Chai"), Region: p("Hong Kong Island"), Country: "HK",
				},
				[]string{"Flat 25, 12/F, Acacia Building", "150 Kennedy Road", "HONG KONG"},
			},
			{
				"Ireland, without an Eircode",
				models.CreateAddressInput{
					FirstName: p("Seán"), LastName: p("Ó Briain"), Line1: p("Baile an Fheirtéaraigh"),
					City: p("Trá Lí"), Region: p("Kerry"), Country: "IE",
				},
				[]string{"Baile an Fheirtéaraigh", "Co. Kerry", "IRELAND"},
			},
			{
				"Japan",
				models.CreateAddressInput{
					LastName: p("佐藤"), FirstName: p("直子"), Postcode: p("100-8111"), Region: p("東京都"), City: p("千代田区"),
					Line1: p("千代田1-1"), Country: "JP",
				},
				[]string{"〒100-8111", "千代田1-1", "JAPAN"},
			},
			{
				"the Emirates",
				models.CreateAddressInput{
					FirstName: p("محمد"), Line1: p("PO Box 5"), City: p("Dubai"), Country: "AE",
					Phone: p("050 123 4567"),
				},
				[]string{"PO Box 5", "Dubai"},
			},
			{
				"Brazil",
				models.CreateAddressInput{
					FirstName: p("João"), LastName: p("Silva"), Line1: p("Av. Paulista 1578"), Line2: p("Bela Vista"),
					City: p("São Paulo"), Region: p("SP"), Postcode: p("01310-200"), Country: "BR",
				},
				[]string{"Av. Paulista 1578", "01310-200", "BRAZIL"},
			},
		} {
			a := b.add(ann, c.in)
			printed := strings.Join(addressbook.Formatted(a), "\n")
			for _, part := range c.want {
				if !strings.Contains(printed, part) {
					t.Errorf("%s: %q is missing in\n%s", c.name, part, printed)
				}
			}
			if c.in.Phone != nil && !strings.HasPrefix(*a.Phone, "+") {
				t.Errorf("%s: phone %s", c.name, *a.Phone)
			}
			stored := b.all(ann)
			if again := addressbook.Formatted(&stored[len(stored)-1]); !slices.Equal(again, addressbook.Formatted(a)) {
				t.Errorf("%s: stored as %v", c.name, again)
			}
		}
	})
}

func TestLimit(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		ann := b.customer("ann")
		for range 30 {
			b.add(ann, irish("x"))
		}
		if _, err := b.Create(context.Background(), ann, nil, irish("x")); servicetest.Errors(err) != "LIMIT_REACHED" {
			t.Errorf("address 31: %v", err)
		}
	})
}
