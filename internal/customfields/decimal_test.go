package customfields_test

import (
	"encoding/json"
	"testing"

	"clientele/models"
)

func TestDecimal(t *testing.T) {
	testKind(t, models.FieldDecimal, nil, []kindCase{
		{"12.50", `"12.5"`},
		{"-00.10", `"-0.1"`},
		{"-0", `"0"`},
		{json.Number("7"), `"7"`},
		{"123456789012345678.123456789012345678", `"123456789012345678.123456789012345678"`},
		{"0.1234567890123456789", "!INVALID"},
		{json.Number("1.5"), "!INVALID"},
		{1.5, "!INVALID"},
		{"1e5", "!INVALID"},
		{"", "!INVALID"},
	})
}

func TestDecimalRules(t *testing.T) {
	testKind(t, models.FieldDecimal, rules(p("-1.5"), p("10"), nil), []kindCase{
		{"-1.5", `"-1.5"`},
		{"-1.500", `"-1.5"`},
		{"9.999999999999999999", `"9.999999999999999999"`},
		{"-1.500000000000000001", "!INVALID"},
		{"10.000000000000000001", "!INVALID"},
		{"-2", "!INVALID"},
	})
}
