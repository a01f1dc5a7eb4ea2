package orders

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/fold"
	"clientele/internal/input"
	"clientele/models"
)

// Update moves an order along or corrects it: payment first, then shipping, then the status. It needs ORDERS_WRITE. Faults of
// the input are apperr.Invalid; with CONFLICT the order as it stands comes along.
func (s *Service) Update(ctx context.Context, caller auth.Caller, id string, in UpdateOrderInput) (*models.Order, error) {
	var f apperr.Fields
	custom, err := s.o.Fields.Check(ctx, caller, &f, at.At("customFields"), models.OwnerOrder, in.CustomFields.Value(), false)
	if err != nil {
		return nil, err
	}
	corrected, err := s.checkCorrected(ctx, caller, &f, in.ShippingAddress.Value())
	if err != nil {
		return nil, err
	}
	o, err := s.change(ctx, caller, id, func(c *change) error {
		c.f = f
		if in.ExpectedVersion != nil && *in.ExpectedVersion != c.o.Version {
			c.conflict = true
			return apperr.Field(at.At("expectedVersion"), apperr.CodeConflict,
				fmt.Sprintf("the order was changed in the meantime: it has version %d", c.o.Version))
		}
		take(c, at.At("paymentStatus"), in.PaymentStatus, &c.o.PaymentStatus, payTo, models.OrderPaymentStatusChanged, nil)
		take(c, at.At("fulfillmentStatus"), in.FulfillmentStatus, &c.o.FulfillmentStatus, shipTo, models.OrderFulfillmentStatusChanged, nil)
		take(c, at.At("status"), in.Status, &c.o.Status, statusTo, models.OrderStatusChanged, nil)
		s.readdress(c, in.ShippingAddress, corrected)
		if err := s.recontact(c, in.Contact); err != nil {
			return err
		}
		if err := c.rename(in.ExternalID); err != nil || !c.f.Empty() {
			return err
		}
		c.refilled, err = s.o.Fields.StoreIn(c.tx, id, custom)
		return err
	})
	return o, custom.Conflict(err)
}

// Cancel calls an order off while nothing of it is fulfilled. It needs ORDERS_WRITE.
func (s *Service) Cancel(ctx context.Context, caller auth.Caller, id string, reason *string) (*models.Order, error) {
	return s.change(ctx, caller, id, func(c *change) error {
		reason = input.Text(&c.f, apperr.Path{"reason"}, reason, maxReason)
		cancelled := models.OrderCancelled
		if c.o.Status == cancelled {
			c.f.Add(apperr.Path{"id"}, apperr.CodeStepNotAllowed, statusTo(c.o, cancelled))
			return nil
		}
		take(c, apperr.Path{"id"}, graphql.OmittableOf(&cancelled), &c.o.Status, statusTo, models.OrderStatusChanged, reason)
		return nil
	})
}

// change is one change to an order while it is being made.
type change struct {
	tx       *gorm.DB
	o        *models.Order
	f        apperr.Fields
	events   []*models.OrderEvent
	now      models.Time
	caller   auth.Caller
	conflict bool
	refilled bool // custom fields have changed
}

// change reads an order, lets f change it, and stores it with what happened to it.
func (s *Service) change(ctx context.Context, caller auth.Caller, id string, f func(*change) error) (*models.Order, error) {
	if !caller.Can(models.OrdersWrite) {
		return nil, apperr.Scope(string(models.OrdersWrite))
	}
	var c *change
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		c = &change{tx: tx, o: &models.Order{}, caller: caller, now: models.At(s.o.Now())}
		if err := lockInto(tx, c.o, id); err != nil {
			return err
		}
		if err := errors.Join(f(c), c.f.Err()); err != nil {
			return err
		}
		return c.store()
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

// lockInto reads an order into o and holds it until the transaction ends; apperr.NotFound where there is none.
func lockInto(tx *gorm.DB, o *models.Order, id string) error {
	err := db.ForUpdate(tx).Where("id = ?", id).Take(o).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return apperr.Missing("order")
	}
	return err
}

func (c *change) store() error {
	if len(c.events) == 0 && !c.refilled {
		return nil
	}
	c.o.Version, c.o.UpdatedAt = c.o.Version+1, c.now
	if err := c.tx.Model(c.o).Select("*").Omit("id", "number", "created_at").Updates(c.o).Error; err != nil {
		return err
	}
	if len(c.events) == 0 {
		return nil
	}
	inOrder(c.events)
	return c.tx.Create(&c.events).Error
}

