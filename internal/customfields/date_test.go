package customfields_test

import (
	"testing"

	"clientele/models"
)

func TestDate(t *testing.T) {
	testKind(t, models.FieldDate, rules(p("1900-01-01"), p("2026-12-31"), nil), []kindCase{
		{"1990-05-17", `"1990-05-17"`},
		{"2024-02-29", `"2024-02-29"`},
		{"2023-02-29", "!INVALID"},
		{"1990-5-17", "!INVALID"},
		{"17.05.1990", "!INVALID"},
		{"1990-05-17T00:00:00Z", "!INVALID"},
		{"1899-12-31", "!INVALID"},
		{"2027-01-01", "!INVALID"},
		{int64(0), "!INVALID"},
	})
}
