package customfields_test

import (
	"testing"

	"clientele/models"
)

func TestBoolean(t *testing.T) {
	testKind(t, models.FieldBoolean, nil, []kindCase{
		{true, "true"}, {false, "false"}, {"true", "!INVALID"}, {int64(1), "!INVALID"},
	})
}
