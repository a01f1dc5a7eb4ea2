package orders

import (
	"context"
	"errors"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/events"
	"clientele/internal/fold"
	"clientele/internal/input"
	"clientele/models"
)

// Update changes the statuses of an order and corrects its data. The payment status is applied first, then the
// fulfillment status, then the status. It requires ORDERS_WRITE. Invalid input is apperr.Invalid; with CONFLICT,
// Update also returns the current order.
func (s *Service) Update(
	ctx context.Context, caller auth.Caller, id string, in UpdateOrderInput,
) (*models.Order, error) {
	var f apperr.Fields
	custom, err := s.o.Fields.Check(ctx, caller, &f, at.At("customFields"), models.OwnerOrder, in.CustomFields.Value(),
		false)
	if err != nil {
		return nil, err
	}
	corrected, err := s.checkUpdatedAddressFields(ctx, caller, &f, in.ShippingAddress.Value())
	if err != nil {
		return nil, err
	}
	o, err := s.change(ctx, caller, id, func(c *change) error {
		c.f = f
		if err := c.expect("order", in.ExpectedVersion, c.o.Version); err != nil {
			return err
		}
		if err := errors.Join(
			c.setPaymentStatus(at.At("paymentStatus"), in.PaymentStatus),
			c.setFulfillmentStatus(at.At("fulfillmentStatus"), in.FulfillmentStatus),
		); err != nil {
			return err
		}
		applyStep(c, at.At("status"), in.Status, &c.o.Status, statusRefusal, models.EventOrderStatusChanged, nil)
		s.updateShippingAddress(c, in.ShippingAddress, corrected)
		if err := s.updateContact(c, in.Contact); err != nil {
			return err
		}
		if c.o.AnonymizedAt != nil && custom.ForAnonymous() {
			c.f.Add(at.At("customFields"), apperr.CodeStepNotAllowed, anonymous)
		}
		if err := c.updateExternalID(in.ExternalID); err != nil || !c.f.Empty() {
			return err
		}
		changed, err := s.o.Fields.StoreIn(c.tx, id, custom)
		if len(changed) > 0 {
			c.addEvent(models.EventOrderCustomFieldsChanged, changed, nil)
		}
		return err
	})
	return o, custom.Conflict(err)
}

// Cancel cancels an order that is UNFULFILLED. It requires ORDERS_WRITE.
func (s *Service) Cancel(ctx context.Context, caller auth.Caller, id string, reason *string) (*models.Order, error) {
	return s.change(ctx, caller, id, func(c *change) error {
		reason = input.Text(&c.f, apperr.Path{"reason"}, reason, maxReason)
		cancelled := models.OrderCancelled
		if c.o.Status == cancelled {
			c.f.Add(apperr.Path{"id"}, apperr.CodeStepNotAllowed, statusRefusal(c.o, cancelled))
			return nil
		}
		applyStep(c, apperr.Path{"id"}, graphql.OmittableOf(&cancelled), &c.o.Status, statusRefusal,
			models.EventOrderStatusChanged, reason)
		return nil
	})
}

// change is a change to an order within a transaction.
type change struct {
	tx       *gorm.DB
	o        *models.Order
	f        apperr.Fields
	events   []events.Entry
	times    []models.Time // of the events
	now      models.Time
	caller   auth.Caller
	conflict bool
	records  records
	items    []*models.OrderItem // in the order of the checkout; nil until itemsByID reads them
	byID     map[string]*models.OrderItem
}

// change locks an order, calls f to change it, and stores it with its new events.
func (s *Service) change(
	ctx context.Context, caller auth.Caller, id string, f func(*change) error,
) (*models.Order, error) {
	if !caller.Can(models.OrdersWrite) {
		return nil, apperr.Scope(string(models.OrdersWrite))
	}
	var c *change
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		c = &change{tx: tx, o: &models.Order{}, caller: caller, now: models.At(s.o.Now())}
		if err := lockOrder(tx, c.o, id); err != nil {
			return err
		}
		before := c.o.Status
		if err := errors.Join(f(c), c.f.Err()); err != nil {
			return err
		}
		if err := c.store(); err != nil {
			return err
		}
		return s.emailChange(c, before)
	})
	if c != nil && c.conflict {
		return c.o, err
	}
	if column, ok := db.UniqueViolation(err); ok && column == "orders.external_id" {
		err = externalIDTaken
	}
	if err != nil {
		return nil, fmt.Errorf("update order %s: %w", id, err)
	}
	return c.o, nil
}

