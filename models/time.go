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

// stored is the layout in which times are stored and compared: UTC with six decimals, so that texts in SQLite sort
// like times. PostgreSQL's timestamptz has the same precision.
const stored = "2006-01-02T15:04:05.000000Z"

// Time is a time in UTC with microsecond precision. It is the GraphQL scalar DateTime (RFC 3339).
type Time struct{ time.Time }

// At returns t as a Time.
func At(t time.Time) Time { return Time{t.UTC().Truncate(time.Microsecond)} }

// Stored returns the time in its stored form.
func (t Time) Stored() string { return t.UTC().Format(stored) }

// Value implements driver.Valuer.
func (t Time) Value() (driver.Value, error) { return t.Stored(), nil }

// Scan implements sql.Scanner.
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
	return fmt.Errorf("cannot scan a time from %T", src)
}

// TimestamptzValue implements pgtype.TimestamptzValuer.
func (t Time) TimestamptzValue() (pgtype.Timestamptz, error) {
	return pgtype.Timestamptz{Time: t.Time, Valid: true}, nil
}

// ScanTimestamptz implements pgtype.TimestamptzScanner.
func (t *Time) ScanTimestamptz(v pgtype.Timestamptz) error {
	if !v.Valid || v.InfinityModifier != pgtype.Finite {
		return errors.New("cannot scan a time from NULL or infinity")
	}
	*t = At(v.Time)
	return nil
}

// MarshalGQL implements graphql.Marshaler.
func (t Time) MarshalGQL(w io.Writer) {
	_, _ = io.WriteString(w, `"`+t.UTC().Format(time.RFC3339Nano)+`"`)
}

// maxDateTime is the maximum length of a DateTime in bytes. RFC 3339 does not limit the decimals of a second.
const maxDateTime = 64

// UnmarshalGQL implements graphql.Unmarshaler. Years outside of 1 to 9999 are rejected, since not every database
// supports them.
func (t *Time) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok {
		return FormError(`Must be a DateTime, such as "2026-03-01T09:30:00Z"`)
	}
	if len(s) > maxDateTime {
		s = ""
	}
	parsed, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || parsed.UTC().Year() < 1 || parsed.UTC().Year() > 9999 {
		return FormError(`Must be a DateTime, such as "2026-03-01T09:30:00Z"`)
	}
	*t = At(parsed)
	return nil
}

// Strings is a list of strings, stored as a JSON array.
type Strings []string

// Value implements driver.Valuer.
func (s Strings) Value() (driver.Value, error) {
	if s == nil {
		s = Strings{}
	}
	b, err := json.Marshal([]string(s))
	return string(b), err
}

// Scan implements sql.Scanner.
func (s *Strings) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), (*[]string)(s))
	case []byte:
		return json.Unmarshal(v, (*[]string)(s))
	}
	return fmt.Errorf("cannot scan a list of strings from %T", src)
}

// Texts is a list of texts, each of which can be nil, stored as a JSON array.
type Texts []*string

// at returns the text at an index, or nil if there is none.
func (t *Texts) at(i int) *string {
	if t == nil || i >= len(*t) {
		return nil
	}
	return (*t)[i]
}

// Value implements driver.Valuer.
func (t Texts) Value() (driver.Value, error) {
	b, err := json.Marshal([]*string(t))
	return string(b), err
}

// Scan implements sql.Scanner.
func (t *Texts) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), (*[]*string)(t))
	case []byte:
		return json.Unmarshal(v, (*[]*string)(t))
	}
	return fmt.Errorf("cannot scan a list of texts from %T", src)
}

// StringMap is a map of strings, stored as a JSON object.
type StringMap map[string]string

// Value implements driver.Valuer. Keys are sorted.
func (m StringMap) Value() (driver.Value, error) {
	if m == nil {
		m = StringMap{}
	}
	b, err := json.Marshal(map[string]string(m))
	return string(b), err
}

// Scan implements sql.Scanner.
func (m *StringMap) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), (*map[string]string)(m))
	case []byte:
		return json.Unmarshal(v, (*map[string]string)(m))
	}
	return fmt.Errorf("cannot scan a map of strings from %T", src)
}
