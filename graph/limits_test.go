package graph

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"clientele/internal/customfields"
)

// TestCostsNameFields: a cost that names no field of the schema would count for nothing.
func TestCostsNameFields(t *testing.T) {
	h := &Handler{}
	r, err := h.build(customfields.NewSet(0, nil))
	if err != nil {
		t.Fatal(err)
	}
	for name := range costs {
		object, field, _ := strings.Cut(name, ".")
		if def := r.of(Staff).schema.Types[object]; def == nil || def.Fields.ForName(field) == nil {
			t.Errorf("there is no field %s", name)
		}
	}
}

func TestErrorsOfAnAnswerAreLimited(t *testing.T) {
	long := strings.Repeat("é", 10_000) + " is not a type"
	errs := gqlerror.List{}
	for range 150 {
		errs = append(errs, &gqlerror.Error{Message: long, Extensions: map[string]any{"code": "X"}})
	}
	errs = limited(errs, 7)
	if len(errs) != maxErrors+1 || errs[maxErrors].Message != "57 more errors are not listed" || errs[maxErrors].Extensions["code"] != "X" {
		t.Errorf("%d errors, the last is %v", len(errs), errs[len(errs)-1])
	}
	if got := errs[0].Message; len(got) > maxMessage || !strings.HasSuffix(got, " is not a type") || strings.ToValidUTF8(got, "?") != got {
		t.Errorf("a message of %d bytes: %s", len(got), got)
	}
	if got := limited(gqlerror.List{{Message: "short"}}, 0); len(got) != 1 || got[0].Message != "short" {
		t.Errorf("%v", got)
	}
}
