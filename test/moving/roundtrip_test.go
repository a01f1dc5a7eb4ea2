package moving

import (
	"io"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/app"
	"clientele/internal/auth"
	"clientele/test/apptest"
)

// TestRoundTrip exports a shop, imports the files into an empty one on the other database, and exports that: both
// exports must be the same, byte by byte.
func TestRoundTrip(t *testing.T) {
	for _, format := range []string{"csv", "jsonl"} {
		t.Run(format, func(t *testing.T) {
			dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
				from := apptest.Start(t, apptest.Environ(t, o)...)
				to := apptest.Start(t, "CLIENTELE_DATA="+t.TempDir())
				// Hashes at the low cost of tests would be wrapped in stronger ones by the import.
				err := app.RunWithCost(t.Context(), auth.DefaultCost, []string{"demo", "--customers", "300"}, from.Env, nil,
					io.Discard)
				if err != nil {
					t.Fatal(err)
				}
				archiveReferences(from)
				addHostileCustomers(from)
				copyFields(from, to)
				copyGroups(from, to)
				for _, kind := range []string{"customers", "orders"} {
					export := func(p *apptest.Program) string {
						path := t.TempDir() + "/" + kind
						args := []string{"export", kind, "--format", format, "--output", path}
						if kind == "customers" {
							args = append(args, "--password-hashes")
						}
						p.Command(args...)
						return path
					}
					first := export(from)
					args := []string{"import", kind, first, "--format", format}
					if kind == "customers" {
						args = append(args, "--match", "email") // those of the sample shop have no external ID
					}
					out, err := command(to, args...)
					if err != nil {
						t.Fatalf("%v: %s", err, out)
					}
					before, after := read(t, first), read(t, export(to))
					if before != after {
						compareLines(t, before, after)
					}
					if len(before) < 10_000 {
						t.Errorf("the export has only %d bytes", len(before))
					}
				}
			})
		})
	}
}

// compareLines reports the first line that differs.
func compareLines(t *testing.T, before, after string) {
	t.Helper()
	a, b := strings.Split(before, "\n"), strings.Split(after, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Errorf("line %d differs:\n%s\n%s", i+1, a[i], b[i])
			return
		}
	}
	t.Errorf("%d lines became %d", len(a), len(b))
}

// hostile are texts that a spreadsheet, a CSV reader or a JSON reader could change.
var hostile = []string{
	`=HYPERLINK("http://evil.example","x")`, "+1", "-1", "@SUM(A1)", "'quoted", "''twice", `"quotes", commas; and tabs`,
	"007", "1e5", "2024-01-02", "TRUE", "null", "ﷺ \u200fعربي", "𝒜 emoji 👩‍👩‍👧", "a\\b/c", "[1,2]", "<b>x</b>",
}

// addHostileCustomers creates customers whose names, tags, groups, notes and addresses are hostile texts.
func addHostileCustomers(p *apptest.Program) {
	p.T.Helper()
	key := p.APIKey("CUSTOMERS_WRITE", "CUSTOMERS_READ")
	var groups []string
	for i, text := range hostile {
		group := p.Send(key, `mutation($n: String!) { createCustomerGroup(input: { name: $n }) { customerGroupId userErrors { field message } } }`,
			apptest.Vars{"n": text}).OK().Text("createCustomerGroup.customerGroupId")
		groups = append(groups, group)
		var tags []string
		if len(text) <= 50 {
			tags = []string{text, "plain, with comma", "[bracket"}
		}
		in := apptest.Vars{
			"email": "hostile" + string(rune('a'+i)) + "@shop.example", "note": text + "\nand\t" + text, "tags": tags, "groupIds": groups[i/2:],
			"externalId": text, "emailVerified": i%2 == 0, "acceptsMarketing": i%3 == 0,
		}
		if !strings.Contains(text, "evil.example") { // names must not contain web addresses
			in["name"] = text
		}
		a := p.Send(key, `mutation($in: CreateCustomerInput!) { createCustomer(input: $in) { customerId userErrors { field message } } }`,
			apptest.Vars{"in": in}).OK()
		id := a.Text("createCustomer.customerId")
		for n := range 2 { // equal addresses would become one
			p.Send(key, `mutation($id: ID, $in: CreateAddressInput!) { createAddress(customerId: $id, input: $in) { userErrors { field message } } }`,
				apptest.Vars{"id": id, "in": apptest.Vars{
					"company": text, "line1": text, "city": text, "country": "IE", "label": text + string(rune('0'+n)), "instructions": text + "\n" + text,
				}}).OK()
		}
		if i%4 == 0 {
			p.Send(key, `mutation($id: ID!) { disableCustomer(id: $id, reason: "=1+1") { userErrors { message } } }`,
				apptest.Vars{"id": id}).OK()
		}
	}
}

// archiveReferences archives the custom field of the sample shop that refers to other customers by id.
func archiveReferences(p *apptest.Program) {
	p.T.Helper()
	key := p.APIKey("SETTINGS_WRITE", "CUSTOMERS_READ")
	for _, f := range p.Send(key, `{ customFields { id key } }`, nil).OK().At("customFields").([]any) {
		if field := f.(map[string]any); field["key"] == "referredBy" {
			p.Send(key, `mutation($id: ID!) { archiveCustomField(id: $id) { userErrors { message } } }`,
				apptest.Vars{"id": field["id"]}).OK()
		}
	}
}

// copyFields creates the custom fields of one shop in another.
func copyFields(from, to *apptest.Program) {
	from.T.Helper()
	fields := from.Send(from.APIKey("SETTINGS_WRITE"), `{ customFields { owner key label type list required unique access default options { value label } } }`, nil).OK()
	key := to.APIKey("SETTINGS_WRITE")
	for _, f := range fields.At("customFields").([]any) {
		field := f.(map[string]any)
		if options, ok := field["options"].([]any); !ok || len(options) == 0 {
			delete(field, "options")
		}
		to.Send(key, `mutation($in: CreateCustomFieldInput!) { createCustomField(input: $in) { userErrors { field message } } }`,
			apptest.Vars{"in": field}).OK()
	}
}

// copyGroups creates the groups of one shop in another.
func copyGroups(from, to *apptest.Program) {
	from.T.Helper()
	key := to.APIKey("CUSTOMERS_WRITE")
	groups := from.Send(from.APIKey("CUSTOMERS_READ"), `{ customerGroups { name description } }`, nil).OK()
	for _, group := range groups.At("customerGroups").([]any) {
		to.Send(key, `mutation($in: CreateCustomerGroupInput!) { createCustomerGroup(input: $in) { userErrors { field message } } }`,
			apptest.Vars{"in": group}).OK()
	}
}
