package orders_test

import (
	"context"
	"strings"
	"testing"

	"gorm.io/gorm"

	"clientele/internal/addressbook"
	"clientele/internal/orders"
	"clientele/internal/servicetest"
	"clientele/models"
)

// TestUnlistedCountriesAreKept checks that an order's address in a country or region that is no longer listed can be
// formatted and corrected.
func TestUnlistedCountriesAreKept(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		at := func(line1, country, region string) models.CreateAddressInput {
			a := irish(line1)
			a.Country, a.Region, a.City, a.Postcode = models.CountryCode(country), p(region), p("Dallas"), p("75201")
			return a
		}
		for _, c := range []struct {
			name           string
			column, stored string
			in             models.CreateAddressInput
			want           string
		}{
			{"new street, unlisted country kept", "ship_country", "AN", at("2 Main Street", "AN", "TX"), ""},
			{
				"another unlisted country", "ship_country", "AN", at("2 Main Street", "YU", "TX"),
				"INVALID input.shippingAddress.country",
			},
			{"listed country", "ship_country", "AN", at("2 Main Street", "US", "TX"), ""},
			{"new street, unlisted region kept", "ship_region", "Bonaire", at("2 Main Street", "US", "Bonaire"), ""},
			{
				"another unlisted region", "ship_region", "Bonaire", at("2 Main Street", "US", "Saba"),
				"INVALID input.shippingAddress.region",
			},
		} {
			first := at("1 Main Street", "US", "TX")
			in := guest(s.quote(nil))
			in.ShippingAddress = &orders.CheckoutAddress{Address: &first}
			o := s.place(visitor, in)
			if err := s.db.InTx(ctx, func(tx *gorm.DB) error {
				return tx.Model(o).Update(c.column, c.stored).Error
			}); err != nil {
				t.Fatal(err)
			}
			o, err := s.orders.Get(ctx, seller, o.ID)
			if err != nil {
				t.Fatal(err)
			}
			if lines := strings.Join(
				addressbook.FormattedCopy(&o.ShippingAddress), ", ",
			); !strings.Contains(lines, c.stored) {
				t.Errorf("%s: formatted as %s", c.name, lines)
			}
			_, err = s.orders.Update(ctx, seller, o.ID, updateInput{ShippingAddress: set(c.in)})
			if servicetest.Errors(err) != c.want {
				t.Errorf("%s: %v, want %q", c.name, err, c.want)
			}
			if _, err := s.orders.Update(ctx, seller, o.ID, updateInput{PaymentStatus: set(models.Paid)}); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
		}
	})
}
