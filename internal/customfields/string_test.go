package customfields_test

import (
	"strings"
	"testing"

	"clientele/models"
)

func TestString(t *testing.T) {
	testKind(t, models.FieldString, nil, []kindCase{
		{" Zoë ", `"Zoë"`},
		{"", `""`},
		{`<img onerror="x">`, `"\u003cimg onerror=\"x\"\u003e"`},
		{strings.Repeat("é", 255), `"` + strings.Repeat("é", 255) + `"`},
		{strings.Repeat("é", 256), "!TOO_LONG"},
		{"a\nb", "!INVALID"},
		{true, "!INVALID"},
		{int64(5), "!INVALID"},
	})
}

func TestStringRules(t *testing.T) {
	testKind(t, models.FieldString, rules(p("2"), p("4"), p("[A-Z]+")), []kindCase{
		{"AB", `"AB"`},
		{"ABCD", `"ABCD"`},
		{"A", "!TOO_SHORT"},
		{"ABCDE", "!TOO_LONG"},
		{"ab", "!INVALID"},
		{"ABc", "!INVALID"},
	})
}
