// Package orders creates quotes, places orders, updates them and keeps their history. Customers, guests and API keys
// check out through the same method. An order holds copies of the contact and the addresses, so later changes to a
// customer do not affect it.
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
	"clientele/internal/lists"
	"clientele/internal/mail"
	"clientele/internal/normalize"
	"clientele/internal/onetime"
	"clientele/internal/page"
	"clientele/internal/throttle"
	"clientele/models"
)

// AddressBook provides the addresses of customers.
type AddressBook interface {
	// Check returns the address as it would be stored and reports its errors below at.
	Check(f *apperr.Fields, at apperr.Path, in models.CreateAddressInput) models.Address
	// Recheck is Check for the replacement of a stored address, whose country and region stay valid.
	Recheck(f *apperr.Fields, at apperr.Path, in models.CreateAddressInput, stored models.OrderAddress) models.Address
	// FindIn returns an address of the customer. Any other address is apperr.NotFound.
	FindIn(tx *gorm.DB, customerID, id string) (*models.Address, error)
	// CheckCustom validates the custom fields of a new address.
	CheckCustom(ctx context.Context, caller auth.Caller, f *apperr.Fields, at apperr.Path,
		in models.CreateAddressInput) (*customfields.Change, error)
	// SaveIn saves a validated address to the customer's address book and returns its id. If the book has an entry
	// with the same recipient and place, that entry is updated; entries in saved, the ids returned for the same
	// checkout, only gain values. A full address book is LIMIT_REACHED.
	SaveIn(tx *gorm.DB, caller auth.Caller, customerID string, a models.Address, custom *customfields.Change,
		saved []string) (string, error)
	// Lines returns the printed lines of an order's copy of an address, in the format of its country.
	Lines(a *models.OrderAddress) []string
}

// Options configures the service.
type Options struct {
	Secret         auth.Secret
	Earlier        []auth.Secret // previous secrets; their quotes and guest tokens are still accepted
	Now            auth.Clock
	Codec          *page.Codec
	Addresses      AddressBook
	Fields         *customfields.Service
	GuestTokenLife time.Duration // 0 for a year
	Throttle       *throttle.Throttle
	Post           mail.Sender
}

// Service manages orders.
type Service struct {
	db     *db.DB
	o      Options
	quotes *auth.Signer
	guests *auth.Signer
	once   *onetime.Tokens
}

// New returns a Service that uses the database d.
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

// Get returns an order of the calling customer, or any order with ORDERS_READ. Others are apperr.NotFound.
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

// GetMany returns the orders with the given ids that the caller may read.
func (s *Service) GetMany(ctx context.Context, caller auth.Caller, ids []string) (map[string]*models.Order, error) {
	return lists.GetMany(ctx, s.db, caller, caller.Can(models.OrdersRead), "customer_id", ids, orderID)
}

// OpenByToken returns the guest's order of a token returned by checkout or sent by email. An invalid token is
// apperr.NotFound.
func (s *Service) OpenByToken(ctx context.Context, token string) (*models.Order, error) {
	token = strings.TrimSpace(normalize.Visible(token))
	if !strings.Contains(token, ".") { // signed tokens contain dots, emailed tokens do not
		return s.openByEmailedToken(ctx, token)
	}
	claims := s.guests.Registered("", s.o.Now())
	if err := s.guests.Read(token, &claims); err != nil {
		return nil, apperr.Missing("order")
	}
	return s.findGuestOrder(ctx, "id = ? AND guest_tokens_revoked_at IS NULL", claims.Subject)
}

// findGuestOrder returns a guest's order as the guest may see it: without the customer it was linked to. Nobody can
// open an anonymous order.
func (s *Service) findGuestOrder(ctx context.Context, where string, args ...any) (*models.Order, error) {
	o, err := find(s.db.Primary(ctx).Where("guest AND anonymized_at IS NULL"), where, args...)
	if err != nil {
		return nil, fmt.Errorf("read guest order: %w", err)
	}
	if o == nil {
		return nil, apperr.Missing("order")
	}
	o.ByToken = true
	return o, nil
}

// guestToken returns a token that opens the guest's order. It returns nil after the order's tokens were revoked, so
// that a repeated checkout does not return a new one.
func (s *Service) guestToken(o *models.Order) (*string, error) {
	if !o.Guest || o.GuestTokensRevokedAt != nil {
		return nil, nil
	}
	token, err := s.guests.Sign(s.guests.Registered(o.ID, s.o.Now().Add(s.o.GuestTokenLife)))
	if err != nil {
		return nil, fmt.Errorf("sign guest order token: %w", err)
	}
	return &token, nil
}

// Items returns the line items of orders that the caller has read, in the order of the checkout.
func (s *Service) Items(ctx context.Context, orderIDs []string) (map[string][]*models.OrderItem, error) {
	var rows []*models.OrderItem
	if err := db.SelectColumns(s.db.Read(ctx), itemColumns).Where(s.db.In("order_id", orderIDs)).
		Order("order_id, position").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read order items: %w", err)
	}
	return byOrder(orderIDs, rows, func(i *models.OrderItem) string { return i.OrderID }), nil
}

// itemColumns are the columns of a line item that callers see.
var itemColumns = db.Columns[models.OrderItem]([]string{
	"ID", "OrderID", "SKU", "Name", "Quantity", "UnitMinor", "TaxIncludedMinor", "Currency", "Options",
	"ImageURL", "URL", "Position", "ShippedQuantity", "CancelledQuantity", "RefundedQuantity",
})

// GetItems returns the line items with the given ids whose orders the caller may read, by id.
func (s *Service) GetItems(
	ctx context.Context, caller auth.Caller, ids []string,
) (map[string]*models.OrderItem, error) {
	q := db.SelectColumns(s.db.Read(ctx), itemColumns)
	return partsOfOrders(s, caller, q, "order_id", ids, func(i *models.OrderItem) string { return i.ID })
}

// partsOfOrders returns the records with the given ids that belong to orders that the caller may read: see GetMany. The
// order's id is in the column order.
func partsOfOrders[T any](
	s *Service, caller auth.Caller, q *gorm.DB, order string, ids []string, id func(*T) string,
) (map[string]*T, error) {
	q = q.Where(s.db.In("id", ids))
	if !caller.Can(models.OrdersRead) {
		if caller.Kind != auth.Customer {
			return nil, nil
		}
		q = q.Where(order+" IN (SELECT id FROM orders WHERE customer_id = ?)", caller.CustomerID)
	}
	return lists.ByID(q, id)
}

// byOrder groups rows, which are sorted by order id, by order.
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
