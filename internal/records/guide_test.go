package records_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"clientele/internal/records"
	"clientele/models"
	"clientele/test/repo"
)

// columnRow matches a row of a table of columns in docs/guides/moving/csv.md.
var columnRow = regexp.MustCompile("(?m)^\\| `([a-z0-9_.A-Z]+)` \\|([^|]*)\\|([^|]*)\\|$")

// TestColumnReference compares the tables of docs/guides/moving/csv.md with the columns that are written, and with the
// names that are read.
func TestColumnReference(t *testing.T) {
	text, err := os.ReadFile(repo.Path("docs/guides/moving/csv.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "## Customers")
	ofCustomers, ofOrders, _ := strings.Cut(rest, "## Orders")
	o := records.WriterOptions{CustomFields: []string{"shoeSize"}, AddressFields: []string{"gateCode"}, PasswordHashes: true}
	gift := records.WriterOptions{CustomFields: []string{"gift"}, AddressFields: []string{"gateCode"}}
	for _, c := range []struct {
		kind     models.RecordKind
		section  string
		columns  []string
		required string // further columns that a file needs
	}{
		{models.CustomerRecords, ofCustomers, records.CustomerColumns(o), "email"},
		{models.OrderRecords, ofOrders, records.OrderColumns(gift), "placed_at,currency,item.name,item.quantity,item.unit_price"},
	} {
		t.Run(string(c.kind), func(t *testing.T) {
			var listed []string
			named := map[string]string{} // field by plain name
			for _, m := range columnRow.FindAllStringSubmatch(c.section, -1) {
				listed = append(listed, m[1])
				for name := range strings.SplitSeq(m[3], ",") {
					if name = strings.TrimSpace(name); name == "" {
						continue
					}
					named[plain(name)] = m[1]
					if got := fieldOf(t, c.kind, name, c.required); got != m[1] {
						t.Errorf("the column %q is read into %q and not into %q", name, got, m[1])
					}
				}
			}
			if !slices.Equal(listed, c.columns) {
				t.Errorf("the guide lists\n%v and not\n%v", listed, c.columns)
			}
			for _, f := range records.ImportFields(c.kind, nil, nil) {
				for _, synonym := range f.Synonyms {
					if slices.Contains(listed, f.Name) && named[synonym] != f.Name {
						t.Errorf("the guide lacks the name %q of %s", synonym, f.Name)
					}
				}
			}
		})
	}
}

// fieldOf returns the field that a column is read into.
func fieldOf(t *testing.T, kind models.RecordKind, column, required string) string {
	t.Helper()
	r := strings.NewReader(`"` + column + `",` + required + "\n")
	p, err := records.Look(r, kind, records.Options{Format: records.CSV})
	if err != nil {
		t.Fatal(err)
	}
	return p.Columns[0].Field
}

func plain(name string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "-", "", "/", "", "_", "").Replace(name))
}
