package records_test

import (
	"os"
	"testing"

	"clientele/internal/addressbook/postal"
	"clientele/internal/input"
	"clientele/internal/records"
	"clientele/models"
	"clientele/test/repo"
)

const samples = "docs/guides/moving/samples"

// sampleFile describes a sample file of the guides.
type sampleFile struct {
	name    string
	format  records.Format
	records int
}

var customerSamples = []sampleFile{
	{"customers.csv", records.CSV, 13},
	{"customers.jsonl", records.JSONL, 14},
	{"shopify-customers.csv", records.Shopify, 14},
	{"woocommerce-customers.csv", records.WooCommerce, 13},
	{"magento-customers.csv", records.Magento, 13},
	{"magento-addresses.csv", records.Magento, 13},
	{"moltin-customers.json", records.Moltin, 13},
	{"moltin-addresses.jsonl", records.Moltin, 13},
}

var orderSamples = []sampleFile{
	{"orders.csv", records.CSV, 10},
	{"orders.jsonl", records.JSONL, 10},
	{"shopify-orders.csv", records.Shopify, 10},
	{"woocommerce-orders.json", records.WooCommerce, 11},
	{"magento-orders.json", records.Magento, 11},
	{"moltin-orders.json", records.Moltin, 10},
}

// TestSampleFiles reads the sample files of the guides without faults, and checks their values by the rules of the
// services.
func TestSampleFiles(t *testing.T) {
	for _, s := range customerSamples {
		t.Run(s.name, func(t *testing.T) {
			r, err := records.ReadCustomers(open(t, s.name), records.Options{Format: s.format})
			list := all(t, r, err)
			if len(list) != s.records {
				t.Errorf("%d customers", len(list))
			}
			for _, c := range list {
				wantFaults(t, c.Faults)
				checkEmail(t, c.Input.Email.Value(), c.Row)
				checkPhone(t, c.Input.Phone.Value(), "", c.Row)
				for _, a := range c.Input.Addresses {
					checkAddress(t, a, c.Row)
				}
			}
		})
	}
	for _, s := range orderSamples {
		t.Run(s.name, func(t *testing.T) {
			r, err := records.ReadOrders(open(t, s.name), records.Options{Format: s.format})
			list := all(t, r, err)
			if len(list) != s.records {
				t.Errorf("%d orders", len(list))
			}
			for _, o := range list {
				wantFaults(t, o.Faults)
				checkEmail(t, o.Input.Contact.Email, o.Row)
				checkPhone(t, o.Input.Contact.Phone, "", o.Row)
				if o.Input.Contact.Name == nil || len(o.Input.Items) == 0 {
					t.Errorf("row %d has no contact or no items: %s", o.Row, showOrder(o))
				}
				for _, a := range []*models.CreateAddressInput{o.Input.ShippingAddress, o.Input.BillingAddress} {
					if a != nil {
						checkAddress(t, a, o.Row)
					}
				}
			}
		})
	}
}

func open(t testing.TB, name string) *os.File {
	t.Helper()
	f, err := os.Open(repo.Path(samples, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func checkEmail(t *testing.T, email *string, row int) {
	t.Helper()
	if email != nil {
		if _, ok := input.ParseEmail(*email); !ok {
			t.Errorf("row %d has the email address %q", row, *email)
		}
	}
}

func checkPhone(t *testing.T, phone *string, country models.CountryCode, row int) {
	t.Helper()
	if phone != nil {
		if _, ok := input.ParsePhone(*phone, country); !ok {
			t.Errorf("row %d has the phone number %q", row, *phone)
		}
	}
}

func checkAddress(t *testing.T, a *models.CreateAddressInput, row int) {
	t.Helper()
	_, problems := postal.Check(postal.Address{
		FirstName: text0(a.FirstName), LastName: text0(a.LastName), Company: text0(a.Company), Line1: text0(a.Line1), Line2: text0(a.Line2),
		City: text0(a.City), Region: text0(a.Region), Postcode: text0(a.Postcode), Country: string(a.Country),
	})
	for _, p := range problems {
		t.Errorf("row %d: %s: %s", row, p.Field, p.Message)
	}
	checkPhone(t, a.Phone, a.Country, row)
}

func text0(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
