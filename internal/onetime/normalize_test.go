package onetime_test

import (
	"strings"
	"testing"

	"clientele/internal/onetime"
)

func TestNormalize(t *testing.T) {
	for _, s := range []string{
		"K7QX2M9PAB", "k7qx2m9pab", " K7QX2-M9PAB\n", "K7QX2\u00a0M9PAB", "\ufeff\u202aK7QX2M9PAB\u202c",
		"K7QX2\u00adM9\u200bPAB\ufe0f", "\u2066K7QX2 M9PAB\u2069\u200e",
	} {
		if got := onetime.Normalize(s); got != "K7QX2M9PAB" {
			t.Errorf("Normalize(%+q) = %+q, want K7QX2M9PAB", s, got)
		}
	}
	if got := onetime.Normalize(strings.Repeat("A", 100_000)); len(got) > 100 {
		t.Errorf("got %d bytes, want at most 100", len(got))
	}
}
