package validation

import (
	"strings"
	"testing"

	"clientele/graph/schema"
	"clientele/internal/customfields"
)

// TestCostsNameFields checks that each cost names a field of the schema: otherwise it would have no effect.
func TestCostsNameFields(t *testing.T) {
	types := newSnapshot(t, customfields.NewSet(0, nil)).View(schema.Staff).Schema.Types
	for name := range costs {
		object, field, _ := strings.Cut(name, ".")
		if def := types[object]; def == nil || def.Fields.ForName(field) == nil {
			t.Errorf("the field %s does not exist", name)
		}
	}
}
