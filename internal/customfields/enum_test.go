package customfields_test

import (
	"testing"

	"clientele/internal/customfields"
	"clientele/models"
)

func TestEnum(t *testing.T) {
	testKind(t, models.FieldEnum, func(in *fieldInput) {
		in.Options = []*customfields.CustomFieldOptionInput{{Value: "GOLD"}, {Value: "silver_2", Label: p("Silver")}}
	}, []kindCase{
		{"GOLD", `"GOLD"`},
		{"silver_2", `"silver_2"`},
		{"gold", "!INVALID"},
		{"", "!INVALID"},
		{int64(1), "!INVALID"},
	})
}
