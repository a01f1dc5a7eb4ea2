package apperr

import "slices"

// Code says what is wrong with a field. The values are those of UserErrorCode in the schema, where each is described.
type Code string

// The codes of user errors.
const (
	CodeRequired            Code = "REQUIRED"
	CodeInvalid             Code = "INVALID"
	CodeTooLong             Code = "TOO_LONG"
	CodeTooShort            Code = "TOO_SHORT"
	CodeTooCommon           Code = "TOO_COMMON"
	CodeEmailTaken          Code = "EMAIL_TAKEN"
	CodeExternalIDTaken     Code = "EXTERNAL_ID_TAKEN"
	CodeInvalidCredentials  Code = "INVALID_CREDENTIALS"
	CodeAccountDisabled     Code = "ACCOUNT_DISABLED"
	CodeRefreshTokenInvalid Code = "REFRESH_TOKEN_INVALID"
	CodeConflict            Code = "CONFLICT"
	CodeNotFound            Code = "NOT_FOUND"
	CodeLimitReached        Code = "LIMIT_REACHED"
	CodeDefaultRequired     Code = "DEFAULT_REQUIRED"
	CodeCurrencyMismatch    Code = "CURRENCY_MISMATCH"
	CodeQuoteInvalid        Code = "QUOTE_INVALID"
	CodeQuoteExpired        Code = "QUOTE_EXPIRED"
	CodeQuoteUsed           Code = "QUOTE_USED"
	CodeQuoteMismatch       Code = "QUOTE_MISMATCH"
	CodeIdempotencyConflict Code = "IDEMPOTENCY_CONFLICT"
	CodeStepNotAllowed      Code = "STEP_NOT_ALLOWED"
	CodeKeyTaken            Code = "KEY_TAKEN"
	CodeKeyReserved         Code = "KEY_RESERVED"
	CodeNotUnique           Code = "NOT_UNIQUE"
	CodeInvitationInvalid   Code = "INVITATION_INVALID"
	CodeLastOwner           Code = "LAST_OWNER"
	CodeTokenInvalid        Code = "TOKEN_INVALID"
	CodeEmailUnverified     Code = "EMAIL_UNVERIFIED"
)

// Codes lists every code, in the schema's order.
func Codes() []Code {
	return []Code{
		CodeRequired, CodeInvalid, CodeTooLong, CodeTooShort, CodeTooCommon, CodeEmailTaken, CodeExternalIDTaken,
		CodeInvalidCredentials, CodeAccountDisabled, CodeRefreshTokenInvalid,
		CodeConflict, CodeNotFound, CodeLimitReached, CodeDefaultRequired, CodeCurrencyMismatch, CodeQuoteInvalid,
		CodeQuoteExpired, CodeQuoteUsed, CodeQuoteMismatch, CodeIdempotencyConflict, CodeStepNotAllowed, CodeKeyTaken,
		CodeKeyReserved, CodeNotUnique, CodeInvitationInvalid, CodeLastOwner, CodeTokenInvalid, CodeEmailUnverified,
	}
}

// FieldError is one thing that the user can mend.
type FieldError struct {
	Code    Code
	Field   []string // the path into the mutation's arguments; nil where no single argument is at fault
	Message string
}

// Path is a place in a mutation's arguments.
type Path []string

// At returns the place below p.
func (p Path) At(names ...string) Path {
	return append(append(make(Path, 0, len(p)+len(names)), p...), names...)
}

// Fields gathers everything that is wrong with an input, so that all of it is told at once.
type Fields struct {
	list []FieldError
}

// maxFaults limits how many faults of one input are reported.
const maxFaults = 100

// Add notes that the value at path is wrong. Only the first 100 faults of an input are reported.
func (f *Fields) Add(path Path, code Code, message string) {
	if len(f.list) < maxFaults {
		f.list = append(f.list, FieldError{Code: code, Field: path, Message: message})
	}
}

// Empty tells whether nothing is wrong so far.
func (f *Fields) Empty() bool { return len(f.list) == 0 }

// Err returns what was gathered as one error of kind Invalid, or nil if nothing was.
func (f *Fields) Err() error {
	if len(f.list) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Message: "the input has faults", Fields: f.list}
}

// Field returns an error of kind Invalid with one field error.
func Field(path Path, code Code, message string) error {
	return &Error{Kind: Invalid, Message: message, Fields: []FieldError{{Code: code, Field: path, Message: message}}}
}

// Has tells whether something is wrong at path already.
func (f *Fields) Has(path Path) bool {
	return slices.ContainsFunc(f.list, func(e FieldError) bool { return slices.Equal(e.Field, path) })
}
