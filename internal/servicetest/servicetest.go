// Package servicetest has what the tests of several services share.
package servicetest

import (
	"strings"

	"clientele/internal/apperr"
)

// Errors describes what a service method returned, for comparing it with what a test expects: "CODE field.path" for
// each user error of an invalid input, separated by commas; the kind of error and the scope that it requires for the
// others; "!" and the message for an error that is not meant for callers; and nothing for a success.
func Errors(err error) string {
	e, ok := apperr.As(err)
	if !ok {
		if err != nil {
			return "!" + err.Error()
		}
		return ""
	}
	if e.Kind != apperr.Invalid {
		return strings.TrimSpace(string(e.Kind) + " " + e.RequiredScope)
	}
	all := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		all[i] = strings.TrimSpace(string(f.Code) + " " + strings.Join(f.Field, "."))
	}
	return strings.Join(all, ", ")
}
