package customfields_test

import (
	"testing"

	"clientele/models"
)

func TestDateTime(t *testing.T) {
	testKind(t, models.FieldDateTime, rules(p("2026-01-01T00:00:00Z"), nil, nil), []kindCase{
		{"2026-03-01T10:30:00+01:00", `"2026-03-01T09:30:00Z"`},
		{"2026-03-01T09:30:00.123456789Z", `"2026-03-01T09:30:00.123456Z"`},
		{"2025-12-31T23:59:59Z", "!INVALID"},
		{"2026-03-01", "!INVALID"},
		{int64(0), "!INVALID"},
	})
}
