package customfields_test

import (
	"encoding/json"
	"testing"

	"clientele/models"
)

func TestInteger(t *testing.T) {
	testKind(t, models.FieldInteger, nil, []kindCase{
		{json.Number("43"), "43"},
		{int64(-2147483648), "-2147483648"},
		{json.Number("2147483647"), "2147483647"},
		{int64(0), "0"},
		{json.Number("99999999999"), "!INVALID"},
		{int64(2147483648), "!INVALID"},
		{"43", "!INVALID"},
		{json.Number("1.5"), "!INVALID"},
		{1.5, "!INVALID"},
		{true, "!INVALID"},
	})
}

func TestIntegerRules(t *testing.T) {
	testKind(t, models.FieldInteger, rules(p("-5"), p("10"), nil), []kindCase{
		{int64(-5), "-5"},
		{int64(10), "10"},
		{int64(9), "9"},
		{int64(-6), "!INVALID"},
		{int64(11), "!INVALID"},
		{int64(100), "!INVALID"},
	})
}
