package shop_test

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

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
		as := func(name, code string) *shop.Service {
			return shop.New(d, time.Now, shop.Defaults{Name: name, Currency: models.CurrencyCode(code)})
		}
		s := as("My shop", "EUR")
		is := func(when string, got *models.Shop, want models.Shop) {
			t.Helper()
			want.Locale, want.OrderEmails = "en", []models.OrderEmail{}
			if got == nil || !reflect.DeepEqual(*got, want) {
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
		is("defaults", stored(s), models.Shop{Name: "My shop", Currency: "EUR", ErasureGraceDays: 14, Version: 1})
		longest := strings.Repeat("é", 255)
		currency := func(code models.CurrencyCode) graphql.Omittable[*models.CurrencyCode] { return set(code) }
		for _, c := range []struct {
			name         string
			caller       auth.Caller
			in           in
			errors       string
			wantName     string
			wantCurrency models.CurrencyCode
			version      int
		}{
			{"no changes", boss, in{}, "", "My shop", "EUR", 1},
			{"without the scope", seller, in{Name: set("Theirs")}, "FORBIDDEN SETTINGS_WRITE", "My shop", "EUR", 1},
			{"a name", boss, in{Name: set("  Tea & Co  "), ExpectedVersion: p(1)}, "", "Tea & Co", "EUR", 2},
			{"the same name", boss, in{Name: set("Tea & Co")}, "", "Tea & Co", "EUR", 2},
			{
				"a stale version", boss,
				in{Name: set("Other"), ExpectedVersion: p(1)},
				"CONFLICT input.expectedVersion", "Tea & Co", "EUR", 2,
			},
			{
				"cleared", boss,
				in{Name: cleared[string](), Currency: cleared[models.CurrencyCode]()},
				"REQUIRED input.name, REQUIRED input.currency", "Tea & Co", "EUR", 2,
			},
			{
				"an empty name and a currency", boss,
				in{Name: set(" "), Currency: currency("JPY")},
				"REQUIRED input.name", "Tea & Co", "EUR", 2,
			},
			{"a long name", boss, in{Name: set(strings.Repeat("é", 256))}, "TOO_LONG input.name", "Tea & Co", "EUR", 2},
			{
				"unknown currency", boss,
				in{Name: set("Other"), Currency: currency("XXZ")},
				"INVALID input.currency",
				"Tea & Co", "EUR", 2,
			},
			{"a currency", boss, in{Currency: currency("JPY")}, "", "Tea & Co", "JPY", 3},
			{"the longest name", boss, in{Name: set(longest)}, "", longest, "JPY", 4},
		} {
			got, err := s.Update(ctx, c.caller, c.in)
			if servicetest.Errors(err) != c.errors {
				t.Errorf("%s: %v, want %s", c.name, err, c.errors)
			}
			want := models.Shop{Name: c.wantName, Currency: c.wantCurrency, ErasureGraceDays: 14, Version: c.version}
			if err == nil || strings.HasPrefix(c.errors, "CONFLICT") {
				is(c.name+", returned", got, want)
			}
			is(c.name+", stored", stored(s), want)
		}
		is("with other defaults", stored(as("Another", "USD")), models.Shop{
			Name: strings.Repeat("é", 255), Currency: "JPY", ErasureGraceDays: 14, Version: 4,
		})
	})
}

