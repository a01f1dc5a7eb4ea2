// Package apperr defines the errors that services return to callers: a closed set of kinds, and field errors for
// invalid input. graph/transport/errors.go decides how they are presented. Any other error is internal: it is logged,
// and the caller receives only a request ID.
package apperr

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

// Kind is the kind of an error.
type Kind string

// The kinds of errors. Invalid is for errors that the user can fix and is returned in a payload's userErrors; the
// others are top-level errors.
const (
	Invalid         Kind = "INVALID"
	BadInput        Kind = "BAD_USER_INPUT"
	Unauthenticated Kind = "UNAUTHENTICATED"
	Forbidden       Kind = "FORBIDDEN"
	NotFound        Kind = "NOT_FOUND"
	RateLimited     Kind = "RATE_LIMITED"
	TooComplex      Kind = "TOO_COMPLEX"
	NotPersisted    Kind = "PERSISTED_QUERY_NOT_SUPPORTED"
	Unavailable     Kind = "SERVICE_UNAVAILABLE"
)

// Reason is the reason why a token was rejected.
type Reason string

// The reasons of an Unauthenticated error.
const (
	Expired      Reason = "EXPIRED"
	Revoked      Reason = "REVOKED"
	InvalidToken Reason = "INVALID"
)

// Error is an error that may be shown to the caller.
type Error struct {
	Kind          Kind
	Message       string
	Fields        []FieldError  // with Invalid
	Reason        Reason        // with Unauthenticated, if a token was rejected
	RequiredScope string        // with Forbidden, if a scope is missing
	RetryAfter    time.Duration // with RateLimited and Unavailable
	Outcome       Outcome       // with Unavailable
}

// Outcome says what is known of the changes of a request that failed.
type Outcome string

// OutcomeUnknown means that the changes may have been stored, completely or in part. Without it, a failed operation has
// changed nothing.
const OutcomeUnknown Outcome = "UNKNOWN"

func (e *Error) Error() string {
	if len(e.Fields) > 0 {
		return fmt.Sprintf("%s: %s (%v)", e.Kind, e.Message, e.Fields)
	}
	return string(e.Kind) + ": " + e.Message
}

// As returns the first *Error in err's chain, and whether there is one.
func As(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// Is reports whether err is an *Error of the given kind.
func Is(err error, kind Kind) bool {
	e, ok := As(err)
	return ok && e.Kind == kind
}

// Missing returns the NotFound error for a record that does not exist or that the caller may not access. Both cases
// return the same error.
func Missing(what string) *Error {
	return &Error{Kind: NotFound, Message: "There is no such " + what}
}

// Bad returns the BadInput error for an argument that is set by a program rather than by a user: a cursor, a page size,
// a filter.
func Bad(format string, args ...any) *Error {
	return &Error{Kind: BadInput, Message: fmt.Sprintf(format, args...)}
}

// SignIn returns the Unauthenticated error for an operation that requires a customer token.
func SignIn() *Error {
	return &Error{
		Kind:    Unauthenticated,
		Message: "Authentication required. Send a customer token in X-Customer-Token or as Authorization: Bearer.",
	}
}

// Scope returns the Forbidden error for a caller without the required scope.
func Scope(scope string) *Error {
	return &Error{
		Kind:          Forbidden,
		Message:       "This operation requires an API key or a staff member with the scope " + scope,
		RequiredScope: scope,
	}
}

// AnyScope returns the Forbidden error for a caller who has none of the scopes, one of which is required. It names the
// first one as the missing scope.
func AnyScope(scopes ...string) *Error {
	return &Error{
		Kind: Forbidden,
		Message: "This operation requires an API key or a staff member with one of the scopes " +
			strings.Join(scopes, ", "),
		RequiredScope: scopes[0],
	}
}

// TryLater returns the RateLimited error for a caller who may try again after the given time.
func TryLater(after time.Duration) *Error {
	return &Error{Kind: RateLimited, Message: "Too many attempts. Try again later.", RetryAfter: after}
}

// RetrySeconds returns RetryAfter in whole seconds, rounded up, and at least 1: the value of retryAfter and of the
// header Retry-After (RFC 9110, section 10.2.3).
func (e *Error) RetrySeconds() int { return max(1, int(math.Ceil(e.RetryAfter.Seconds()))) }

// tryAgain is when a request that failed because of an outage can be repeated. How long an outage takes is not known.
const tryAgain = 2 * time.Second

// Outage returns the Unavailable error for a request that changed nothing.
func Outage() *Error {
	return &Error{
		Kind: Unavailable, Message: "The service is temporarily unavailable. Try again later.", RetryAfter: tryAgain,
	}
}

// OutageInDoubt returns the Unavailable error for a request whose changes may have been stored.
func OutageInDoubt() *Error {
	return &Error{
		Kind: Unavailable, Outcome: OutcomeUnknown, RetryAfter: tryAgain,
		Message: "The service became unavailable before it could confirm the change, which may have been stored. " +
			"Check whether it was, or repeat it with the same idempotency key.",
	}
}
