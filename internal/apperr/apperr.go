// Package apperr holds the errors that services answer with: a closed set of kinds, and for bad input a list of field
// errors. How an error looks to a caller is decided in one other place, graph/transport/errors.go. Any error that is not an *Error
// is a fault of the program: it is logged, and the caller is shown a request id.
package apperr

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what sort of error it is.
type Kind string

// The kinds. Invalid is the user's to mend and travels in a payload's userErrors; the others are top-level errors.
const (
	Invalid         Kind = "INVALID"
	BadInput        Kind = "BAD_USER_INPUT"
	Unauthenticated Kind = "UNAUTHENTICATED"
	Forbidden       Kind = "FORBIDDEN"
	NotFound        Kind = "NOT_FOUND"
	RateLimited     Kind = "RATE_LIMITED"
	TooComplex      Kind = "TOO_COMPLEX"
	NotPersisted    Kind = "PERSISTED_QUERY_NOT_SUPPORTED"
)

// Reason says why a token was refused.
type Reason string

// The reasons that go with Unauthenticated.
const (
	Expired      Reason = "EXPIRED"
	Revoked      Reason = "REVOKED"
	InvalidToken Reason = "INVALID"
)

// Error is an error that a caller may be told of.
type Error struct {
	Kind          Kind
	Message       string
	Fields        []FieldError  // with Invalid
	Reason        Reason        // with Unauthenticated, where a token was refused
	RequiredScope string        // with Forbidden, where a scope would have helped
	RetryAfter    time.Duration // with RateLimited
}

func (e *Error) Error() string {
	if len(e.Fields) > 0 {
		return fmt.Sprintf("%s: %s (%v)", e.Kind, e.Message, e.Fields)
	}
	return string(e.Kind) + ": " + e.Message
}

// As returns the *Error inside err, if there is one.
func As(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// Is tells whether err is an *Error of this kind.
func Is(err error, kind Kind) bool {
	e, ok := As(err)
	return ok && e.Kind == kind
}

// Missing is the answer for a record that does not exist or is not the caller's: the two must not differ.
func Missing(what string) *Error {
	return &Error{Kind: NotFound, Message: "there is no such " + what}
}

// Bad is the answer for an argument that no user can mend by filling in a form: a cursor, a page size, a filter.
func Bad(format string, args ...any) *Error {
	return &Error{Kind: BadInput, Message: fmt.Sprintf(format, args...)}
}

// SignIn is the answer for a caller without a token where one is needed.
func SignIn() *Error {
	return &Error{Kind: Unauthenticated, Message: "sign in first: send a customer token in X-Customer-Token or as Authorization: Bearer"}
}

// Scope is the answer for a caller that lacks a scope.
func Scope(scope string) *Error {
	return &Error{Kind: Forbidden, Message: "this needs an API key or a staff member with the scope " + scope, RequiredScope: scope}
}

// TryLater is the answer for a caller that has to wait.
func TryLater(after time.Duration) *Error {
	return &Error{Kind: RateLimited, Message: "too many attempts: try again later", RetryAfter: after}
}