// inOrder makes the ids of events ascend as the events do, since a history is read by them: of ids that are made within one
// millisecond a later one can be smaller.
func inOrder(events []*models.OrderEvent) {
	ids := make([]string, len(events))
	for i, e := range events {
		ids[i] = e.ID
	}
	slices.Sort(ids)
	for i, e := range events {
		e.ID = ids[i]
	}
}

func (c *change) happened(what models.OrderEventType, from, to, reason *string) {
	e := newEvent(c.o, what, c.now, c.caller)
	e.FromValue, e.ToValue, e.Reason = from, to, reason
	c.events = append(c.events, e)
}

// take makes one step. To stay where it is is no step.
func take[T ~string](c *change, at apperr.Path, in graphql.Omittable[*T], now *T, why func(*models.Order, T) string, what models.OrderEventType, reason *string) {
	if !in.IsSet() {
		return
	}
	if in.Value() == nil {
		c.f.Add(at, apperr.CodeRequired, "this cannot be cleared")
		return
	}
	next := *in.Value()
	if next == *now {
		return
	}
	if refusal := why(c.o, next); refusal != "" {
		c.f.Add(at, apperr.CodeStepNotAllowed, refusal)
		return
	}
	from, to := string(*now), string(next)
	*now = next
	c.happened(what, &from, &to, reason)
}

// readdress corrects where an order is shipped to, until something has been sent there.
func (s *Service) readdress(c *change, in graphql.Omittable[*models.CreateAddressInput], custom *customfields.Change) {
	below := at.At("shippingAddress")
	switch {
	case !in.IsSet():
	case in.Value() == nil:
		c.f.Add(below, apperr.CodeRequired, "an order has a shipping address")
	case !correctable(c.o):
		c.f.Add(below, apperr.CodeStepNotAllowed, fmt.Sprintf("the order is %s and %s: its address stays", c.o.Status, c.o.FulfillmentStatus))
	default:
		refuseBookOnly(&c.f, below, in.Value())
		corrected := copied(s.o.Addresses.Recheck(&c.f, below, *in.Value(), c.o.ShippingAddress))
		corrected.CustomFields = custom.Onto(&c.f, c.o.ShippingAddress.CustomFields)
		if !same(corrected, c.o.ShippingAddress) {
			c.o.ShippingAddress = corrected
			c.happened(models.OrderShippingAddressChanged, nil, nil, nil)
		}
	}
}

func same(a, b models.OrderAddress) bool {
	for _, pair := range [][2]*string{
		{a.FirstName, b.FirstName},
		{a.LastName, b.LastName},
		{a.Company, b.Company},
		{a.Line2, b.Line2},
		{a.City, b.City},
		{a.Region, b.Region},
		{a.Postcode, b.Postcode},
		{a.Phone, b.Phone},
		{a.Instructions, b.Instructions},
	} {
		if !equal(pair[0], pair[1]) {
			return false
		}
	}
	return a.Line1 == b.Line1 && a.Country == b.Country && maps.EqualFunc(a.CustomFields, b.CustomFields, slices.Equal)
}

func equal(a, b *string) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

var externalIDTaken = apperr.Field(at.At("externalId"), apperr.CodeExternalIDTaken, "another order already carries this external id")

// rename gives an order the shop's own key.
func (c *change) rename(in graphql.Omittable[*string]) error {
	if !in.IsSet() {
		return nil
	}
	next := input.Optional(&c.f, at.At("externalId"), in.Value(), maxKey)
	if equal(next, c.o.ExternalID) {
		return nil
	}
	if text(next) != "" {
		var n int64
		if err := c.tx.Model(&models.Order{}).Where("external_id = ? AND external_id <> ''", *next).Count(&n).Error; err != nil {
			return err
		}
		if n > 0 {
			c.f.Add(at.At("externalId"), apperr.CodeExternalIDTaken, "another order already carries this external id")
			return nil
		}
	}
	c.happened(models.OrderExternalIDChanged, c.o.ExternalID, next, nil)
	c.o.ExternalID, c.o.ExternalIDFold = next, nil
	if next != nil {
		folded := fold.Text(*next)
		c.o.ExternalIDFold = &folded
	}
	return nil
}
