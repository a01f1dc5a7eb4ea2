package models

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// stored is the one form in which moments are stored and compared: UTC with exactly six decimals, so that the order of
// the texts (SQLite) is the order of the moments (PostgreSQL, whose timestamptz has microseconds).
const stored = "2006-01-02T15:04:05.000000Z"

// Time is a moment in UTC, to the microsecond. It is the GraphQL scalar DateTime (RFC 3339).
type Time struct{ time.Time }

// At returns t as a Time.
func At(t time.Time) Time { return Time{t.UTC().Truncate(time.Microsecond)} }

// Stored returns the moment in its stored form.
func (t Time) Stored() string { return t.UTC().Format(stored) }

// Value writes the moment for both databases.
func (t Time) Value() (driver.Value, error) { return t.Stored(), nil }

// Scan reads the moment from either database.
func (t *Time) Scan(src any) error {
	switch v := src.(type) {
	case time.Time:
		*t = At(v)
		return nil
	case string:
		parsed, err := time.Parse(time.RFC3339Nano, v)
		*t = At(parsed)
		return err
	case []byte:
		return t.Scan(string(v))
	}
	return fmt.Errorf("a moment cannot be read from %T", src)
}

// TimestamptzValue and ScanTimestamptz are how pgx writes and reads a moment without its text.
func (t Time) TimestamptzValue() (pgtype.Timestamptz, error) {
	return pgtype.Timestamptz{Time: t.Time, Valid: true}, nil
}

// ScanTimestamptz reads the moment.
func (t *Time) ScanTimestamptz(v pgtype.Timestamptz) error {
	if !v.Valid || v.InfinityModifier != pgtype.Finite {
		return errors.New("a moment cannot be read from NULL or infinity")
	}
	*t = At(v.Time)
	return nil
}

// MarshalGQL writes the scalar DateTime.
func (t Time) MarshalGQL(w io.Writer) {
	_, _ = io.WriteString(w, `"`+t.UTC().Format(time.RFC3339Nano)+`"`)
}

// maxDateTime is the longest DateTime that is parsed, in bytes. RFC 3339 puts no end to the digits of a second.
const maxDateTime = 64

// UnmarshalGQL reads the scalar DateTime. Years outside 1 to 9999 are refused: not every database holds them.
func (t *Time) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok {
		return FormError(`a DateTime is a string such as "2026-03-01T09:30:00Z"`)
	}
	if len(s) > maxDateTime {
		s = ""
	}
	parsed, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || parsed.UTC().Year() < 1 || parsed.UTC().Year() > 9999 {
		return FormError(`this is no DateTime: write it as "2026-03-01T09:30:00Z"`)
	}
	*t = At(parsed)
	return nil
}

// Strings is a list of texts, stored as a JSON array.
type Strings []string

// Value writes the list for both databases.
func (s Strings) Value() (driver.Value, error) {
	if s == nil {
		s = Strings{}
	}
	b, err := json.Marshal([]string(s))
	return string(b), err
}

// Scan reads the list from either database.
func (s *Strings) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), (*[]string)(s))
	case []byte:
		return json.Unmarshal(v, (*[]string)(s))
	}
	return fmt.Errorf("a list of texts cannot be read from %T", src)
}

// StringMap is texts by their names, stored as a JSON object.
type StringMap map[string]string

// Value writes the map for both databases, its names in order.
func (m StringMap) Value() (driver.Value, error) {
	if m == nil {
		m = StringMap{}
	}
	b, err := json.Marshal(map[string]string(m))
	return string(b), err
}

// Scan reads the map from either database.
func (m *StringMap) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), (*map[string]string)(m))
	case []byte:
		return json.Unmarshal(v, (*map[string]string)(m))
	}
	return fmt.Errorf("a map of texts cannot be read from %T", src)
}
