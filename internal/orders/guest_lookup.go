package orders

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/internal/mail"
	"clientele/internal/normalize"
	"clientele/internal/throttle"
	"clientele/models"
)

const quarter = 15 * time.Minute

// linkLifetime is how long an emailed token can open or claim a guest's order.
const linkLifetime = 24 * time.Hour

// Rate limits for looking up an order by its number and for requesting its link. Only failed lookups count.
var (
	lookups = throttle.Rule{
		Pair:    throttle.Limit{Name: "order here", Failures: 10, Window: quarter},
		Address: throttle.Limit{Name: "order caller", Failures: 100, Window: quarter},
		Account: throttle.Limit{Name: "order number", Failures: 100, Window: quarter},
	}
	links = throttle.Rule{
		Pair:    throttle.Limit{Name: "order link here", Failures: 10, Window: quarter},
		Address: throttle.Limit{Name: "order link caller", Failures: 100, Window: quarter},
		Account: throttle.Limit{Name: "order link number", Failures: 90, Window: quarter},
	}
)

// normalizeNumber returns an order number as it is stored: without spaces, in upper case.
func normalizeNumber(s string) string {
	if !normalize.Fits(s, maxKey) {
		return "" // matches no order
	}
	return strings.ToUpper(strings.Join(strings.Fields(normalize.Visible(s)), ""))
}

// OpenByNumber returns the guest's order with this number if it was placed with this email address. A wrong address
// and an unknown number are both apperr.NotFound; too many of them are apperr.RateLimited.
func (s *Service) OpenByNumber(ctx context.Context, caller auth.Caller, number, email string) (*models.Order, error) {
	number = normalizeNumber(number)
	attempt, known, err := s.beginAttempt(ctx, caller, lookups, number)
	if err != nil {
		return nil, err
	}
	o, err := s.findGuestOrder(ctx, "number = ? AND contact_email_key = ?", number, input.EmailKey(email))
	if err != nil {
		return nil, err
	}
	if !known {
		err = s.db.InTx(ctx, func(tx *gorm.DB) error { return s.o.Throttle.Remember(tx, caller, ownerOf(o)) })
	}
	return o, errors.Join(err, attempt.Succeeded(ctx))
}

// beginAttempt counts an attempt to look up an order by its number. It also reports whether the order was placed or
// opened from the caller's network address before.
func (s *Service) beginAttempt(
	ctx context.Context, caller auth.Caller, rule throttle.Rule, number string,
) (*throttle.Attempt, bool, error) {
	known, err := s.o.Throttle.IsKnown(ctx, caller, throttle.KindOrder, number)
	if err != nil {
		return nil, false, err
	}
	attempt, err := s.o.Throttle.Begin(ctx, rule.On(caller, number, throttle.Known{Place: known})...)
	return attempt, known, err
}

// ownerOf returns a guest's order as the owner of its known network addresses.
func ownerOf(o *models.Order) throttle.Owner {
	return throttle.Owner{OrderID: o.ID, Name: o.Number}
}

// RequestGuestOrderLink emails a token for a guest's order if the email address is the one that the order was placed
// with. Callers cannot see whether it is. Too many requests are apperr.RateLimited.
func (s *Service) RequestGuestOrderLink(ctx context.Context, caller auth.Caller, number, email string) error {
	var f apperr.Fields
	number = normalizeNumber(input.Required(&f, apperr.Path{"number"}, number, maxKey))
	to := input.Email(&f, apperr.Path{"email"}, email)
	if err := f.Err(); err != nil {
		return err
	}
	if _, _, err := s.beginAttempt(ctx, caller, links, number); err != nil {
		return err
	}
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		return s.o.Post.Send(tx, mail.Email{
			Kind: mail.GuestOrderLink, To: to.Shown, Data: map[string]string{numberData: number},
		})
	})
	if err != nil {
		return fmt.Errorf("request guest order link: %w", err)
	}
	return nil
}

// Composers returns the composers of emails about orders.
func (s *Service) Composers() map[mail.Kind]mail.Composer {
	return map[mail.Kind]mail.Composer{
		mail.GuestOrderLink: s.composeLink,
		mail.OrderPlaced:    s.composePlaced,
		mail.OrderShipped:   s.composeShipped,
		mail.OrderCancelled: s.composeCancelled,
		mail.OrderRefunded:  s.composeRefunded,
	}
}

func (s *Service) composeLink(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	o, err := find(tx, "guest AND anonymized_at IS NULL AND number = ? AND contact_email_key = ?", m.Data[numberData], input.EmailKey(m.To))
	if err != nil || o == nil {
		return nil, err
	}
	t := &models.OneTimeToken{Purpose: models.ToOpenOrder, OrderID: &o.ID, EmailKey: o.ContactEmailKey}
	token, err := s.once.Create(tx, t, linkLifetime)
	if err != nil {
		return nil, err
	}
	values := mail.TokenValues(token, linkLifetime)
	values["Order"] = o.Number
	return &mail.Content{
		Kind: mail.GuestOrderLink, To: o.ContactEmail, Name: o.ContactName, Locale: text(o.Locale), Values: values,
	}, nil
}

// openByEmailedToken returns the guest's order of an emailed token. The token stays valid.
func (s *Service) openByEmailedToken(ctx context.Context, token string) (*models.Order, error) {
	t, err := s.once.Find(s.db.Primary(ctx), token, models.ToOpenOrder)
	if err != nil {
		return nil, err
	}
	if t == nil {
		return nil, apperr.Missing("order")
	}
	return s.findGuestOrder(ctx, "id = ? AND contact_email_key = ?", *t.OrderID, t.EmailKey)
}
