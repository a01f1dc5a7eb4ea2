package records_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"clientele/internal/accounts"
	"clientele/internal/customfields"
	"clientele/internal/records"
	"clientele/models"
)

// hostile are texts that files must keep as they are.
var hostile = []string{
	`=HYPERLINK("https://evil.example","Click")`, "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'", "''", "'=1", "''=1", "'0123", "'t Hooft", "'@", "' ",
	"a,b", "a;b", `say "hi"`, `"`, "two\nlines", "\nx", "x\n", "#1", "[x", `["a"]`, "a\tb", " x", "x ", "\uFEFFx", "x\uFEFF", "null", "true", "0012", "1e5", "Ann Müller", "佐藤 花子", "محمد",
	"x\u2028y", "é", "🎁", "<b>&amp;</b>", `\`, `\n`, "sep=;", "a\r", "a\rb",
}

func pick(r *rand.Rand) string {
	switch r.IntN(4) {
	case 0:
		return hostile[r.IntN(len(hostile))]
	case 1:
		return hostile[r.IntN(len(hostile))] + hostile[r.IntN(len(hostile))]
	}
	alphabet := []rune("ab'=+-@\t\r\n\",;[] 01é花")
	text := make([]rune, 1+r.IntN(12))
	for i := range text {
		text[i] = alphabet[r.IntN(len(alphabet))]
	}
	return string(text) + "."
}

func maybe(r *rand.Rand) *string {
	if r.IntN(3) == 0 {
		return nil
	}
	s := pick(r)
	return &s
}

var fieldKeys = []string{"one", "list", "number", "flag"}

func randomFields(r *rand.Rand) map[string]json.RawMessage {
	text, _ := json.Marshal(pick(r))
	list, _ := json.Marshal([]string{pick(r), pick(r)}[:r.IntN(3)])
	return map[string]json.RawMessage{"one": text, "list": list, "number": json.RawMessage("7"), "flag": json.RawMessage("true"), "unset": json.RawMessage("null")}
}

func randomCustomer(r *rand.Rand, n int) *records.ExportedCustomer {
	at := models.At(time.Date(2020, 1, 1, 0, 0, n, r.IntN(1e6)*1000, time.UTC))
	c := &records.ExportedCustomer{
		Customer: &models.Customer{
			Email: fmt.Sprintf("%s%d@x.example", pick(r), n), Name: maybe(r), Phone: maybe(r), Note: maybe(r), DisabledReason: maybe(r), PasswordHash: new("$2y$10$x"), AcceptsMarketing: r.IntN(2) == 0,
			EmailVerified: r.IntN(2) == 0, CreatedAt: at,
		},
		CustomFields: randomFields(r),
	}
	if r.IntN(2) == 0 {
		id := fmt.Sprintf("%s%d", pick(r), n)
		c.Customer.ExternalID = &id
	}
	if r.IntN(2) == 0 {
		c.Customer.DisabledAt = &at
	}
	for range r.IntN(3) {
		c.Tags = append(c.Tags, pick(r))
	}
	for range r.IntN(4) {
		a := &models.Address{
			Label: maybe(r), FirstName: maybe(r), LastName: maybe(r), Company: maybe(r), Line1: pick(r), Line2: maybe(r), City: maybe(r), Region: maybe(r), Postcode: maybe(r),
			Country: "IE", Phone: maybe(r), Instructions: maybe(r), IsDefaultShipping: r.IntN(2) == 0, IsDefaultBilling: r.IntN(2) == 0,
		}
		if a.FirstName == nil && a.LastName == nil && a.Company == nil {
			first := pick(r)
			a.FirstName = &first
		}
		c.Addresses = append(c.Addresses, records.ExportedAddress{Address: a, CustomFields: randomFields(r)})
	}
	return c
}

var lineBreaks = regexp.MustCompile(`(\\r)+\\n`)

// TestWrittenCustomersAreReadBack writes customers with hostile texts, and reads the same from the file.
func TestWrittenCustomersAreReadBack(t *testing.T) {
	for _, format := range []records.Format{records.CSV, records.JSONL} {
		t.Run(string(format), func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			var list []*records.ExportedCustomer
			for i := range 500 {
				list = append(list, randomCustomer(r, i))
			}
			o := records.WriterOptions{Format: format, CustomFields: fieldKeys, AddressFields: fieldKeys, PasswordHashes: true}
			file := writeCustomers(t, o, list...)
			back := customers(t, file, records.Options{Format: format})
			if len(back) != len(list) {
				t.Fatalf("%d customers instead of %d", len(back), len(list))
			}
			for i, c := range back {
				wantFaults(t, c.Faults)
				want := showExported(list[i], format)
				got := showCustomer(c.Input)
				if format == records.CSV { // line breaks are read as \n, except in JSON arrays
					want, got = lineBreaks.ReplaceAllString(want, `\n`), lineBreaks.ReplaceAllString(got, `\n`)
				}
				if got != want {
					t.Fatalf("customer %d is read as\n%s and not\n%s", i, got, want)
				}
			}
		})
	}
}

func writeCustomers(t testing.TB, o records.WriterOptions, list ...*records.ExportedCustomer) string {
	t.Helper()
	var b bytes.Buffer
	w, err := records.NewCustomerWriter(&b, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list {
		if err := w.Write(c); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// showCustomer prints the input of a customer.
func showCustomer(in accounts.UpsertCustomerInput) string {
	var b strings.Builder
	created := models.Time{}
	if in.CreatedAt != nil {
		created = *in.CreatedAt
	}
	fmt.Fprintf(&b, "%q %q %q %q %q %q %q", text(in.ExternalID.Value()), text(in.Email.Value()), text(in.Name.Value()), text(in.Phone.Value()), text(in.Note.Value()), text(in.DisabledReason.Value()), text(in.PasswordHash))
	fmt.Fprintf(&b, " %s %s %s %q %s %s", show(in.AcceptsMarketing.Value()), show(in.EmailVerified.Value()), show(in.Disabled.Value()), in.Tags.Value(), created.Stored(), showFields(in.CustomFields.Value()))
	for _, a := range in.Addresses {
		fmt.Fprintf(&b, "\n%q %q %q %q %q %q %q %q %q %s %q %q %t %t %s", text(a.Label), text(a.FirstName), text(a.LastName), text(a.Company), text(a.Line1), text(a.Line2), text(a.City), text(a.Region),
			text(a.Postcode), a.Country, text(a.Phone), text(a.Instructions), a.IsDefaultShipping, a.IsDefaultBilling, showFields(a.CustomFields))
	}
	return b.String()
}

func showFields(values customfields.Values) string {
	var list []string
	for _, key := range fieldKeys {
		list = append(list, fmt.Sprintf("%s=%#v", key, values[key]))
	}
	return strings.Join(list, " ")
}

// showExported prints what reading an exported customer must return.
func showExported(c *records.ExportedCustomer, format records.Format) string {
	of := c.Customer
	created := of.CreatedAt
	in := accounts.UpsertCustomerInput{
		PasswordHash: of.PasswordHash, CreatedAt: &created,
	}
	set(&in.ExternalID, of.ExternalID)
	set(&in.Email, &of.Email)
	set(&in.Name, of.Name)
	set(&in.Phone, of.Phone)
	set(&in.Note, of.Note)
	set(&in.DisabledReason, of.DisabledReason)
	disabled := of.Disabled()
	set(&in.AcceptsMarketing, &of.AcceptsMarketing)
	set(&in.EmailVerified, &of.EmailVerified)
	set(&in.Disabled, &disabled)
	set(&in.Tags, c.Tags)
	set(&in.CustomFields, readBack(c.CustomFields, format))
	for _, a := range c.Addresses {
		line1 := a.Address.Line1
		in.Addresses = append(in.Addresses, &models.CreateAddressInput{
			Label: a.Address.Label, FirstName: a.Address.FirstName, LastName: a.Address.LastName, Company: a.Address.Company, Line1: &line1, Line2: a.Address.Line2, City: a.Address.City,
			Region: a.Address.Region, Postcode: a.Address.Postcode, Country: a.Address.Country, Phone: a.Address.Phone, Instructions: a.Address.Instructions,
			IsDefaultShipping: a.Address.IsDefaultShipping, IsDefaultBilling: a.Address.IsDefaultBilling, CustomFields: readBack(a.CustomFields, format),
		})
	}
	return showCustomer(in)
}

// readBack returns the values that a file contains for custom fields.
func readBack(fields map[string]json.RawMessage, format records.Format) customfields.Values {
	values := customfields.Values{}
	for key, value := range fields {
		var v any
		d := json.NewDecoder(bytes.NewReader(value))
		d.UseNumber()
		_ = d.Decode(&v)
		if v == nil {
			continue
		}
		if format == records.CSV {
			switch of := v.(type) {
			case []any:
				v = customfields.Text(listCell(of))
			default:
				v = customfields.Text(fmt.Sprint(of))
			}
		}
		values[key] = v
	}
	return values
}

// listCell returns the cell of a list of strings.
func listCell(list []any) string {
	plain := len(list) > 0
	var texts []string
	for i, item := range list {
		s := item.(string)
		texts = append(texts, s)
		plain = plain && s != "" && !strings.Contains(s, ",") && strings.TrimSpace(s) == s && !(i == 0 && s[0] == '[')
	}
	if plain {
		return strings.Join(texts, ",")
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(append([]string{}, texts...))
	return strings.TrimSpace(b.String())
}
