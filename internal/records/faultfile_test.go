package records_test

import (
	"bytes"
	"strings"
	"testing"

	"clientele/internal/apperr"
	"clientele/internal/records"
)

// faultFile writes the records with faults of a file, as the importer does.
func faultFile(t *testing.T, text string, o records.Options) string {
	t.Helper()
	r, err := records.ReadCustomers(strings.NewReader(text), o)
	var b bytes.Buffer
	list := all(t, r, err)
	w := records.NewFaultWriter(&b, r.Header())
	for _, c := range list {
		if len(c.Faults) > 0 {
			if err := w.Write(c.Source, c.Faults); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestFaultFiles corrects a file of faults and reads it again.
func TestFaultFiles(t *testing.T) {
	file := "email;name;accepts_marketing;note;city\n" +
		"a@x.example;Ann;yes;;Cork\n" +
		"b@x.example;Bo;maybe;=1+1;Cork\n" +
		"b@x.example;;;;'=Galway\n" +
		"\n" +
		"b@x.example;Bob;;;\n" +
		"c@x.example;Cy\n"
	want := "\uFEFFemail,name,accepts_marketing,note,city,error_column,error\r\n" +
		"b@x.example,Bo,maybe,'=1+1,Cork,accepts_marketing,Must be true or false\r\n" +
		"b@x.example,,,,'=Galway,,\r\n" +
		",,,,,,\r\n" +
		"b@x.example,Bob,,,,name,\"This must be empty, or the same as in row 3, which is of the same record\"\r\n" +
		"c@x.example,Cy,,\"The row has 2 cells, but the header has 5\"\r\n"
	got := faultFile(t, file, records.Options{Format: records.CSV})
	if got != want {
		t.Fatalf("%s and not\n%s", got, want)
	}
	if again := faultFile(t, got, records.Options{Format: records.CSV, Encoding: "windows-1252"}); !strings.Contains(again, "b@x.example,Bo,maybe,'=1+1,Cork,accepts_marketing,Must be true or false\r\n") ||
		strings.Count(again, "error_column") != 1 {
		t.Errorf("the file of faults of the file of faults is\n%s", again)
	}
	corrected := strings.NewReplacer("maybe", "no", "Bob", "", "c@x.example,Cy,", "c@x.example,Cy,,,,").Replace(got)
	list := customers(t, corrected, records.Options{Format: records.CSV})
	if len(list) != 2 {
		t.Fatalf("%d customers", len(list))
	}
	for _, c := range list {
		wantFaults(t, c.Faults)
	}
	if b := list[0].Input; text(b.Note.Value()) != "=1+1" || len(b.Addresses) != 2 || text(b.Addresses[1].City) != "=Galway" {
		t.Errorf("%+v", b)
	}
	if got := faultFile(t, "email\na@x.example\n", records.Options{Format: records.CSV}); got != "" {
		t.Errorf("without faults, the file is %q", got)
	}
}

// TestFaultFilesOfJSON corrects a file of faults and reads it again.
func TestFaultFilesOfJSON(t *testing.T) {
	file := `{"email":"a@x.example"}` + "\n" + `{"email":5,"name":"<Bo> 花"}` + "\n" + `{"email":"c@x.example","_error":"an old one","tags":"x"}` + "\n" + `{"email":` + "\n"
	want := `{"email":5,"name":"<Bo> 花","_error":"email: Must be a string"}` + "\n" + `{"email":"c@x.example","tags":"x","_error":"tags: Must be a list of strings"}` + "\n" +
		`{"_line":"{\"email\":","_error":"Must be a JSON object: it has no end"}` + "\n"
	got := faultFile(t, file, records.Options{Format: records.JSONL})
	if got != want {
		t.Fatalf("%s and not\n%s", got, want)
	}
	corrected := strings.NewReplacer(":5,", `:"b@x.example",`, `"tags":"x"`, `"tags":["x"]`).Replace(got)
	list := customers(t, corrected, records.Options{Format: records.JSONL})
	wantFaults(t, list[0].Faults)
	wantFaults(t, list[1].Faults)
	wantFaults(t, list[2].Faults, "3 _line INVALID There is no such member")
	t.Run("a page of another system", func(t *testing.T) {
		page := "{\"data\": [\n {\"type\": \"customer\",\n  \"id\": 7, \"email\": [], \"name\": \"Ann\"}]}"
		want := `{"type":"customer","id":7,"email":[],"name":"Ann","_error":"Must be a JSON object: must be a string"}` + "\n"
		got := faultFile(t, page, records.Options{Format: records.Moltin})
		if got != want {
			t.Fatalf("%s", got)
		}
		list := customers(t, strings.Replace(got, "[]", `"a@x.example"`, 1), records.Options{Format: records.Moltin})
		wantFaults(t, list[0].Faults)
	})
}

// TestFaultsOfServices checks the row of a fault that a service found in a further row of a record.
func TestFaultsOfServices(t *testing.T) {
	file := "email,city,zip\na@x.example,Cork,1\na@x.example,Galway,2\n"
	r, err := records.ReadCustomers(strings.NewReader(file), records.Options{Format: records.CSV})
	c := all(t, r, err)[0]
	row, column := c.Column(path("addresses", "1", "postcode"))
	var b bytes.Buffer
	w := records.NewFaultWriter(&b, r.Header())
	if err := w.Write(c.Source, []records.Fault{{Row: row, Column: column, Code: apperr.CodeInvalid, Message: "Not an Eircode"}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if want := "\uFEFFemail,city,zip,error_column,error\r\na@x.example,Cork,1,,\r\na@x.example,Galway,2,zip,Not an Eircode\r\n"; b.String() != want {
		t.Errorf("%s", b.String())
	}
}
