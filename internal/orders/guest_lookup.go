package orders

import (
	"context"
	"errors"
	"fmt"
	"strconv"
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

// mailedLife is how long an emailed token opens a guest's order, and claims it.
const mailedLife = 24 * time.Hour

// The limits of looking an order up by its number, and of asking for its link. Of look-ups only failures count.
var (
	lookups = throttle.Rule{
		Here:     throttle.Limit{Name: "order here", Failures: 10, Window: quarter},
		Address:  throttle.Limit{Name: "order caller", Failures: 100, Window: quarter},
		Anywhere: throttle.Limit{Name: "order number", Failures: 100, Window: quarter},
	}
	links = throttle.Rule{
		Here:     throttle.Limit{Name: "order link here", Failures: 10, Window: quarter},
		Address:  throttle.Limit{Name: "order link caller", Failures: 100, Window: quarter},
		Anywhere: throttle.Limit{Name: "order link number", Failures: 90, Window: quarter},
	}
)

// typedNumber is an order number as it is stored, however it was typed.
func typedNumber(s string) string {
	if !normalize.Fits(s, maxKey) {
		return "" // which no order has
	}
	return strings.ToUpper(strings.Join(strings.Fields(normalize.Visible(s)), ""))
}

// OpenByNumber returns the guest's order with this number, if it was placed with this email address. A wrong address and an
// unknown number are the same apperr.NotFound; too many of them are RateLimited.
func (s *Service) OpenByNumber(ctx context.Context, caller auth.Caller, number, email string) (*models.Order, error) {
	number = typedNumber(number)
	attempt, known, err := s.begin(ctx, caller, lookups, number)
	if err != nil {
		return nil, err
	}
	o, err := s.openGuests(ctx, "number = ? AND contact_email_key = ?", number, input.EmailKey(email))
	if err != nil {
		return nil, err
	}
	if !known {
		err = s.db.InTx(ctx, func(tx *gorm.DB) error { return s.o.Throttle.Remember(tx, caller, ownerOf(o)) })
	}
	return o, errors.Join(err, attempt.Succeeded(ctx))
}

// begin counts an attempt on an order by its number. Where the order was placed or opened from the caller's address before, the
// caller is known.
func (s *Service) begin(ctx context.Context, caller auth.Caller, rule throttle.Rule, number string) (*throttle.Attempt, bool, error) {
	known, err := s.o.Throttle.Seen(ctx, caller, throttle.OfOrders, number)
	if err != nil {
		return nil, false, err
	}
	attempt, err := s.o.Throttle.Begin(ctx, rule.On(caller, number, throttle.Known{Place: known})...)
	return attempt, known, err
}

// ownerOf is a guest's order as the owner of places that it is known from.
func ownerOf(o *models.Order) throttle.Owner {
	return throttle.Owner{OrderID: o.ID, Name: o.Number}
}

// RequestGuestOrderLink emails a token for a guest's order to the address that it was placed with, if that is the one that is
// given. The answer is the same for all. It is RateLimited when asked too often.
func (s *Service) RequestGuestOrderLink(ctx context.Context, caller auth.Caller, number, email string) error {
	var f apperr.Fields
	number = typedNumber(input.Required(&f, apperr.Path{"number"}, number, maxKey))
	to := input.Email(&f, apperr.Path{"email"}, email)
	if err := f.Err(); err != nil {
		return err
	}
	if _, _, err := s.begin(ctx, caller, links, number); err != nil {
		return err
	}
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		return s.o.Post.Send(tx, mail.Email{Kind: mail.GuestOrderLink, To: to.Shown, Data: map[string]string{"number": number}})
	})
	if err != nil {
		return fmt.Errorf("ask for a guest's order link: %w", err)
	}
	return nil
}

// Composers returns how the emails of orders are written.
func (s *Service) Composers() map[mail.Kind]mail.Composer {
	return map[mail.Kind]mail.Composer{mail.GuestOrderLink: s.composeLink}
}

func (s *Service) composeLink(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	o, err := find(tx, "guest AND number = ? AND contact_email_key = ?", m.Data["number"], input.EmailKey(m.To))
	if err != nil || o == nil {
		return nil, err
	}
	t := &models.OneTimeToken{Purpose: models.ToOpenOrder, OrderID: &o.ID, EmailKey: o.ContactEmailKey}
	token, err := s.once.Mint(tx, t, mailedLife)
	if err != nil {
		return nil, err
	}
	return &mail.Content{Kind: mail.GuestOrderLink, To: o.ContactEmail, Name: o.ContactName, Values: map[string]string{
		"Token": token, "Order": o.Number, "Minutes": strconv.Itoa(int(mailedLife.Minutes())),
	}}, nil
}

// openByMailed returns the guest's order of an emailed token, which stays good.
func (s *Service) openByMailed(ctx context.Context, token string) (*models.Order, error) {
	t, err := s.once.Find(s.db.Primary(ctx), token, models.ToOpenOrder)
	if err != nil {
		return nil, err
	}
	if t == nil {
		return nil, apperr.Missing("order")
	}
	return s.openGuests(ctx, "id = ? AND contact_email_key = ?", *t.OrderID, t.EmailKey)
}
