package models

// OneTimeToken is a secret that went out by email and does one thing once, or what waits for one. The secret itself is not
// stored, only its SHA-256. There is one of each purpose and subject, so that a newer one takes the place of an older; those
// that anybody may ask for have a subject each, and stand beside each other until one of them is used.
type OneTimeToken struct {
	ID         string
	Purpose    OneTimePurpose
	Subject    string  // the id of the customer that it is about, or its own
	Hash       *string // nil until the email is written; unique
	CodeHash   *string // of a code that is typed instead, with the email address beside it
	CustomerID *string // whose it is; goes with the customer
	OrderID    *string
	EmailKey   string // the address that it went to, as it is compared
	Payload    string // what it will do, as JSON; empty where there is nothing to say
	CreatedAt  Time   `gorm:"autoCreateTime:false"`
	ExpiresAt  Time
}

// OneTimePurpose is what a one-time token is for.
type OneTimePurpose string

// The purposes.
const (
	ToResetPassword OneTimePurpose = "PASSWORD_RESET"
	ToVerifyEmail   OneTimePurpose = "EMAIL_CONFIRM"
	ToChangeEmail   OneTimePurpose = "EMAIL_CHANGE"
	ToSignUp        OneTimePurpose = "SIGN_UP"
	ToSignIn        OneTimePurpose = "SIGN_IN"
	ToOpenOrder     OneTimePurpose = "GUEST_ORDER"
)

// EmailVerification says whether somebody must verify an email address before it makes an account.
type EmailVerification string

// The settings of EmailVerification.
const (
	EmailVerificationOptional EmailVerification = "OPTIONAL"
	EmailVerificationRequired EmailVerification = "REQUIRED"
)
