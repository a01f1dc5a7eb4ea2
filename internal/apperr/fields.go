package apperr

import "slices"

// Code is the code of a user error. The values are those of UserErrorCode in the schema, which describes them.
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

// Codes returns all codes, in the order of the schema.
func Codes() []Code {
	return []Code{
		CodeRequired, CodeInvalid, CodeTooLong, CodeTooShort, CodeTooCommon, CodeEmailTaken, CodeExternalIDTaken,
		CodeInvalidCredentials, CodeAccountDisabled, CodeRefreshTokenInvalid,
		CodeConflict, CodeNotFound, CodeLimitReached, CodeDefaultRequired, CodeCurrencyMismatch, CodeQuoteInvalid,
		CodeQuoteExpired, CodeQuoteUsed, CodeQuoteMismatch, CodeIdempotencyConflict, CodeStepNotAllowed, CodeKeyTaken,
		CodeKeyReserved, CodeNotUnique, CodeInvitationInvalid, CodeLastOwner, CodeTokenInvalid, CodeEmailUnverified,
	}
}

// FieldError is an error that the user can fix.
type FieldError struct {
	Code    Code
	Field   []string // the path into the mutation's arguments; nil if the error does not concern a single argument
	Message string
}

// Path is a path into a mutation's arguments.
type Path []string

// At returns p extended by names.
func (p Path) At(names ...string) Path {
	return append(append(make(Path, 0, len(p)+len(names)), p...), names...)
}

// Fields collects the errors of an input, so that all of them are reported at once.
type Fields struct {
	list []FieldError
}

// maxErrors limits how many errors of one input are reported.
const maxErrors = 100

// Add adds an error for the value at path. Only the first 100 errors of an input are reported.
func (f *Fields) Add(path Path, code Code, message string) {
	if len(f.list) < maxErrors {
		f.list = append(f.list, FieldError{Code: code, Field: path, Message: message})
	}
}

// Empty reports whether no error has been added.
func (f *Fields) Empty() bool { return len(f.list) == 0 }

// Err returns the collected errors as one error of kind Invalid, or nil if there are none.
func (f *Fields) Err() error {
	if len(f.list) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Message: "The input is not valid", Fields: f.list}
}

// Field returns an error of kind Invalid with one field error.
func Field(path Path, code Code, message string) error {
	return &Error{Kind: Invalid, Message: message, Fields: []FieldError{{Code: code, Field: path, Message: message}}}
}

// Has reports whether an error has been added for the value at path.
func (f *Fields) Has(path Path) bool {
	return slices.ContainsFunc(f.list, func(e FieldError) bool { return slices.Equal(e.Field, path) })
}
