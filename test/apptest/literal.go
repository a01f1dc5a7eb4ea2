package apptest

import (
	"fmt"
	"strings"
)

// Literal returns a value of JSON as a literal in GraphQL.
func Literal(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return Quote(v)
	case []any:
		var all []string
		for _, each := range v {
			all = append(all, Literal(each))
		}
		return "[" + strings.Join(all, ", ") + "]"
	case map[string]any:
		var all []string
		for name, each := range v {
			all = append(all, name+": "+Literal(each))
		}
		return "{" + strings.Join(all, ", ") + "}"
	}
	return fmt.Sprint(v)
}

// Quote quotes a string for GraphQL, which has \u0000 but not the other escapes of Go.
func Quote(s string) string {
	var out strings.Builder
	out.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			out.WriteString(`\` + string(r))
		case r < ' ':
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			out.WriteRune(r)
		}
	}
	out.WriteByte('"')
	return out.String()
}
