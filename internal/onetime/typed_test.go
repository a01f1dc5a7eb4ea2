package onetime_test

import (
	"strings"
	"testing"

	"clientele/internal/onetime"
)

// TestTyped: a code or secret is the same however it is typed or pasted.
func TestTyped(t *testing.T) {
	for _, s := range []string{
		"K7QX2M9PAB", "k7qx2m9pab", " K7QX2-M9PAB\n", "K7QX2\u00a0M9PAB", "\ufeff\u202aK7QX2M9PAB\u202c", "K7QX2\u00adM9\u200bPAB\ufe0f", "\u2066K7QX2 M9PAB\u2069\u200e",
	} {
		if got := onetime.Typed(s); got != "K7QX2M9PAB" {
			t.Errorf("%+q is %+q", s, got)
		}
	}
	if got := onetime.Typed(strings.Repeat("A", 100_000)); len(got) > 100 {
		t.Errorf("a text of %d bytes", len(got))
	}
}
