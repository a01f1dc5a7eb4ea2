package customfields_test

import (
	"testing"

	"clientele/models"
)

func TestEmail(t *testing.T) {
	testKind(t, models.FieldEmail, nil, []kindCase{
		{"Ann@Bücher.EXAMPLE", `"Ann@xn--bcher-kva.example"`},
		{"", `""`},
		{"ann", "!INVALID"},
		{"ann@localhost", "!INVALID"},
		{true, "!INVALID"},
	})
}
