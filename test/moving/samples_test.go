package moving

import (
	"strings"
	"testing"

	"clientele/test/apptest"
	"clientele/test/repo"
)

// importOf is the import of a sample file of the guides, and the result that the command prints.
type importOf struct{ kind, file, format, match, result string }

// sampleImports lists the imports of the guides, in their order, for each system.
var sampleImports = map[string][]importOf{
	"csv": {
		{"customers", "customers.csv", "csv", "external-id", "13 records: 13 created, 0 updated, 0 unchanged, 0 failed"},
		{"orders", "orders.csv", "csv", "", "10 records: 10 created, 0 updated, 0 unchanged, 0 failed"},
	},
	"jsonl": {
		{"customers", "customers.jsonl", "jsonl", "email", "14 records: 14 created, 0 updated, 0 unchanged, 0 failed"},
		{"orders", "orders.jsonl", "jsonl", "", "10 records: 10 created, 0 updated, 0 unchanged, 0 failed"},
	},
	"shopify": {
		{"customers", "shopify-customers.csv", "shopify", "external-id", "14 records: 14 created, 0 updated, 0 unchanged, 0 failed"},
		{"orders", "shopify-orders.csv", "shopify", "", "10 records: 10 created, 0 updated, 0 unchanged, 0 failed"},
	},
	"woocommerce": {
		{"customers", "woocommerce-customers.csv", "woocommerce", "external-id", "13 records: 13 created, 0 updated, 0 unchanged, 0 failed"},
		{"orders", "woocommerce-orders.json", "woocommerce", "", "11 records: 11 created, 0 updated, 0 unchanged, 0 failed"},
	},
	"magento": {
		{"customers", "magento-customers.csv", "magento", "email", "13 records: 13 created, 0 updated, 0 unchanged, 0 failed"},
		{"customers", "magento-addresses.csv", "magento", "email", "13 records: 0 created, 13 updated, 0 unchanged, 0 failed"},
		{"orders", "magento-orders.json", "magento", "", "11 records: 11 created, 0 updated, 0 unchanged, 0 failed"},
	},
	"moltin": {
		{"customers", "moltin-customers.json", "moltin", "external-id", "13 records: 13 created, 0 updated, 0 unchanged, 0 failed"},
		{"customers", "moltin-addresses.jsonl", "moltin", "external-id", "13 records: 0 created, 13 updated, 0 unchanged, 0 failed"},
		{"orders", "moltin-orders.json", "moltin", "", "10 records: 10 created, 0 updated, 0 unchanged, 0 failed"},
	},
}

// TestSampleImports imports the sample files of the guides into an empty shop, as the guides do, and then again, which
// changes nothing.
func TestSampleImports(t *testing.T) {
	for system, imports := range sampleImports {
		t.Run(system, func(t *testing.T) {
			apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
				for _, again := range []bool{false, true} {
					for _, i := range imports {
						args := []string{"import", i.kind, repo.Path("docs/guides/moving/samples", i.file), "--format", i.format}
						if i.match != "" {
							args = append(args, "--match", i.match)
						}
						want := i.result
						if again {
							n, _, _ := strings.Cut(want, " ")
							want = n + " records: 0 created, 0 updated, " + n + " unchanged, 0 failed"
						}
						if out, err := command(p, args...); err != nil || !strings.Contains(out, want) {
							t.Errorf("%s (again: %v): %v\n%s", i.file, again, err, out)
						}
					}
				}
			})
		})
	}
}

// TestUnreadableFiles checks that the command says why it cannot read a file at all.
func TestUnreadableFiles(t *testing.T) {
	for _, c := range []struct{ name, text, format, want string }{
		{"empty", "", "csv", "The file is empty"},
		{"a workbook", "PK\x03\x04", "csv", "The file is a workbook"},
		{"no column", "name\nAnn\n", "csv", "The file has no column for email or external_id. Its columns are: name"},
		{"another format", "email\n", "moltin", "Line 1: expected a JSON object instead of 'e'"},
		{"empty JSON", "", "jsonl", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
				out, err := command(p, "import", "customers", file(t, "customers", c.text), "--format", c.format)
				if c.want == "" && err == nil {
					return
				}
				if err == nil || c.want == "" || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%v\n%s", err, out)
				}
			})
		})
	}
}
