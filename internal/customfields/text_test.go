package customfields_test

import (
	"strings"
	"testing"

	"clientele/models"
)

func TestText(t *testing.T) {
	testKind(t, models.FieldText, nil, []kindCase{
		{"one\r\ntwo", `"one\ntwo"`},
		{strings.Repeat("x", 10_000), `"` + strings.Repeat("x", 10_000) + `"`},
		{strings.Repeat("x", 10_001), "!TOO_LONG"},
		{"a\x07", "!INVALID"},
		{[]any{}, "!INVALID"},
	})
}
