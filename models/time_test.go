package models_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"clientele/models"
)

func TestTime(t *testing.T) {
	for _, c := range []struct {
		name         string
		in           any
		out, storing string // empty if rejected
	}{
		{"UTC", "2026-03-01T09:30:00Z", "2026-03-01T09:30:00Z", "2026-03-01T09:30:00.000000Z"},
		{"an offset", "2026-03-01T00:30:00+02:00", "2026-02-28T22:30:00Z", "2026-02-28T22:30:00.000000Z"},
		{"microseconds", "2026-03-01T09:30:00.123456Z", "2026-03-01T09:30:00.123456Z", "2026-03-01T09:30:00.123456Z"},
		{
			"nanoseconds are truncated", "2026-03-01T09:30:00.123456789Z", "2026-03-01T09:30:00.123456Z",
			"2026-03-01T09:30:00.123456Z",
		},
		{"trailing zeros", "2026-03-01T09:30:00.500000Z", "2026-03-01T09:30:00.5Z", "2026-03-01T09:30:00.500000Z"},
		{"the first year", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"},
		{
			"the last microsecond", "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z",
			"9999-12-31T23:59:59.999999Z",
		},
		{"leap day", "2028-02-29T00:00:00Z", "2028-02-29T00:00:00Z", "2028-02-29T00:00:00.000000Z"},
		{"not a leap year", "2026-02-29T00:00:00Z", "", ""},
		{"year 0 in UTC", "0001-01-01T00:00:00+01:00", "", ""},
		{"year 10000 in UTC", "9999-12-31T23:59:59-01:00", "", ""},
		{"year 0", "0000-06-01T00:00:00Z", "", ""},
		{"year 10000", "10000-01-01T00:00:00Z", "", ""},
		{"date only", "2026-03-01", "", ""},
		{"no offset", "2026-03-01T09:30:00", "", ""},
		{"a space", "2026-03-01 09:30:00Z", "", ""},
		{"leading white space", " 2026-03-01T09:30:00Z", "", ""},
		{"hour 24", "2026-03-01T24:00:00Z", "", ""},
		{"empty", "", "", ""},
		{"seconds since 1970", int64(1772357400), "", ""},
		{"null", nil, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got models.Time
			err := got.UnmarshalGQL(c.in)
			if c.out == "" {
				if !isFormError(err) || !got.IsZero() {
					t.Errorf("%v, %v", got, err)
				}
				return
			}
			if err != nil || marshaled(got) != `"`+c.out+`"` || got.Stored() != c.storing {
				t.Fatalf("%v: marshaled %s, stored %s", err, marshaled(got), got.Stored())
			}
			value, err := got.Value()
			if err != nil || value != c.storing {
				t.Errorf("value %v, %v", value, err)
			}
			for _, src := range []any{value, []byte(c.storing), got.Time, got.In(time.FixedZone("", 3600))} {
				var back models.Time
				if err := back.Scan(src); err != nil || !back.Equal(got.Time) || back.Location() != time.UTC {
					t.Errorf("scanned from %T: %v, %v", src, back, err)
				}
			}
		})
	}
	for _, src := range []any{nil, int64(1), "yesterday"} {
		var got models.Time
		if err := got.Scan(src); err == nil {
			t.Errorf("%v was scanned as %v", src, got)
		}
	}
}

// TestStoredOrder checks that stored texts sort like times.
func TestStoredOrder(t *testing.T) {
	times := []time.Time{
		time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(1969, 12, 31, 23, 59, 59, 999_999_000, time.UTC),
		time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC),
		time.Date(2026, 3, 1, 9, 30, 0, 1000, time.UTC),
		time.Date(2026, 3, 1, 9, 30, 0, 100_000_000, time.UTC),
		time.Date(2026, 3, 1, 12, 0, 0, 0, time.FixedZone("", 2*3600)),
		time.Date(2026, 3, 1, 11, 0, 0, 0, time.UTC),
		time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC),
	}
	var texts []string
	for _, m := range times {
		texts = append(texts, models.At(m).Stored())
	}
	if !slices.IsSorted(texts) {
		t.Errorf("%v", texts)
	}
}

func TestStrings(t *testing.T) {
	for _, c := range []struct {
		name   string
		list   models.Strings
		stored string
	}{
		{"nil", nil, "[]"},
		{"empty", models.Strings{}, "[]"},
		{"strings", models.Strings{"a", "", `b",]`, "김"}, `["a","","b\",]","김"]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			value, err := c.list.Value()
			if err != nil || value != c.stored {
				t.Fatalf("%v, %v", value, err)
			}
			for _, src := range []any{value, []byte(c.stored)} {
				var back models.Strings
				if err := back.Scan(src); err != nil || len(back) != len(c.list) || len(back) > 0 &&
					!reflect.DeepEqual(back, c.list) {
					t.Errorf("scanned from %T: %v, %v", src, back, err)
				}
			}
		})
	}
	for _, src := range []any{nil, int64(1), "a,b", `{"a":1}`} {
		var got models.Strings
		if err := got.Scan(src); err == nil {
			t.Errorf("%v was scanned as %v", src, got)
		}
	}
}
