package records_test

import (
	"strings"
	"testing"

	"clientele/internal/records"
)

// TestHostileFiles checks that files that would need much more memory than they have bytes are refused.
func TestHostileFiles(t *testing.T) {
	large := `a@x.example,"` + strings.Repeat("x", 900_000) + "\"\n"
	for _, c := range []struct {
		name, text string
		format     records.Format
		want       string
	}{
		{"a row with many cells", "email,name\na@x.example" + strings.Repeat(",", 1_000_000) + "\n", records.CSV, "Row 2 has 1000001 cells, more than 1000"},
		{"a long name of a column", "email," + strings.Repeat("n", 1001) + "\n", records.CSV, "The name of column 2 has more than 1000 characters"},
		{"a large record", "email,note\n" + strings.Repeat(large, 12), records.CSV, "Row 11: A record can have at most 8 MB"},
		{"a page with many objects", `{"data":[` + strings.Repeat("{},", 100_000) + "{}]}", records.Moltin, "Line 1: the page has more than 100,000 objects"},
	} {
		r, err := records.ReadCustomers(strings.NewReader(c.text), records.Options{Format: c.format})
		if err = firstError(r, err); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestHostileRecords checks the records that cannot be read, or that need little memory.
func TestHostileRecords(t *testing.T) {
	list := customers(t, `{"email":"a@x.example","addresses":[`+strings.Repeat("{},", 10_000)+"{}]}",
		records.Options{Format: records.JSONL})
	wantFaults(t, list[0].Faults, "1 addresses TOO_LONG A list can have at most 10,000 items")

	list = customers(t, "email,"+strings.Repeat("x,", 900)+"y\n"+strings.Repeat("a@x.example\n\n\n", 2),
		records.Options{Format: records.CSV})
	for _, row := range list[0].Raw[1:3] {
		if len(row) > 0 {
			t.Errorf("an empty row has %d cells", len(row))
		}
	}

	open := "email,name\na@x.example,x\"" + strings.Repeat(",", 5000) + "\n"
	if cells := customers(t, open, records.Options{Format: records.CSV})[0].Raw[0]; len(cells) != 1000 ||
		cells[999] != strings.Repeat(",", 5001-999) {
		t.Errorf("a broken row has %d cells", len(cells))
	}
}

// TestFormulasInHeaders checks that a spreadsheet does not calculate the names of columns in a file of faults.
func TestFormulasInHeaders(t *testing.T) {
	file := "email,\"=HYPERLINK(\"\"https://x.example\"\")\",@note\na@x.example,1\n"
	want := "\uFEFFemail,\"'=HYPERLINK(\"\"https://x.example\"\")\",'@note,error_column,error\r\n"
	if got := faultFile(t, file, records.Options{Format: records.CSV}); !strings.HasPrefix(got, want) {
		t.Error(got)
	}
}
