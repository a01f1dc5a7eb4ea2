package records_test

import (
	"encoding/csv"
	"strings"
	"testing"
	"unicode/utf8"

	"clientele/internal/records"
	"clientele/models"
)

// TestFormulas checks that cells which a spreadsheet would calculate have an apostrophe in the file, and come back as
// they were.
func TestFormulas(t *testing.T) {
	for _, c := range []struct{ name, text, cell string }{
		{"a formula", `=HYPERLINK("https://evil.example","Click")`, `'=HYPERLINK("https://evil.example","Click")`},
		{"plus", "+1", "'+1"},
		{"minus", "-1", "'-1"},
		{"at", "@SUM(A1)", "'@SUM(A1)"},
		{"tab", "\t=1", "'\t=1"},
		{"CR", "\r=1", "'\r=1"},
		{"an apostrophe before a formula", "'=1", "''=1"},
		{"two apostrophes", "''", "'''"},
		{"an apostrophe", "'", "'"},
		{"a name with an apostrophe", "'t Hooft", "'t Hooft"},
		{"a number", "12", "12"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := writeCustomers(t, records.WriterOptions{Format: records.CSV, Columns: []string{"email", "note"}}, &records.ExportedCustomer{
				Customer: &models.Customer{Email: "a@x.example", Note: &c.text},
			})
			rows, err := csv.NewReader(strings.NewReader(file)).ReadAll()
			if err != nil || rows[1][1] != c.cell {
				t.Errorf("the cell is %q, %v", rows[1][1], err)
			}
			back := customers(t, file, records.Options{Format: records.CSV})
			if got := text(back[0].Input.Note.Value()); got != c.text {
				t.Errorf("read as %q", got)
			}
		})
	}
}

// TestApostrophesOfOtherTools checks which apostrophes are removed from cells of other tools.
func TestApostrophesOfOtherTools(t *testing.T) {
	for _, c := range []struct{ column, cell, want string }{
		{"phone", "'+353 1 234 5678", "+353 1 234 5678"},
		{"phone", "'0871234567", "0871234567"},
		{"phone", "'(087) 1234567", "(087) 1234567"},
		{"zip", "'01067", "01067"},
		{"zip", "'D02 X285", "D02 X285"},
		{"name", "'t Hooft", "'t Hooft"},
		{"name", "'=Ann", "=Ann"},
		{"note", "'68 Comeback", "'68 Comeback"},
		{"id", "'0017", "0017"},
	} {
		list := customers(t, "email,"+c.column+"\na@x.example,"+c.cell+"\n", records.Options{Format: records.CSV})
		in := list[0].Input
		got := map[string]*string{"phone": in.Phone.Value(), "name": in.Name.Value(), "note": in.Note.Value(), "id": in.ExternalID.Value()}[c.column]
		if len(in.Addresses) > 0 {
			got = in.Addresses[0].Postcode
		}
		if text(got) != c.want {
			t.Errorf("%s in the column %s is read as %q", c.cell, c.column, text(got))
		}
	}
}

// FuzzCellsComeBack checks that any text is read as it was written, in a column of text and in one of codes.
func FuzzCellsComeBack(f *testing.F) {
	for _, s := range hostile {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, note, phone string) {
		readable := func(s string) bool {
			return utf8.ValidString(s) && !strings.Contains(s, "\uFFFD") && !strings.Contains(s, "\x00") && strings.TrimSpace(s) != ""
		}
		if !readable(note) || !readable(phone) || len(note)+len(phone) > 1<<20 {
			t.Skip()
		}
		file := writeCustomers(t, records.WriterOptions{Format: records.CSV, Columns: []string{"email", "note", "phone"}}, &records.ExportedCustomer{
			Customer: &models.Customer{Email: "a@x.example", Note: &note, Phone: &phone},
		})
		back := customers(t, file, records.Options{Format: records.CSV})
		if len(back) != 1 || len(back[0].Faults) > 0 {
			t.Fatalf("%q is read as %d records", file, len(back))
		}
		lines := strings.NewReplacer("\r\n", "\n")
		if got := text(back[0].Input.Note.Value()); got != lines.Replace(note) {
			t.Errorf("the note %q is read as %q", note, got)
		}
		if got := text(back[0].Input.Phone.Value()); got != lines.Replace(phone) {
			t.Errorf("the phone number %q is read as %q", phone, got)
		}
	})
}
