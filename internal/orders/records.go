package orders

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/models"
)

// records are the payments, refunds and shipments that changes add to orders, and the line items whose quantities they
// change. The sums of the orders are columns of the orders and of their line items, whose constraints keep them within
// their limits even if this package does not.
type records struct {
	payments  []*models.Payment
	refunds   []*models.Refund
	refunded  []*models.RefundedItem
	shipments []*models.Shipment
	shipped   []*models.ShippedItem
	items     []*itemQuantities
}

// itemQuantities has the columns of a line item that change with refunds and shipments.
type itemQuantities struct {
	ID                                                   string
	ShippedQuantity, CancelledQuantity, RefundedQuantity int
}

// TableName returns the name of the table.
func (itemQuantities) TableName() string { return "order_items" }

// store stores the records, whose orders are locked and stored.
func (r *records) store(tx *gorm.DB) error {
	if err := errors.Join(
		db.InsertRows(tx, r.payments), db.InsertRows(tx, r.refunds), db.InsertRows(tx, r.refunded),
		db.InsertRows(tx, r.shipments), db.InsertRows(tx, r.shipped), db.UpdateRows(tx, r.items),
	); err != nil {
		return fmt.Errorf("store records of orders: %w", err)
	}
	return nil
}

// join adds the records of a later change.
func (r *records) join(later records) {
	r.payments = append(r.payments, later.payments...)
	r.refunds = append(r.refunds, later.refunds...)
	r.refunded = append(r.refunded, later.refunded...)
	r.shipments = append(r.shipments, later.shipments...)
	r.shipped = append(r.shipped, later.shipped...)
	r.items = append(r.items, later.items...)
}

// changeRecord is change for the order of a payment, refund or shipment, which f receives as it is while the order is
// locked. An unknown record is apperr.NotFound.
func changeRecord[T any](
	ctx context.Context, s *Service, caller auth.Caller, kind, id string, orderOf func(*T) string,
	f func(*change, *T) error,
) (*models.Order, error) {
	if !caller.Can(models.OrdersWrite) {
		return nil, apperr.Scope(string(models.OrdersWrite))
	}
	found, err := findRecord[T](s.db.Primary(ctx), kind, id)
	if err != nil {
		return nil, err
	}
	return s.change(ctx, caller, orderOf(found), func(c *change) error {
		record, err := findRecord[T](c.tx, kind, id)
		if err != nil {
			return err
		}
		return f(c, record)
	})
}

func findRecord[T any](g *gorm.DB, kind, id string) (*T, error) {
	var found []*T
	if err := g.Where("id = ?", id).Limit(1).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("find %s: %w", kind, err)
	}
	if len(found) == 0 {
		return nil, apperr.Missing(kind)
	}
	return found[0], nil
}

// expect reports CONFLICT if a record no longer has the version that the caller expects, if any.
func (c *change) expect(kind string, expected *int, version int) error {
	if expected == nil || *expected == version {
		return nil
	}
	c.conflict = true
	return apperr.Field(at.At("expectedVersion"), apperr.CodeConflict,
		fmt.Sprintf("The %s was changed by someone else. Its current version is %d.", kind, version))
}

// limitRecords reports LIMIT_REACHED at path if the order has as many records of a model as it can have.
func (c *change) limitRecords(path apperr.Path, model any, kind string) error {
	if c.tx == nil { // an import, which adds at most one of a kind
		return nil
	}
	var n int64
	if err := c.tx.Model(model).Where("order_id = ?", c.o.ID).Count(&n).Error; err != nil {
		return fmt.Errorf("count %s: %w", kind, err)
	}
	if n >= maxRecords {
		c.f.Add(path, apperr.CodeLimitReached,
			fmt.Sprintf("An order can have at most %d %s", maxRecords, kind))
	}
	return nil
}

// amount checks an amount of an order, which must be more than zero and at most most minor units. message says with a
// verb what the limit is, such as "%s can still be paid".
func (c *change) amount(in *models.MoneyInput, most int64, limit, none string) int64 {
	path := at.At("amount")
	if in.Currency != c.o.Currency {
		c.f.Add(path.At("currency"), apperr.CodeCurrencyMismatch,
			fmt.Sprintf("The currency of the order is %s", c.o.Currency))
		return 0
	}
	minor, err := in.Minor()
	switch path = path.At("amount"); {
	case err != nil:
		c.f.Add(path, apperr.CodeInvalid, err.Error())
	case minor == 0:
		c.f.Add(path, apperr.CodeInvalid, "Must be more than zero")
	case most == 0:
		c.f.Add(path, apperr.CodeInvalid, none)
	case minor > most:
		c.f.Add(path, apperr.CodeInvalid, fmt.Sprintf(limit, moneyText(most, c.o.Currency)))
	}
	return minor
}

// maxSkew is by how much the clock of a caller can be ahead.
const maxSkew = time.Minute

// when returns the time of a record, which is now if the caller gives none.
func (c *change) when(path apperr.Path, given *models.Time) models.Time {
	switch {
	case given == nil:
		return c.now
	case given.After(c.now.Add(maxSkew)):
		c.f.Add(path, apperr.CodeInvalid, "Must not be in the future")
	case given.After(c.now.Time):
		return c.now
	}
	return *given
}

// line returns an optional single-line text, nil if it is empty.
func (c *change) line(path apperr.Path, s *string, most int) *string {
	return filled(input.Optional(&c.f, path, s, most))
}

// url returns an optional http or https URL, nil if it is empty.
func (c *change) url(path apperr.Path, s *string) *string {
	return filled(input.URL(&c.f, path, s, "http", "https"))
}

// filled returns nil for an empty text.
func filled(s *string) *string {
	if text(s) == "" {
		return nil
	}
	return s
}

// moneyText returns an amount as events and messages contain it, such as "24.50 EUR".
func moneyText(minor int64, c models.CurrencyCode) string {
	return string(models.Money{Minor: minor, Currency: c}.Amount()) + " " + string(c)
}