// TestPrivacySettings checks the settings that concern personal data.
func TestPrivacySettings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		type in = shop.UpdateShopInput
		s := shop.New(d, time.Now, shop.Defaults{Name: "My shop", Currency: "EUR"})
		for _, c := range []struct {
			name    string
			in      in
			errors  string
			days    int
			confirm bool
			version int
		}{
			{"defaults", in{}, "", 14, false, 1},
			{"no days", in{ErasureGraceDays: set(0)}, "", 0, false, 2},
			{"less than none", in{ErasureGraceDays: set(-1)}, "INVALID input.erasureGraceDays", 0, false, 2},
			{"the most days", in{ErasureGraceDays: set(30)}, "", 30, false, 3},
			{"more than a month", in{ErasureGraceDays: set(31)}, "INVALID input.erasureGraceDays", 30, false, 3},
			{
				"cleared",
				in{ErasureGraceDays: cleared[int](), DoubleOptIn: cleared[bool]()},
				"REQUIRED input.erasureGraceDays, REQUIRED input.doubleOptIn", 30, false, 3,
			},
			{"double opt-in", in{DoubleOptIn: set(true)}, "", 30, true, 4},
			{"the same again", in{DoubleOptIn: set(true), ErasureGraceDays: set(30)}, "", 30, true, 4},
			{
				"one of them invalid",
				in{DoubleOptIn: set(false), ErasureGraceDays: set(1 << 40)},
				"INVALID input.erasureGraceDays", 30, true, 4,
			},
			{"single opt-in", in{DoubleOptIn: set(false), ErasureGraceDays: set(1)}, "", 1, false, 5},
		} {
			if _, err := s.Update(ctx, boss, c.in); servicetest.Errors(err) != c.errors {
				t.Errorf("%s: %v, want %q", c.name, err, c.errors)
			}
			got, err := s.Get(ctx)
			want := models.Shop{
				Name: "My shop", Currency: "EUR", ErasureGraceDays: c.days, DoubleOptIn: c.confirm, Version: c.version,
				Locale: "en", OrderEmails: []models.OrderEmail{},
			}
			if err != nil || !reflect.DeepEqual(*got, want) {
				t.Errorf("%s: %+v %v, want %+v", c.name, got, err, want)
			}
		}
	})
}

// TestWithdrawnCurrencyIsKept checks that a shop keeps a withdrawn currency until the staff change it.
func TestWithdrawnCurrencyIsKept(t *testing.T) {
	for name, stored := range map[string]bool{"stored": true, "default": false} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				ctx := context.Background()
				s := shop.New(d, time.Now, shop.Defaults{Name: "My shop", Currency: "BGN"})
				if stored {
					s = shop.New(d, time.Now, shop.Defaults{Name: "My shop", Currency: "EUR"})
					err := d.InTx(ctx, func(tx *gorm.DB) error {
						return tx.Model(&models.ShopSettings{}).Where("id = 1").Update("currency", "BGN").Error
					})
					if err != nil {
						t.Fatal(err)
					}
				}
				for _, c := range []struct {
					name, currency, errors, want string
				}{
					{"the same", "BGN", "", "BGN"},
					{"another withdrawn currency", "HRK", "INVALID input.currency", "BGN"},
					{"empty", "", "INVALID input.currency", "BGN"},
					{"active currency", "EUR", "", "EUR"},
					{"back", "BGN", "INVALID input.currency", "EUR"},
				} {
					_, err := s.Update(ctx, boss, shop.UpdateShopInput{
						Name: set("Tea, " + c.name), Currency: set(models.CurrencyCode(c.currency)),
					})
					if servicetest.Errors(err) != c.errors {
						t.Errorf("%s: %v, want %q", c.name, err, c.errors)
					}
					if got, err := s.Get(ctx); err != nil || string(got.Currency) != c.want ||
						(got.Name == "Tea, "+c.name) != (c.errors == "") {
						t.Errorf("%s: %+v, %v", c.name, got, err)
					}
				}
			})
		})
	}
}

// TestDefaultsOfUnsetSettings checks that settings that the staff did not change follow the defaults.
func TestDefaultsOfUnsetSettings(t *testing.T) {
	d := dbtest.SQLite(t)
	ctx := context.Background()
	if _, err := shop.New(d, time.Now, shop.Defaults{Name: "My shop", Currency: "EUR"}).
		Update(ctx, boss, shop.UpdateShopInput{Name: set("Tea & Co")}); err != nil {
		t.Fatal(err)
	}
	got, err := shop.New(d, time.Now, shop.Defaults{Name: "Another", Currency: "USD"}).Get(ctx)
	if err != nil || got.Name != "Tea & Co" || got.Currency != "USD" {
		t.Errorf("%+v %v", got, err)
	}
}
