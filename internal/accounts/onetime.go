package accounts

import (
	"context"
	"errors"
	"strconv"
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

// How long emailed tokens are good. Those that open an account are short-lived; the others only finish what somebody began.
const (
	resetLife   = 30 * time.Minute
	signInLife  = 15 * time.Minute
	confirmLife = 24 * time.Hour
	changeLife  = 24 * time.Hour
	signUpLife  = 24 * time.Hour
)

// asks is the limits of asking for emails of one kind: they bound how often, and for how many mailboxes, one caller asks. What lands
// in one mailbox is bounded where emails are sent. They count alike whether an email address is known or not.
var asks = throttle.Rule{
	Pair:    throttle.Limit{Name: "email here", Failures: 10, Window: quarter},
	Address: throttle.Limit{Name: "email caller", Failures: 200, Window: quarter},
	Account: throttle.Limit{Name: "email address", Failures: 1000, Window: quarter},
}

// tries is the limit of wrong tokens by one caller.
var tries = throttle.Rule{Address: throttle.Limit{Name: "one-time token", Failures: 500, Window: quarter}}

// ask hands one email over. That is all a request does on which an address has a bearing: whether somebody has it is looked up when
// the email is written, so that known and unknown addresses cost the same.
func (s *Service) ask(ctx context.Context, caller auth.Caller, m mail.Email) error {
	if err := s.mayAsk(ctx, caller, m); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *gorm.DB) error { return s.o.Post.Send(tx, m) })
}

// mayAsk counts an email that is asked for, and is RateLimited where there have been too many. Each kind of email has its own counts.
func (s *Service) mayAsk(ctx context.Context, caller auth.Caller, m mail.Email, more ...throttle.Bucket) error {
	_, err := s.begin(ctx, caller, asks.For(string(m.Kind)), input.EmailKey(m.To), more...)
	return err
}

// try counts an attempt to use a token.
func (s *Service) try(ctx context.Context, caller auth.Caller) (*throttle.Attempt, error) {
	return s.o.Throttle.Begin(ctx, tries.On(caller, "", throttle.Known{})...)
}

// holder locks the customer of a token. Nil means that the token is not good any more: the customer is gone or disabled, or has
// another address than the one that the token went to.
func holder(tx *gorm.DB, t *models.OneTimeToken, emailKey string) (*models.Customer, error) {
	c, err := lockedIfThere(tx, *t.CustomerID)
	if err != nil || c == nil || c.Disabled() || c.EmailKey != emailKey {
		return nil, err
	}
	return c, nil
}

// redeem locks the customer of a token that came in the argument at, and uses the token up. A token that is not good any more is
// TOKEN_INVALID.
func (s *Service) redeem(tx *gorm.DB, t *models.OneTimeToken, emailKey, at string) (*models.Customer, error) {
	c, err := holder(tx, t, emailKey)
	if err != nil {
		return nil, err
	}
	if c == nil {
		return nil, onetime.Invalid(at)
	}
	return c, s.once.Consume(tx, t, at)
}

// lockedIfThere is locked for a customer that may have gone: nil where there is none.
func lockedIfThere(tx *gorm.DB, id string) (*models.Customer, error) {
	c, err := locked(tx, id)
	if apperr.Is(err, apperr.NotFound) {
		return nil, nil
	}
	return c, err
}

// recipient locks the customer with an address; nil where there is none.
func recipient(tx *gorm.DB, emailKey string) (*models.Customer, error) {
	var c models.Customer
	err := db.ForUpdate(tx).Where("email_key = ?", emailKey).Take(&c).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	return &c, err
}

// letterTaken tells the owner of an address that somebody else wanted it; nil to one that is disabled.
func letterTaken(c *models.Customer) *mail.Content {
	if c.Disabled() {
		return nil
	}
	return letterTo(mail.SignUpTaken, c, nil)
}

// letterTo is a letter to a customer, at the address as it is stored: what somebody typed may only look like it.
func letterTo(kind mail.Kind, c *models.Customer, values map[string]string) *mail.Content {
	l := &mail.Content{Kind: kind, To: c.Email, Values: values}
	if c.Name != nil {
		l.Name = *c.Name
	}
	return l
}

func withToken(token string, life time.Duration) map[string]string {
	return map[string]string{"Token": token, "Minutes": strconv.Itoa(int(life.Minutes()))}
}

// tokenOf is a token about a customer, which goes to its address.
func tokenOf(purpose models.OneTimePurpose, c *models.Customer) *models.OneTimeToken {
	return &models.OneTimeToken{Purpose: purpose, CustomerID: &c.ID, EmailKey: c.EmailKey}
}

// onlyTokenOf is tokenOf for what only the customer itself can ask for: the newest counts.
func onlyTokenOf(purpose models.OneTimePurpose, c *models.Customer) *models.OneTimeToken {
	t := tokenOf(purpose, c)
	t.Subject = c.ID
	return t
}

// Composers returns how the emails of accounts are written.
func (s *Service) Composers() map[mail.Kind]mail.Composer {
	return map[mail.Kind]mail.Composer{
		mail.PasswordReset:     s.composeReset,
		mail.PasswordChanged:   s.composeNotice,
		mail.SessionReplayed:   s.composeNotice,
		mail.EmailVerification: s.composeConfirm,
		mail.EmailChange:       s.composeChange,
		mail.EmailChangeNotice: s.composeNotice,
		mail.SignUp:            s.composeSignUp,
		mail.LoginCode:         s.composeSignIn,
	}
}
