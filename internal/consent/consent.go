// Package consent keeps the consent of customers, and of people without an account, to marketing by a channel, as
// statements that are never changed. It decides which state a statement leads to, and does not send marketing.
package consent

import (
	"context"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/mail"
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
	db *db.DB
	o  Options
}

// New returns a service for a database.
func New(d *db.DB, o Options) *Service { return &Service{db: d, o: o} }

// SetMarketingConsentInput is a statement about marketing. The schema describes the fields of the inputs.
type SetMarketingConsentInput struct {
	Channel models.MarketingChannel
	State   models.MarketingState
	Wording *string
	At      *models.Time
}

// ListArgs selects statements of a list.
type ListArgs struct {
	CustomerID, Email *string
	Channel           *models.MarketingChannel
	State             *models.MarketingState
	Current, Guests   bool
}

var errUnfinished = apperr.Bad("not implemented yet")

// Set records a statement of a customer.
func (s *Service) Set(
	ctx context.Context, caller auth.Caller, customerID *string, in SetMarketingConsentInput,
) (*models.Customer, error) {
	return nil, errUnfinished
}

// Confirm confirms a subscription with an emailed token, and returns its channel.
func (s *Service) Confirm(ctx context.Context, caller auth.Caller, token string) (*models.MarketingChannel, error) {
	return nil, errUnfinished
}

// Unsubscribe unsubscribes a person with a token from UnsubscribeToken, and returns the channel.
func (s *Service) Unsubscribe(ctx context.Context, caller auth.Caller, token string) (*models.MarketingChannel, error) {
	return nil, errUnfinished
}

// Subscribe subscribes a person without an account to marketing by email.
func (s *Service) Subscribe(ctx context.Context, caller auth.Caller, email string, wording *string) error {
	return errUnfinished
}

// List returns statements, newest first. It needs CUSTOMERS_READ.
func (s *Service) List(
	ctx context.Context, caller auth.Caller, args page.Args, of ListArgs,
) (*page.Connection[*models.MarketingConsent], error) {
	return nil, errUnfinished
}

// CurrentOf returns the current statements of customers that the caller may read, by customer.
func (s *Service) CurrentOf(
	ctx context.Context, caller auth.Caller, customerIDs []string,
) (map[string][]*models.MarketingConsent, error) {
	return nil, nil
}

// GetMany returns the statements with the given ids that the caller may read, by id.
func (s *Service) GetMany(
	ctx context.Context, caller auth.Caller, ids []string,
) (map[string]*models.MarketingConsent, error) {
	return nil, nil
}

// UnsubscribeToken returns the token that unsubscribes the person of a statement from its channel.
func (s *Service) UnsubscribeToken(ctx context.Context, c *models.MarketingConsent) (string, error) {
	return "", errUnfinished
}

// UnsubscribeURL returns the URL that unsubscribes the person of a statement from its channel, or "" if the address of
// the program is not known.
func (s *Service) UnsubscribeURL(ctx context.Context, c *models.MarketingConsent) (string, error) {
	return "", errUnfinished
}
