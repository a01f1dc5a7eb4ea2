package records_test

import (
	"strings"
	"testing"

	"clientele/internal/records"
)

// TestSpellingsOfCSV reads the same customers from files as different tools write them.
func TestSpellingsOfCSV(t *testing.T) {
	for _, c := range []struct{ name, text, encoding string }{
		{name: "commas", text: "email,name\nann@example.com,Ann Müller\nbo@example.com,Bo\n"},
		{name: "CR LF and a byte order mark", text: "\uFEFFemail,name\r\nann@example.com,Ann Müller\r\nbo@example.com,Bo\r\n"},
		{name: "semicolons", text: "email;name\nann@example.com;Ann Müller\nbo@example.com;Bo\n"},
		{name: "tabs", text: "email\tname\nann@example.com\tAnn Müller\nbo@example.com\tBo\n"},
		{name: "Excel's line with the delimiter", text: "sep=;\r\nemail;name\r\nann@example.com;Ann Müller\r\nbo@example.com;Bo\r\n"},
		{name: "quotes", text: "\"email\",\"name\"\n\"ann@example.com\",\"Ann Müller\"\n\"bo@example.com\",\"Bo\"\n"},
		{name: "no line break at the end", text: "email,name\nann@example.com,Ann Müller\nbo@example.com,Bo"},
		{name: "empty rows", text: "email,name\nann@example.com,Ann Müller\n\n,\n , \nbo@example.com,Bo\n\n"},
		{name: "other names", text: "First Name,Last_Name,E-Mail Address\nAnn,Müller,ann@example.com\nBo,,bo@example.com\n"},
		{name: "a header with commas in quotes", text: "\"email\";\"name\";\"a,b,c,d\"\nann@example.com;Ann Müller;\nbo@example.com;Bo;\n"},
		{name: "Windows-1252", text: "email,name\nann@example.com,Ann M\xFCller\nbo@example.com,Bo\n", encoding: "windows-1252"},
		{name: "UTF-8 with a mark, though told otherwise", text: "\uFEFFemail,name\nann@example.com,Ann Müller\nbo@example.com,Bo\n", encoding: "windows-1252"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, r := range customers(t, c.text, records.Options{Format: records.CSV, Encoding: c.encoding}) {
				wantFaults(t, r.Faults)
				got = append(got, text(r.Input.Email.Value())+" "+text(r.Input.Name.Value()))
			}
			if want := "ann@example.com Ann Müller, bo@example.com Bo"; strings.Join(got, ", ") != want {
				t.Errorf("%q", got)
			}
		})
	}
}

// TestRowNumbers checks that rows are counted as in a spreadsheet.
func TestRowNumbers(t *testing.T) {
	file := "email,note\n" + // row 1
		"a@example.com,\"two\nlines\"\n" + // row 2
		"\n" + // row 3
		"b@example.com,x\n" + // row 4
		"c@example.com,\"1\n2\n3\"\n" + // row 5
		",\n" + // row 6
		"d@example.com,say \"hi\"\n" + // row 7, broken
		"e@example.com,x\n" // row 8
	want := map[string]int{"a": 2, "b": 4, "c": 5, "d": 7, "e": 8}
	for _, c := range customers(t, file, records.Options{Format: records.CSV}) {
		name, _, _ := strings.Cut(c.Raw[0][0], "@")
		if c.Row != want[name] {
			t.Errorf("%s is in row %d and not %d", name, c.Row, want[name])
		}
		delete(want, name)
	}
	if len(want) > 0 {
		t.Errorf("rows are missing: %v", want)
	}
}