// lockOrder reads an order into o and locks its row. An unknown order is apperr.NotFound.
func lockOrder(tx *gorm.DB, o *models.Order, id string) error {
	err := db.ForUpdate(tx).Where("id = ?", id).Take(o).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return apperr.Missing("order")
	}
	return err
}

func (c *change) store() error {
	if len(c.events) == 0 {
		return nil
	}
	c.o.Version, c.o.UpdatedAt = c.o.Version+1, c.now
	err := db.LockedRow(c.tx).Model(c.o).Select("*").Omit("id", "number", "created_at").Updates(c.o).Error
	if err != nil {
		return err
	}
	if err := c.records.store(c.tx); err != nil {
		return err
	}
	for i := range c.events {
		c.events[i].Version = c.o.Version
	}
	return events.Record(c.tx, c.caller, c.now, c.events...)
}

// addEvent adds an event with the changes of its fields.
func (c *change) addEvent(what models.EventType, changes events.Changes, reason *string) {
	e := entry(c.o, what)
	e.Changes, e.Text = changes, reason
	c.events, c.times = append(c.events, e), append(c.times, c.now)
}

// updateShippingAddress corrects the shipping address of an order that is open and unfulfilled.
func (s *Service) updateShippingAddress(
	c *change, in graphql.Omittable[*models.CreateAddressInput], custom *customfields.Change,
) {
	below := at.At("shippingAddress")
	switch {
	case !in.IsSet():
	case in.Value() == nil:
		c.f.Add(below, apperr.CodeRequired, "A shipping address is required")
	case !correctable(c.o):
		c.f.Add(below, apperr.CodeStepNotAllowed,
			fmt.Sprintf("The order is %s and %s: its address can no longer be changed", c.o.Status,
				c.o.FulfillmentStatus))
	default:
		rejectBookFields(&c.f, below, in.Value())
		corrected := orderAddress(s.o.Addresses.Recheck(&c.f, below, *in.Value(), c.o.ShippingAddress))
		corrected.CustomFields = custom.Apply(&c.f, c.o.ShippingAddress.CustomFields)
		if changed := shippingChanges(c.o.ShippingAddress, corrected, custom); len(changed) > 0 {
			c.o.ShippingAddress = corrected
			c.addEvent(models.EventOrderShippingAddressChanged, changed, nil)
		}
	}
}

func equal(a, b *string) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

const externalIDTakenMessage = "Another order already has this external ID"

var externalIDTaken = apperr.Field(at.At("externalId"), apperr.CodeExternalIDTaken, externalIDTakenMessage)

// updateExternalID sets the id that the shop's own system uses for an order.
func (c *change) updateExternalID(in graphql.Omittable[*string]) error {
	if !in.IsSet() {
		return nil
	}
	next := input.Optional(&c.f, at.At("externalId"), in.Value(), maxKey)
	if equal(next, c.o.ExternalID) {
		return nil
	}
	if text(next) != "" {
		var n int64
		if err := c.tx.Model(&models.Order{}).Where("external_id = ? AND external_id <> ''", *next).
			Count(&n).Error; err != nil {
			return err
		}
		if n > 0 {
			c.f.Add(at.At("externalId"), apperr.CodeExternalIDTaken, externalIDTakenMessage)
			return nil
		}
	}
	var changed events.Changes
	changed.Text("externalId", c.o.ExternalID, next)
	c.addEvent(models.EventOrderExternalIDChanged, changed, nil)
	c.o.ExternalID, c.o.ExternalIDFold = next, nil
	if next != nil {
		folded := fold.Text(*next)
		c.o.ExternalIDFold = &folded
	}
	return nil
}
