package addressbook_test

import (
	"context"
	"strings"
	"testing"

	"gorm.io/gorm"

	"clientele/internal/addressbook"
	"clientele/internal/servicetest"
	"clientele/models"
)

// TestUnlistedCodesAreKept checks that an address in a country or region that is no longer listed can be read and
// changed. Only new codes must be listed.
func TestUnlistedCodesAreKept(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		const country, region = "AN", "Bonaire" // neither is listed
		for _, c := range []struct {
			name           string
			column, stored string
			in             update
			want           string
		}{
			{"unlisted country, new label", "country", country, update{Label: set("home")}, ""},
			{"unlisted country, new street", "country", country, update{Line1: set("2 Main Street")}, ""},
			{
				"unlisted country sent again", "country", country,
				update{Line1: set("2 Main Street"), Country: set(models.CountryCode(country))},
				"",
			},
			{
				"unlisted country, required part missing", "country", country,
				update{Line1: set("")},
				"REQUIRED input.line1",
			},
			{
				"another unlisted country", "country", country,
				update{Country: set(models.CountryCode("YU"))},
				"INVALID input.country",
			},
			{
				"listed country instead", "country", country,
				update{Country: set(models.CountryCode("CW")), Region: null[string](), Postcode: null[string]()},
				"",
			},
			{"unlisted region, new street", "region", region, update{Line1: set("2 Main Street")}, ""},
			{"unlisted region sent again", "region", region, update{City: set("Austin"), Region: set(region)}, ""},
			{"another unlisted region", "region", region, update{Region: set("Saba")}, "INVALID input.region"},
			{
				"unlisted region, another country", "region", region,
				update{Country: set(models.CountryCode("CA")), Postcode: set("K1A 0B1")},
				"INVALID input.region",
			},
			{"listed region instead", "region", region, update{Region: set("TX")}, ""},
		} {
			ann := b.customer(c.name)
			in := irish("1 Main Street")
			in.Country, in.City, in.Region, in.Postcode = "US", p("Dallas"), p("TX"), p("75201")
			a := b.add(ann, in)
			if err := b.db.InTx(context.Background(), func(tx *gorm.DB) error {
				return tx.Model(a).Update(c.column, c.stored).Error
			}); err != nil {
				t.Fatal(err)
			}
			stored := b.all(ann)[0]
			if lines := strings.Join(addressbook.Formatted(&stored), ", "); !strings.Contains(lines, c.stored) {
				t.Errorf("%s: formatted as %s", c.name, lines)
			}
			got, err := b.Update(context.Background(), ann, a.ID, c.in)
			if servicetest.Errors(err) != c.want {
				t.Errorf("%s: %v, want %s", c.name, err, c.want)
			}
			if err != nil {
				if now := b.all(ann)[0]; now.Version != 1 || now.Line1 != "1 Main Street" {
					t.Errorf("%s: stored %+v", c.name, now)
				}
			} else if got.Version != 2 {
				t.Errorf("%s: %+v", c.name, got)
			}
		}
		in := irish("1 Main Street")
		in.Country = country
		if _, err := b.Create(
			context.Background(), b.customer("new"), nil, in,
		); servicetest.Errors(err) != "INVALID input.country" {
			t.Errorf("new address: %v", err)
		}
	})
}

// TestCountriesOutsideISO checks the countries that are not in ISO 3166-1 but have postal addresses and phone numbers.
func TestCountriesOutsideISO(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		for _, c := range []struct {
			country, city, postcode, phone string
			want, number                   string
		}{
			{"XK", "Prishtinë", "10000", "044 123 456", "1 Main Street, 10000 Prishtinë, KOSOVO", "+38344123456"},
			{
				"AC", "Georgetown", "ascn1zz", "61234", "1 Main Street, Georgetown, ASCN 1ZZ, ASCENSION ISLAND",
				"+24761234",
			},
			{
				"TA", "Edinburgh of the Seven Seas", "TDCU 1ZZ", "8123",
				"1 Main Street, Edinburgh of the Seven Seas, TDCU 1ZZ, TRISTAN DA CUNHA", "+2908123",
			},
			{
				"SH", "Edinburgh of the Seven Seas", "TDCU 1ZZ", "8123",
				"1 Main Street, Edinburgh of the Seven Seas, TDCU 1ZZ, SAINT HELENA", "+2908123",
			},
		} {
			in := irish("1 Main Street")
			in.Country, in.City, in.Postcode, in.Region, in.Phone = models.CountryCode(c.country), &c.city, &c.postcode,
				nil, &c.phone
			ann := b.customer(c.country)
			b.add(ann, in)
			a := b.all(ann)[0]
			if got := strings.Join(addressbook.Formatted(&a)[1:], ", "); got != c.want ||
				string(a.Country) != c.country || *a.Phone != c.number {
				t.Errorf("%s: %s, %s, %s", c.country, got, a.Country, *a.Phone)
			}
			if f, err := b.Format(a.Country); err != nil || string(f.Country) != c.country {
				t.Errorf("%s: %+v, %v", c.country, f, err)
			}
		}
	})
}
