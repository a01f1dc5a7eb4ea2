package postal_test

import (
	"testing"

	"clientele/internal/addressbook/postal"
)

// TestCodeOf finds the codes of countries by their names.
func TestCodeOf(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"Germany", "DE"},
		{"UNITED KINGDOM", "GB"},
		{" côte d’ivoire ", "CI"},
		{"Ivory Coast", "CI"},
		{"United States of America", "US"},
		{"U.S.A.", "US"},
		{"Korea, Republic of", "KR"},
		{"Czech Republic", "CZ"},
		{"Scotland", "GB"},
		{"Türkiye", "TR"},
		{"Turkey", "TR"},
		{"The Netherlands", "NL"},
		{"Deutschland", ""},
		{"DE", ""},
		{"", ""},
	} {
		code, ok := postal.CodeOf(c.name)
		if code != c.want || ok != (c.want != "") {
			t.Errorf("%q is %q, %v", c.name, code, ok)
		}
	}
	for _, code := range postal.Countries() {
		f, _ := postal.FormatOf(code)
		if got, ok := postal.CodeOf(f.Name); got != code || !ok {
			t.Errorf("%s is %q and not %s", f.Name, got, code)
		}
	}
}