// TestBrokenRows checks that a row that cannot be read is reported, and that the rows after it are read.
func TestBrokenRows(t *testing.T) {
	const before, after = "email,name\nann@example.com,Ann\n", "zoe@example.com,Zoe\n"
	for _, c := range []struct {
		name, row string
		want      []string
	}{
		{"too few cells", "bo@example.com\n", []string{"3  INVALID The row has 1 cells, but the header has 2"}},
		{"too many cells", "bo@example.com,Bo,\n", []string{"3  INVALID The row has 3 cells, but the header has 2"}},
		{"NUL", "bo@example.com,B\x00o\n", []string{"3 name INVALID The text contains a NUL character"}},
		{"not UTF-8", "bo@example.com,B\xF6\n", []string{"3 name INVALID The text is not valid UTF-8. Give the encoding of the file"}},
		{"a replacement character", "bo@example.com,B\uFFFD\n", []string{"3 name INVALID The text contains characters"}},
		{"a quote in a cell", "bo@example.com,B\"o\n", []string{"3  INVALID A cell with quotes must begin"}},
		{"text after a quote", "bo@example.com,\"B\"o\n", []string{"3  INVALID A cell with quotes must begin"}},
		{"a cell of more than 1 MB", "bo@example.com," + strings.Repeat("x", 1<<20+1) + "\n", []string{"3 name TOO_LONG A cell can have at most 1 MB"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := customers(t, before+c.row+after, records.Options{Format: records.CSV})
			if len(list) != 3 || list[2].Row != 4 || text(list[2].Input.Name.Value()) != "Zoe" {
				t.Fatalf("%d records", len(list))
			}
			wantFaults(t, list[0].Faults)
			wantFaults(t, list[1].Faults, c.want...)
			wantFaults(t, list[2].Faults)
			if raw := list[1].Raw; len(raw) != 1 || raw[0][0] != "bo@example.com" {
				t.Errorf("raw rows: %.100q", raw)
			}
		})
	}
	t.Run("a quote that is not closed", func(t *testing.T) {
		list := customers(t, before+"bo@example.com,\"Bo\n"+after, records.Options{Format: records.CSV})
		if len(list) != 2 {
			t.Fatalf("%d records", len(list))
		}
		wantFaults(t, list[1].Faults, "3  INVALID A cell with quotes")
		if !strings.Contains(list[1].Faults[0].Message, "The row has 2 lines") {
			t.Errorf("%s", list[1].Faults[0].Message)
		}
	})
	t.Run("characters that Windows-1252 does not have", func(t *testing.T) {
		list := customers(t, before+"bo@example.com,B\x81\n", records.Options{Format: records.CSV, Encoding: "windows-1252"})
		wantFaults(t, list[1].Faults, "3 name INVALID The text contains characters that are not valid in the encoding")
	})
}

// TestUnreadableFiles checks the messages for files that cannot be read at all.
func TestUnreadableFiles(t *testing.T) {
	for _, c := range []struct {
		name, text string
		options    records.Options
		want       string
	}{
		{"empty", "", records.Options{}, "The file is empty"},
		{"UTF-16", "\xFF\xFEe\x00m\x00", records.Options{}, "The file is in UTF-16"},
		{"a workbook", "PK\x03\x04...", records.Options{}, "The file is a workbook"},
		{"another encoding", "email\na@example.com\n", records.Options{Encoding: "latin-9"}, `The encoding must be utf-8 or windows-1252, not "latin-9"`},
		{"CR only", "email,name\ra@x.example,Ann\r", records.Options{}, "The rows of the file end with CR only"},
		{"no column for the email address", "name\nAnn\n", records.Options{}, "The file has no column for email or external_id. Its columns are: name"},
		{"a header that is not UTF-8", "email,n\xE4me\n", records.Options{}, "The name of column 2 cannot be read"},
		{"1,001 columns", strings.Repeat("email,", 1000) + "name\n", records.Options{}, "The file has 1001 columns, more than 1000"},
		{"a row of more than 4 MB", "email,name\na@example.com,A\nb@example.com,\"" + strings.Repeat("x\n", 3<<20), records.Options{}, "Row 3 has more than 4 MB"},
		{"a header of more than 4 MB", "\"" + strings.Repeat("x", 5<<20), records.Options{}, "Row 1 has more than 4 MB"},
		{"a header with an open quote", "email,\"name\n", records.Options{}, "The header cannot be read"},
		{"an unknown column", "email\n", records.Options{Columns: map[string]string{"Mail": "email"}}, `The file has no column "Mail"`},
		{"an unknown field", "email,x\n", records.Options{Columns: map[string]string{"x": "shoe"}}, `The column "x" cannot be read into "shoe"`},
		{"two columns for one field", "a,b\n", records.Options{Columns: map[string]string{"a": "email", "b": "email"}}, `More than one column is read into "email"`},
		{"1,001 rows of one customer", "email,city\n" + strings.Repeat("a@example.com,Cork\n", 1001), records.Options{}, "Row 1002: A record can have at most 1,000 rows"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.options.Format = records.CSV
			err := firstError(records.ReadCustomers(strings.NewReader(c.text), c.options))
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Fatalf("%v", err)
			}
			if _, ok := err.(records.FileError); !ok {
				t.Errorf("the error is a %T", err)
			}
		})
	}
}
