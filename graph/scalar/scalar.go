// Package scalar holds the strict forms of GraphQL's own scalars (GraphQL specification, section 3.5): gqlgen's would
// take a number for a String and a number beyond 32 bits for an Int.
package scalar

import (
	"encoding/json"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"clientele/models"
)

const noInt = models.FormError("Must be an Int, a whole number of 32 bits")

// MarshalInt writes the scalar Int.
func MarshalInt(i int) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = io.WriteString(w, strconv.Itoa(i)) })
}

// UnmarshalInt reads the scalar Int, a whole number of 32 bits.
func UnmarshalInt(v any) (int, error) {
	var n int64
	switch v := v.(type) {
	case int64:
		n = v
	case int:
		n = int64(v)
	case int32:
		n = int64(v)
	case json.Number:
		parsed, err := strconv.ParseInt(v.String(), 10, 64)
		if err != nil {
			return 0, noInt
		}
		n = parsed
	default:
		return 0, noInt
	}
	if n < math.MinInt32 || n > math.MaxInt32 {
		return 0, noInt
	}
	return int(n), nil
}

// MarshalString writes the scalar String.
func MarshalString(s string) graphql.Marshaler { return graphql.MarshalString(s) }

// UnmarshalString reads the scalar String.
func UnmarshalString(v any) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", models.FormError("Must be a String")
	}
	return s, nil
}

// MarshalID writes the scalar ID.
func MarshalID(s string) graphql.Marshaler { return graphql.MarshalString(s) }

// UnmarshalID reads the scalar ID: a text, or a whole number as its text.
func UnmarshalID(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case json.Number:
		if !strings.ContainsAny(v.String(), ".eE") {
			return v.String(), nil
		}
	case int64:
		return strconv.FormatInt(v, 10), nil
	case int:
		return strconv.Itoa(v), nil
	}
	return "", models.FormError("Must be an ID")
}
