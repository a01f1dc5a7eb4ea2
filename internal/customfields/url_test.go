package customfields_test

import (
	"strings"
	"testing"

	"clientele/models"
)

func TestURL(t *testing.T) {
	testKind(t, models.FieldURL, nil, []kindCase{
		{"https://shop.example/über?a=1", `"https://shop.example/über?a=1"`},
		{"http://localhost:8080", `"http://localhost:8080"`},
		{"", `""`},
		{"javascript:alert(1)", "!INVALID"},
		{"data:text/html,x", "!INVALID"},
		{"//shop.example", "!INVALID"},
		{"shop.example", "!INVALID"},
		{"https://", "!INVALID"},
		{"https://user:secret@shop.example", "!INVALID"},
		{"https://shop.example/<script>", "!INVALID"},
		{"https://shop.example/a b", "!INVALID"},
		{"https://shop.example/" + strings.Repeat("x", 2000), "!TOO_LONG"},
		{true, "!INVALID"},
	})
}
