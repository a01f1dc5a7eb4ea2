// Package consent keeps the consent of customers, and of people without an account, to marketing by a channel. Every
// change is a statement: a row that is never changed, except that current ends when a later statement replaces it, that
// statements about an email address move to the customer who verifies it, and that the person is removed from them by
// Forget. So the statements prove the consent of any day (GDPR, article 7, paragraph 1). The package decides which
// state a statement leads to, and does not send marketing.
//
// Ledger decides and stores statements in the transactions of other services; Service has the operations of the API.
package consent

import (
	"context"
	"time"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/mail"
	"clientele/internal/onetime"
	"clientele/internal/page"
	"clientele/internal/throttle"
	"clientele/models"
)

// Options are the settings and dependencies of a Service.
type Options struct {
	Now      auth.Clock
	Codec    *page.Codec
	Throttle *throttle.Throttle
	Post     mail.Sender
	// BaseURL returns the scheme and host at which the program was called, or "" if it does not know them.
	BaseURL func(context.Context) string
}

// Service manages consent to marketing.
type Service struct {
	db     *db.DB
	o      Options
	once   *onetime.Tokens
	ledger *Ledger
}

// New returns a service for a database.
func New(d *db.DB, o Options) *Service {
	return &Service{db: d, o: o, once: onetime.New(d, o.Now), ledger: NewLedger(d, o.Now, o.Post)}
}

// confirmLife is how long a subscription can be confirmed.
const confirmLife = 7 * 24 * time.Hour

// quarter is the window of the limits of attempts.
const quarter = 15 * time.Minute

// requests limits the subscriptions by one caller. They are counted whether or not somebody has the address.
var requests = throttle.Rule{
	Pair:    throttle.Limit{Name: "subscribe here", Failures: 10, Window: quarter},
	Address: throttle.Limit{Name: "subscribe caller", Failures: 200, Window: quarter},
	Account: throttle.Limit{Name: "subscribe address", Failures: 1000, Window: quarter},
}

// Composers returns the functions that compose the emails of this package.
func (s *Service) Composers() map[mail.Kind]mail.Composer {
	return map[mail.Kind]mail.Composer{mail.ConfirmMarketing: s.composeConfirmation}
}

// maxWording is the maximum length of the text that a person agreed to, in characters.
const maxWording = 5000

// field returns the name of a channel's state in events.
func field(channel models.MarketingChannel) string { return "marketing." + string(channel) }
