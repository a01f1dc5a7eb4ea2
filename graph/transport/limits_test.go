package transport

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

func TestErrorsAreLimited(t *testing.T) {
	long := strings.Repeat("é", 10_000) + " is not a type"
	errs := gqlerror.List{}
	for range 150 {
		errs = append(errs, &gqlerror.Error{Message: long, Extensions: map[string]any{"code": "X"}})
	}
	errs = limited(errs, 7)
	last := errs[len(errs)-1]
	if len(errs) != maxErrors+1 || last.Message != "57 more errors are not shown" || last.Extensions["code"] != "X" {
		t.Errorf("%d errors, the last is %v", len(errs), last)
	}
	got := errs[0].Message
	if len(got) > maxMessage || !strings.HasSuffix(got, " is not a type") || strings.ToValidUTF8(got, "?") != got {
		t.Errorf("a message of %d bytes: %s", len(got), got)
	}
	if got := limited(gqlerror.List{{Message: "short"}}, 0); len(got) != 1 || got[0].Message != "short" {
		t.Errorf("%v", got)
	}
}
