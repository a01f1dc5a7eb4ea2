package accounts

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/internal/mail"
	"clientele/internal/onetime"
	"clientele/internal/throttle"
	"clientele/models"
)

// The lives of emailed tokens. Those that give access to an account are short.
const (
	resetLife  = 30 * time.Minute
	signInLife = 15 * time.Minute
	verifyLife = 24 * time.Hour
	changeLife = 24 * time.Hour
	signUpLife = 24 * time.Hour
	inviteLife = 7 * 24 * time.Hour // the shop sends invitations to many customers, who did not ask for them
)

// emailRequests contains the limits of requests for emails of one kind by one caller. The number of emails to one
// address is limited when they are sent. Requests are counted whether or not there is a customer with the address.
var emailRequests = throttle.Rule{
	Pair:    throttle.Limit{Name: "email here", Failures: 10, Window: quarter},
	Address: throttle.Limit{Name: "email caller", Failures: 200, Window: quarter},
	Account: throttle.Limit{Name: "email address", Failures: 1000, Window: quarter},
}

// requestEmail queues an email. Whether there is a customer with the address is checked only when the email is
// composed, so that requests take the same time for known and unknown addresses.
func (s *Service) requestEmail(ctx context.Context, caller auth.Caller, m mail.Email) error {
	if err := s.limitRequests(ctx, caller, m); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *gorm.DB) error { return s.o.Post.Send(tx, m) })
}

// limitRequests counts a request for an email, and returns RateLimited if a limit is reached. The kinds of emails are
// counted separately.
func (s *Service) limitRequests(ctx context.Context, caller auth.Caller, m mail.Email, more ...throttle.Bucket) error {
	_, err := s.beginAttempt(ctx, caller, emailRequests.For(string(m.Kind)), input.EmailKey(m.To), more...)
	return err
}

// beginToken counts an attempt to use a token.
func (s *Service) beginToken(ctx context.Context, caller auth.Caller) (*throttle.Attempt, error) {
	return s.o.Throttle.Begin(ctx, throttle.Tokens().On(caller, "", throttle.Known{})...)
}

// lockTokenCustomer locks the customer of a token. It returns nil if the token is no longer valid, because the customer
// was deleted or disabled, or has another email address than the one the token was sent to.
func lockTokenCustomer(tx *gorm.DB, t *models.OneTimeToken, emailKey string) (*models.Customer, error) {
	c, err := lockedOrNil(tx, *t.CustomerID)
	if err != nil || c == nil || c.Disabled() || c.EmailKey != emailKey {
		return nil, err
	}
	return c, nil
}

// redeem locks the customer of a token, which was passed in the argument at, and consumes the token. An invalid token
// is TOKEN_INVALID.
func (s *Service) redeem(tx *gorm.DB, t *models.OneTimeToken, emailKey, at string) (*models.Customer, error) {
	c, err := lockTokenCustomer(tx, t, emailKey)
	if err != nil {
		return nil, err
	}
	if c == nil {
		return nil, onetime.Invalid(at)
	}
	return c, s.once.Consume(tx, t, at)
}

// lockedOrNil is like locked, but returns nil if there is no such customer.
func lockedOrNil(tx *gorm.DB, id string) (*models.Customer, error) {
	c, err := locked(tx, id)
	if apperr.Is(err, apperr.NotFound) {
		return nil, nil
	}
	return c, err
}

// recipient locks the customer with an email address. It returns nil if there is none.
func recipient(tx *gorm.DB, emailKey string) (*models.Customer, error) {
	var c models.Customer
	err := db.ForUpdate(tx).Where("email_key = ?", emailKey).Take(&c).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	return &c, err
}

// signUpTakenEmail returns the email that tells a customer that another caller tried to use its email address, or nil
// if the customer is disabled.
func signUpTakenEmail(c *models.Customer) *mail.Content {
	if c.Disabled() {
		return nil
	}
	return emailTo(mail.SignUpTaken, c, nil)
}

// emailTo returns an email to a customer at the stored address, which can differ from an entered one that looks alike.
func emailTo(kind mail.Kind, c *models.Customer, values map[string]string) *mail.Content {
	return mail.ContentTo(c, kind, c.Email, values)
}

// tokenOf returns a token for a customer that is sent to its email address.
func tokenOf(purpose models.OneTimePurpose, c *models.Customer) *models.OneTimeToken {
	return &models.OneTimeToken{Purpose: purpose, CustomerID: &c.ID, EmailKey: c.EmailKey}
}

// replacingTokenOf is like tokenOf, but the token replaces earlier ones. It is for tokens that only the customer can
// request.
func replacingTokenOf(purpose models.OneTimePurpose, c *models.Customer) *models.OneTimeToken {
	t := tokenOf(purpose, c)
	t.Subject = c.ID
	return t
}

// Composers returns the functions that compose the emails of accounts.
func (s *Service) Composers() map[mail.Kind]mail.Composer {
	return map[mail.Kind]mail.Composer{
		mail.PasswordReset:     s.composeReset,
		mail.AccountInvitation: s.composeInvitation,
		mail.PasswordChanged:   s.composeNotice,
		mail.SessionReplayed:   s.composeNotice,
		mail.EmailVerification: s.composeVerification,
		mail.EmailChange:       s.composeChange,
		mail.EmailChangeNotice: s.composeNotice,
		mail.SignUp:            s.composeSignUp,
		mail.LoginCode:         s.composeSignIn,
	}
}
