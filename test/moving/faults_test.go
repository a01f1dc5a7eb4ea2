package moving

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"clientele/test/apptest"
)

// planted are the faults of TestFaults: the column and the value that replace those of a row, and the message.
var planted = []struct {
	row    int // in the file, with the header as row 1
	column string
	value  string
	code   string
}{
	{5, "email", "not an address", "INVALID"},
	{12, "email", "", "REQUIRED"},
	{23, "phone", "+353 1", "INVALID"},
	{34, "address.country", "XX", "INVALID"},
	{45, "email", "person1@shop.example", "EMAIL_TAKEN"},
	{56, "custom.birthday", "31.02.1999", "INVALID"},
	{67, "tags", strings.Repeat("long ", 20), "TOO_LONG"},
}

// TestFaults imports 100 customers, seven of which have a fault: 93 are stored, and each fault is named by row and
// column. The file of the report, corrected, brings the others.
func TestFaults(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		defineBirthday(p)
		columns := []string{
			"external_id", "email", "name", "phone", "tags", "custom.birthday", "address.line1",
			"address.city", "address.country",
		}
		rows := [][]string{columns}
		for i := range 100 {
			rows = append(rows, []string{
				fmt.Sprint(i), fmt.Sprintf("person%d@shop.example", i), fmt.Sprintf("Person %d", i),
				fmt.Sprintf("+353 87 12%05d", i), "regular", "1999-02-03", "1 Main Street", "Galway", "IE",
			})
		}
		good := map[int][]string{}
		for _, f := range planted {
			good[f.row] = slices.Clone(rows[f.row-1])
			rows[f.row-1][slices.Index(columns, f.column)] = f.value
		}
		path, report := file(t, "customers.csv", csvOf(rows)), t.TempDir()+"/faults.csv"

		for _, dry := range []bool{true, false} {
			args := []string{"import", "customers", path, "--report", report}
			result := "93 created, 0 updated, 0 unchanged, 7 failed"
			if dry {
				args, result = append(args, "--dry-run"), "would be "+result
			}
			out, err := command(p, args...)
			if err == nil || !strings.Contains(err.Error(), "7 of 100 records failed") {
				t.Errorf("dry run %v: %v", dry, err)
			}
			if !strings.Contains(out, "100 records: "+result) {
				t.Errorf("dry run %v: %s", dry, out)
			}
			for _, f := range planted {
				if !strings.Contains(out, fmt.Sprintf("row %d, column %s: ", f.row, f.column)) ||
					!strings.Contains(lineWith(out, fmt.Sprintf("row %d,", f.row)), "("+f.code+")") {
					t.Errorf("dry run %v: row %d, column %s, %s is not reported: %s", dry, f.row, f.column, f.code, out)
				}
			}
			want := 93
			if dry {
				want = 0
			}
			if n := count(p, "customers"); n != want {
				t.Errorf("dry run %v: %d customers, want %d", dry, n, want)
			}
		}

		corrected := read(t, report)
		if n := strings.Count(corrected, "\n"); n != 8 {
			t.Errorf("the report has %d lines: %s", n, corrected)
		}
		for _, f := range planted {
			line := lineWith(corrected, ","+good[f.row][2]+",")
			fixed := strings.Join(good[f.row], ",")
			corrected = strings.Replace(corrected, line, fixed+strings.Repeat(",", strings.Count(corrected[:strings.Index(corrected, "\n")], ",")-len(columns)+1), 1)
		}
		out, err := command(p, "import", "customers", file(t, "corrected.csv", corrected))
		if err != nil || !strings.Contains(out, "7 records: 7 created") {
			t.Errorf("the corrected report: %v: %s\n%s", err, out, corrected)
		}
		if n := count(p, "customers"); n != 100 {
			t.Errorf("%d customers at the end", n)
		}
	})
}

// defineBirthday creates a custom field of customers.
func defineBirthday(p *apptest.Program) {
	p.T.Helper()
	p.Send(p.APIKey("SETTINGS_WRITE"), `mutation { createCustomField(input: { owner: CUSTOMER, key: "birthday",
		label: "Birthday", type: DATE, access: WRITE }) { userErrors { message } } }`, nil).OK()
}

// count returns the number of customers or orders.
func count(p *apptest.Program, list string) int {
	p.T.Helper()
	a := p.Send(p.APIKey("CUSTOMERS_READ", "ORDERS_READ"), `{ `+list+` { totalCount } }`, nil).OK()
	return int(a.At(list + ".totalCount").(float64))
}

// lineWith returns the first line of a text that contains something, without its end, or "".
func lineWith(text, something string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, something) {
			return strings.TrimRight(line, "\r\n")
		}
	}
	return ""
}

// csvOf returns rows without special characters as CSV.
func csvOf(rows [][]string) string {
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(strings.Join(row, ",") + "\r\n")
	}
	return b.String()
}
