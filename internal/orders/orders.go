// Package orders holds quotes, checkout, what becomes of an order, and the order history. A customer, a guest and an API key
// check out through the same method. What an order says of its buyer are copies: nothing that happens to a customer or its
// addresses changes an order.
package orders

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/mail"
	"clientele/internal/normalize"
	"clientele/internal/onetime"
	"clientele/internal/page"
	"clientele/internal/throttle"
	"clientele/models"
)

// AddressBook is what checkout needs of a customer's addresses.
type AddressBook interface {
	// Check returns the address as it would be stored, and notes its faults below at.
	Check(f *apperr.Fields, at apperr.Path, in models.CreateAddressInput) models.Address
	// Recheck is Check for what takes the place of a stored address, whose codes may stay.
	Recheck(f *apperr.Fields, at apperr.Path, in models.CreateAddressInput, stored models.OrderAddress) models.Address
	// FindIn returns an address of a customer's book; apperr.NotFound for anybody else's.
	FindIn(tx *gorm.DB, customerID, id string) (*models.Address, error)
	// CheckCustom checks the custom fields of a typed address.
	CheckCustom(ctx context.Context, caller auth.Caller, f *apperr.Fields, at apperr.Path, in models.CreateAddressInput) (*customfields.Change, error)
	// SaveIn puts a checked address into a customer's book and returns its id: a new entry, or the one for the same recipient and
	// place, which gets what was typed. What is in saved loses nothing. LIMIT_REACHED when the book is full.
	SaveIn(tx *gorm.DB, customerID string, a models.Address, custom *customfields.Change, saved []string) (string, error)
}

// Options is what the service works with.
type Options struct {
	Secret         auth.Secret
	Earlier        []auth.Secret // whose quotes and guests' tokens are still good
	Now            auth.Clock
	Codec          *page.Codec
	Addresses      AddressBook
	Fields         *customfields.Service
	GuestTokenLife time.Duration // 0 for a year
	Throttle       *throttle.Throttle
	Post           mail.Sender
}

// Service keeps the orders.
type Service struct {
	db     *db.DB
	o      Options
	quotes *auth.Signer
	guests *auth.Signer
	once   *onetime.Tokens
}

// New returns the service over a database.
func New(d *db.DB, o Options) *Service {
	if o.GuestTokenLife == 0 {
		o.GuestTokenLife = 365 * 24 * time.Hour
	}
	return &Service{
		db: d, o: o, quotes: auth.NewSigner(o.Secret, auth.ForQuotes, o.Now, o.Earlier...),
		guests: auth.NewSigner(o.Secret, auth.ForGuests, o.Now, o.Earlier...),
		once:   onetime.New(d, o.Now),
	}
}

// Get returns an order: one of the caller's own, or any with ORDERS_READ. Anything else is apperr.NotFound.
func (s *Service) Get(ctx context.Context, caller auth.Caller, id string) (*models.Order, error) {
	found, err := s.GetMany(ctx, caller, []string{id})
	if err != nil {
		return nil, err
	}
	if found[id] == nil {
		return nil, apperr.Missing("order")
	}
	return found[id], nil
}

// GetMany returns the orders with the ids, as far as the caller may read them.
func (s *Service) GetMany(ctx context.Context, caller auth.Caller, ids []string) (map[string]*models.Order, error) {
	q := s.db.Read(ctx).Where(s.db.In("id", ids))
	if !caller.Can(models.OrdersRead) {
		if caller.Kind != auth.Customer {
			return nil, nil
		}
		q = q.Where("customer_id = ?", caller.CustomerID)
	}
	var rows []*models.Order
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read orders: %w", err)
	}
	found := make(map[string]*models.Order, len(rows))
	for _, o := range rows {
		found[o.ID] = o
	}
	return found, nil
}

// OpenByToken returns the guest's order of a token: the one that checkout answered, or one that was emailed. Any other token is
// apperr.NotFound.
func (s *Service) OpenByToken(ctx context.Context, token string) (*models.Order, error) {
	token = strings.TrimSpace(normalize.Visible(token))
	if !strings.Contains(token, ".") { // signed ones have dots, emailed ones none
		return s.openByMailed(ctx, token)
	}
	claims := s.guests.Registered("", s.o.Now())
	if err := s.guests.Read(token, &claims); err != nil {
		return nil, apperr.Missing("order")
	}
	return s.openGuests(ctx, "id = ? AND guest_tokens_revoked_at IS NULL", claims.Subject)
}

// openGuests returns a guest's order as its guest sees it, without whose it has become.
func (s *Service) openGuests(ctx context.Context, where string, args ...any) (*models.Order, error) {
	o, err := find(s.db.Primary(ctx).Where("guest"), where, args...)
	if err != nil {
		return nil, fmt.Errorf("read a guest's order: %w", err)
	}
	if o == nil {
		return nil, apperr.Missing("order")
	}
	o.ByToken = true
	return o, nil
}

// guestToken mints the token that opens a guest's order again; nil where such tokens were revoked: a checkout that is sent
// again gives out no new one.
func (s *Service) guestToken(o *models.Order) (*string, error) {
	if !o.Guest || o.GuestTokensRevokedAt != nil {
		return nil, nil
	}
	token, err := s.guests.Sign(s.guests.Registered(o.ID, s.o.Now().Add(s.o.GuestTokenLife)))
	if err != nil {
		return nil, fmt.Errorf("mint a guest's order token: %w", err)
	}
	return &token, nil
}

// Items returns the line items of orders that were read already, in the order of the checkout.
func (s *Service) Items(ctx context.Context, orderIDs []string) (map[string][]*models.OrderItem, error) {
	var rows []*models.OrderItem
	if err := db.SelectColumns(s.db.Read(ctx), itemColumns).Where(s.db.In("order_id", orderIDs)).Order("order_id, position").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read order items: %w", err)
	}
	return byOrder(orderIDs, rows, func(i *models.OrderItem) string { return i.OrderID }), nil
}

// itemColumns are the columns of what is shown of an item.
var itemColumns = db.Columns[models.OrderItem]([]string{"ID", "OrderID", "SKU", "Name", "Quantity", "UnitMinor", "TaxIncludedMinor", "Currency"})

// History returns what has happened to orders that were read already, oldest first.
func (s *Service) History(ctx context.Context, orderIDs []string) (map[string][]*models.OrderEvent, error) {
	var rows []*models.OrderEvent
	if err := s.db.Read(ctx).Where(s.db.In("order_id", orderIDs)).Order("order_id, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read order history: %w", err)
	}
	return byOrder(orderIDs, rows, func(e *models.OrderEvent) string { return e.OrderID }), nil
}

// byOrder divides rows, which come in the order of their orders, between these.
func byOrder[T any](ids []string, rows []T, of func(T) string) map[string][]T {
	found := make(map[string][]T, len(ids))
	for _, id := range ids {
		found[id] = []T{}
	}
	for len(rows) > 0 {
		id, n := of(rows[0]), 1
		for n < len(rows) && of(rows[n]) == id {
			n++
		}
		found[id], rows = rows[:n:n], rows[n:]
	}
	return found
}
