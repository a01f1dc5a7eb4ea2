package shop_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/auth"
	"clientele/internal/servicetest"
	"clientele/internal/shop"
	"clientele/models"
)

var (
	mia     = auth.Caller{Kind: auth.Staff, KeyID: "staff_m", KeyName: "Mia", Scopes: models.Scopes()}
	ben     = auth.Caller{Kind: auth.Staff, KeyID: "staff_b", KeyName: "Ben", Scopes: models.Scopes()}
	key     = auth.Caller{Kind: auth.APIKey, KeyID: "key_e", KeyName: "ERP", Scopes: models.Scopes()}
	console = auth.Caller{Kind: auth.Staff, KeyName: "command line", Scopes: models.Scopes()}
)

func emails(list ...models.OrderEmail) graphql.Omittable[[]models.OrderEmail] {
	if list == nil {
		list = []models.OrderEmail{}
	}
	return graphql.OmittableOf(list)
}

func TestEventsOfSettings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := shop.New(d, time.Now, shop.Defaults{Name: "My shop", Currency: "EUR"})
		type in = shop.UpdateShopInput
		updated := func(by string, version int, changes string) []string {
			return []string{fmt.Sprintf("SHOP_UPDATED of shop in none by %s, version %d, %s", by, version, changes)}
		}
		for _, c := range []struct {
			name   string
			caller auth.Caller
			in     in
			fails  string
			want   []string
		}{
			{"no values", mia, in{}, "", nil},
			{"the default, fixed", mia, in{Currency: set(models.CurrencyCode("EUR"))}, "", updated("STAFF staff_m Mia", 2, "currency none to 'EUR'")},
			{"the same", mia, in{Currency: set(models.CurrencyCode("EUR"))}, "", nil},
			{"by an API key", key, in{Name: set(" Tea ")}, "", updated("API_KEY key_e ERP", 3, "name 'My shop' to 'Tea'")},
			{"the same name", key, in{Name: set("Tea")}, "", nil},
			{
				"on the command line", console,
				in{Name: set("Tea & Co"), Currency: set(models.CurrencyCode("JPY"))},
				"",
				updated("COMMAND_LINE", 4, "name 'Tea' to 'Tea & Co', currency 'EUR' to 'JPY'"),
			},
			{
				"of personal data", mia,
				in{ErasureGraceDays: set(30), DoubleOptIn: set(true)},
				"",
				updated("STAFF staff_m Mia", 5, "erasureGraceDays '14' to '30', doubleOptIn 'false' to 'true'"),
			},
			{"the same of personal data", mia, in{ErasureGraceDays: set(30), DoubleOptIn: set(true)}, "", nil},
			{
				"of emails", mia,
				in{
					Locale:      set(" de_at "),
					OrderEmails: emails(models.OrderEmailRefunded, models.OrderEmailPlaced, models.OrderEmailPlaced),
				},
				"",
				updated("STAFF staff_m Mia", 6, `locale 'en' to 'de-AT', orderEmails '[]' to '["PLACED","REFUNDED"]'`),
			},
			{
				"the same of emails", mia,
				in{Locale: set("de-AT"), OrderEmails: emails(models.OrderEmailPlaced, models.OrderEmailRefunded)},
				"", nil,
			},
			{"no emails", mia, in{OrderEmails: emails()}, "", updated("STAFF staff_m Mia", 7, `orderEmails '["PLACED","REFUNDED"]' to '[]'`)},
			{"no list of emails", mia, in{OrderEmails: graphql.OmittableOf[[]models.OrderEmail](nil)}, "REQUIRED input.orderEmails", nil},
			{"no language", mia, in{Locale: cleared[string]()}, "REQUIRED input.locale", nil},
			{"an empty language", mia, in{Locale: set("")}, "INVALID input.locale", nil},
			{"an unknown language", mia, in{Locale: set("english")}, "INVALID input.locale", nil},
			{"a long language", mia, in{Locale: set(strings.Repeat("de-", 12))}, "TOO_LONG input.locale", nil},
			{"an unknown email", mia, in{OrderEmails: emails("LOST")}, "INVALID input.orderEmails", nil},
			{"too many days", mia, in{ErasureGraceDays: set(31), DoubleOptIn: set(false)}, "INVALID input.erasureGraceDays", nil},
			{"a valid and an invalid value", mia, in{Name: set(""), Currency: set(models.CurrencyCode("USD"))}, "REQUIRED input.name", nil},
			{"an old version", mia, in{Name: set("Other"), ExpectedVersion: p(1)}, "CONFLICT input.expectedVersion", nil},
			{"without the scope", seller, in{Name: set("Other")}, "FORBIDDEN SETTINGS_WRITE", nil},
		} {
			last := servicetest.LastEvent(t, d)
			_, err := s.Update(t.Context(), c.caller, c.in)
			if got := servicetest.Errors(err); got != c.fails {
				t.Errorf("%s: errors %q, want %q", c.name, got, c.fails)
			}
			if got := servicetest.EventsSince(t, d, last); !slices.Equal(got, c.want) {
				t.Errorf("%s: got %q, want %q", c.name, got, c.want)
			}
		}
	})
}

// TestParallelUpdatesOfSettings checks that two staff members who change two settings in parallel leave two right
// events.
func TestParallelUpdatesOfSettings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := shop.New(d, time.Now, shop.Defaults{Name: "My shop", Currency: "EUR"})
		names, codes := []string{"My shop", "A", "B", "C", "D", "E"}, []string{"EUR", "USD", "JPY", "GBP", "CHF", "SEK"}
		for i := range 5 {
			last := servicetest.LastEvent(t, d)
			var wg sync.WaitGroup
			for caller, in := range map[*auth.Caller]shop.UpdateShopInput{
				&mia: {Name: set(names[i+1])}, &ben: {Currency: set(models.CurrencyCode(codes[i+1]))},
			} {
				wg.Go(func() {
					if _, err := s.Update(t.Context(), *caller, in); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			line := func(by, change string, version int) string {
				return fmt.Sprintf("SHOP_UPDATED of shop in none by STAFF %s, version %d, %s", by, 1+2*i+version, change)
			}
			name := fmt.Sprintf("name '%s' to '%s'", names[i], names[i+1])
			currency := fmt.Sprintf("currency '%s' to '%s'", codes[i], codes[i+1])
			got := servicetest.EventsSince(t, d, last)
			if !slices.Equal(got, []string{line("staff_m Mia", name, 1), line("staff_b Ben", currency, 2)}) &&
				!slices.Equal(got, []string{line("staff_b Ben", currency, 1), line("staff_m Mia", name, 2)}) {
				t.Errorf("%q", got)
			}
		}
	})
}
