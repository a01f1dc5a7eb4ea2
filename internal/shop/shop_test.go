package shop_test

import (
	"context"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/auth"
	"clientele/internal/servicetest"
	"clientele/internal/shop"
	"clientele/models"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	boss   = auth.Caller{Kind: auth.APIKey, KeyID: "key_b", Scopes: []models.Scope{models.SettingsWrite}}
	seller = auth.Caller{Kind: auth.APIKey, KeyID: "key_s", Scopes: []models.Scope{models.OrdersWrite}}
)

func set[T any](v T) graphql.Omittable[*T] { return graphql.OmittableOf(&v) }

func cleared[T any]() graphql.Omittable[*T] { return graphql.OmittableOf[*T](nil) }

func p[T any](v T) *T { return &v }

func TestSettings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		type in = shop.UpdateShopInput
		as := func(name, currency string) *shop.Service {
			return shop.New(d, shop.Defaults{Name: name, Currency: models.CurrencyCode(currency)})
		}
		s := as("My shop", "EUR")
		is := func(when string, got *models.Shop, want models.Shop) {
			t.Helper()
			if got == nil || *got != want {
				t.Errorf("%s: %+v, want %+v", when, got, want)
			}
		}
		stored := func(s *shop.Service) *models.Shop {
			t.Helper()
			ctx, count := db.CountStatements(ctx)
			got, err := s.Get(ctx)
			if err != nil || count() != 1 {
				t.Errorf("%d statements: %v", count(), err)
			}
			return got
		}
		is("before anybody has said anything", stored(s), models.Shop{Name: "My shop", Currency: "EUR", Version: 1})
		for _, c := range []struct {
			name   string
			caller auth.Caller
			in     in
			faults string
			want   models.Shop
		}{
			{"nothing", boss, in{}, "", models.Shop{Name: "My shop", Currency: "EUR", Version: 1}},
			{"without the scope", seller, in{Name: set("Theirs")}, "FORBIDDEN SETTINGS_WRITE", models.Shop{Name: "My shop", Currency: "EUR", Version: 1}},
			{"a name", boss, in{Name: set("  Tea & Co  "), ExpectedVersion: p(1)}, "", models.Shop{Name: "Tea & Co", Currency: "EUR", Version: 2}},
			{"the same name", boss, in{Name: set("Tea & Co")}, "", models.Shop{Name: "Tea & Co", Currency: "EUR", Version: 2}},
			{"a stale version", boss, in{Name: set("Other"), ExpectedVersion: p(1)}, "CONFLICT input.expectedVersion", models.Shop{Name: "Tea & Co", Currency: "EUR", Version: 2}},
			{"cleared", boss, in{Name: cleared[string](), Currency: cleared[models.CurrencyCode]()}, "REQUIRED input.name, REQUIRED input.currency", models.Shop{Name: "Tea & Co", Currency: "EUR", Version: 2}},
			{"an empty name and a currency", boss, in{Name: set(" "), Currency: set(models.CurrencyCode("JPY"))}, "REQUIRED input.name", models.Shop{Name: "Tea & Co", Currency: "EUR", Version: 2}},
			{"a long name", boss, in{Name: set(strings.Repeat("é", 256))}, "TOO_LONG input.name", models.Shop{Name: "Tea & Co", Currency: "EUR", Version: 2}},
			{"no currency that there is", boss, in{Name: set("Other"), Currency: set(models.CurrencyCode("XXZ"))}, "INVALID input.currency", models.Shop{Name: "Tea & Co", Currency: "EUR", Version: 2}},
			{"a currency", boss, in{Currency: set(models.CurrencyCode("JPY"))}, "", models.Shop{Name: "Tea & Co", Currency: "JPY", Version: 3}},
			{"the longest name", boss, in{Name: set(strings.Repeat("é", 255))}, "", models.Shop{Name: strings.Repeat("é", 255), Currency: "JPY", Version: 4}},
		} {
			got, err := s.Update(ctx, c.caller, c.in)
			if servicetest.Errors(err) != c.faults {
				t.Errorf("%s: %v, want %s", c.name, err, c.faults)
			}
			if err == nil || strings.HasPrefix(c.faults, "CONFLICT") {
				is(c.name+", answered", got, c.want)
			}
			is(c.name+", stored", stored(s), c.want)
		}
		is("with other settings of the program", stored(as("Another", "USD")), models.Shop{Name: strings.Repeat("é", 255), Currency: "JPY", Version: 4})
	})
}

// TestWithdrawnCurrencyStays: a shop whose currency was withdrawn keeps it until the staff choose another one.
func TestWithdrawnCurrencyStays(t *testing.T) {
	for name, stored := range map[string]bool{"stored": true, "a setting of the program": false} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				ctx := context.Background()
				s := shop.New(d, shop.Defaults{Name: "My shop", Currency: "BGN"})
				if stored {
					s = shop.New(d, shop.Defaults{Name: "My shop", Currency: "EUR"})
					err := d.InTx(ctx, func(tx *gorm.DB) error {
						return tx.Model(&models.ShopSettings{}).Where("id = 1").Update("currency", "BGN").Error
					})
					if err != nil {
						t.Fatal(err)
					}
				}
				for _, c := range []struct {
					name, currency, faults, want string
				}{
					{"the same", "BGN", "", "BGN"},
					{"another withdrawn one", "HRK", "INVALID input.currency", "BGN"},
					{"no code", "", "INVALID input.currency", "BGN"},
					{"one that is in use", "EUR", "", "EUR"},
					{"back", "BGN", "INVALID input.currency", "EUR"},
				} {
					_, err := s.Update(ctx, boss, shop.UpdateShopInput{Name: set("Tea, " + c.name), Currency: set(models.CurrencyCode(c.currency))})
					if servicetest.Errors(err) != c.faults {
						t.Errorf("%s: %v, want %q", c.name, err, c.faults)
					}
					if got, err := s.Get(ctx); err != nil || string(got.Currency) != c.want || (got.Name == "Tea, "+c.name) != (c.faults == "") {
						t.Errorf("%s: %+v, %v", c.name, got, err)
					}
				}
			})
		})
	}
}

// TestSettingsOfNow: what the staff have not said follows the program's settings, also after they have said something else.
func TestSettingsOfNow(t *testing.T) {
	d := dbtest.SQLite(t)
	ctx := context.Background()
	if _, err := shop.New(d, shop.Defaults{Name: "My shop", Currency: "EUR"}).Update(ctx, boss, shop.UpdateShopInput{Name: set("Tea & Co")}); err != nil {
		t.Fatal(err)
	}
	got, err := shop.New(d, shop.Defaults{Name: "Another", Currency: "USD"}).Get(ctx)
	if err != nil || got.Name != "Tea & Co" || got.Currency != "USD" {
		t.Errorf("%+v %v", got, err)
	}
}
