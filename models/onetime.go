package models

// OneTimeToken is a single-use secret sent by email, or a pending request for one. Only the SHA-256 hash of the secret
// is stored. There is one token per purpose and subject, so a new token replaces the old one. Tokens that anyone can
// request have their own subject, so several can be valid until one is used.
type OneTimeToken struct {
	ID         string
	Purpose    OneTimePurpose
	Subject    string  // id of the customer, or of the token itself
	Hash       *string // nil until the email is composed; unique
	CodeHash   *string // hash of a code that is entered together with the email address instead
	CustomerID *string // the token is deleted with this customer
	OrderID    *string
	EmailKey   string // normalized address that it was sent to
	Payload    string // data of the action as JSON; may be empty
	CreatedAt  Time   `gorm:"autoCreateTime:false"`
	ExpiresAt  Time
}

// OneTimePurpose is the purpose of a one-time token.
type OneTimePurpose string

// The purposes.
const (
	ToResetPassword    OneTimePurpose = "PASSWORD_RESET"
	ToVerifyEmail      OneTimePurpose = "EMAIL_CONFIRM"
	ToChangeEmail      OneTimePurpose = "EMAIL_CHANGE"
	ToSignUp           OneTimePurpose = "SIGN_UP"
	ToSignIn           OneTimePurpose = "SIGN_IN"
	ToOpenOrder        OneTimePurpose = "GUEST_ORDER"
	ToConfirmMarketing OneTimePurpose = "MARKETING_CONFIRM"
	ToOpenDataExport   OneTimePurpose = "DATA_EXPORT"
)

// EmailVerification tells whether an email address must be verified before an account is created.
type EmailVerification string

// The settings of EmailVerification.
const (
	EmailVerificationOptional EmailVerification = "OPTIONAL"
	EmailVerificationRequired EmailVerification = "REQUIRED"
)
