package records_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"clientele/internal/records"
)

// TestPlantedFaults reads a file with one of each fault that the reader can find in customers, and good rows between
// them. Each fault must be named by its row and column. The formulas and other difficulties are none.
func TestPlantedFaults(t *testing.T) {
	rows := []string{
		"external_id;email;name;accepts_marketing;email_verified;disabled;tags;created_at;city;country;default_shipping;note", // 1
		"1;a@x.example;Ann;yes;no;false;VIP;2024-01-02;Cork;IE;1;\"=HYPERLINK(\"\"https://evil.example\"\")\"",                // 2
		"2;b@x.example;Bo;maybe;;;;;;;;",                                // 3
		"3;c@x.example;Cy;;2;;;;;;;",                                    // 4
		"4;d@x.example;Di;;;never;;;;;;",                                // 5
		"5;e@x.example;Ed;;;;[VIP;;;;;",                                 // 6
		"6;f@x.example;Flo;;;;;02/01/2024;;;;",                          // 7
		"7;g@x.example;Gus;;;;;2024-13-01;;;;",                          // 8
		"8;h@x.example;Hal;;;;;;Cork;;perhaps;",                         // 9
		";;;;;;;;;;;",                                                   // 10, empty
		"9;i@x.example;Ida;;;;;;Cork;;;",                                // 11
		"9;i@x.example;Ida B.;;;;;;Galway;;;",                           // 12
		"10;j@x.example",                                                // 13
		"11;k@x.example;Kim;;;;;;;;;;extra",                             // 14
		"12;l@x.example;L\x00u;;;;;;;;;",                                // 15
		"13;m@x.example;M\xE4x;;;;;;;;;",                                // 16
		"14;n@x.example;N\"ed;;;;;;;;;",                                 // 17
		"15;o@x.example;\"Ora\"x;;;;;;;;;",                              // 18
		"16;p@x.example;Pat;;;;;;;;;\"two\nlines; and \"\"quotes\"\"\"", // 19
		"17;q@x.example;Quy;;;;;9999-12-31T23:59:59-01:00;;;;",          // 20
		"18;r@x.example;Ray;y;n;0;\"[\"\"a, b\"\"]\";2024-01-02 10:00:00 +0100;Cork;Germany;no;'+1", // 21
		"19;s@x.example;" + strings.Repeat("x", 1<<20+1) + ";;;;;;;;;",                              // 22
		"20;t@x.example;Tom;;;;;;;;;",                      // 23
		"21;u@x.example;Uma;perhaps;perhaps;;\"[1]\";;;;;", // 24
		"22;v@x.example;\"Vic;;;;;;;;;",                    // 25, to the end
	}
	const notBoolean = "INVALID Must be true or false"
	want := []string{
		"3 accepts_marketing " + notBoolean,
		"4 email_verified " + notBoolean,
		"5 disabled " + notBoolean,
		"6 tags INVALID Must be values with commas between them",
		"7 created_at INVALID Must be a date and time",
		"8 created_at INVALID Must be a date and time",
		"9 default_shipping " + notBoolean,
		"12 name INVALID This must be empty, or the same as in row 11",
		"13  INVALID The row has 2 cells, but the header has 12",
		"14  INVALID The row has 13 cells, but the header has 12",
		"15 name INVALID The text contains a NUL character",
		"16 name INVALID The text is not valid UTF-8. Give the encoding of the file",
		"17  INVALID A cell with quotes must begin and end with a quote",
		"18  INVALID A cell with quotes must begin and end with a quote",
		"20 created_at INVALID Must be a date and time",
		"22 name TOO_LONG A cell can have at most 1 MB",
		"24 accepts_marketing " + notBoolean,
		"24 email_verified " + notBoolean,
		"24 tags INVALID Must be values with commas between them",
		"25  INVALID A cell with quotes must begin and end with a quote",
	}
	var got []string
	good := map[int]string{}
	for _, c := range customers(t, strings.Join(rows, "\r\n"), records.Options{Format: records.CSV}) {
		got = append(got, faults(c.Faults)...)
		if len(c.Faults) == 0 {
			good[c.Row] = text(c.Input.Name.Value()) + " " + text(c.Input.Note.Value())
		}
	}
	if !slices.EqualFunc(got, want, strings.HasPrefix) {
		t.Errorf("the faults are\n%s", strings.Join(got, "\n"))
	}
	wantGood := map[int]string{2: `Ann =HYPERLINK("https://evil.example")`, 19: "Pat two\nlines; and \"quotes\"", 21: "Ray +1", 23: "Tom -"}
	if fmt.Sprint(good) != fmt.Sprint(wantGood) {
		t.Errorf("good rows: %v", good)
	}
}
