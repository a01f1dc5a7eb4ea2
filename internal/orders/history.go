package orders

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/events"
	"clientele/internal/input"
	"clientele/models"
)

// statusFields are the fields of an order that the types of events change.
var statusFields = map[models.EventType]string{
	models.EventOrderStatusChanged:            "status",
	models.EventOrderPaymentStatusChanged:     "paymentStatus",
	models.EventOrderFulfillmentStatusChanged: "fulfillmentStatus",
}

// entry describes an event of an order as it is now.
func entry(o *models.Order, what models.EventType) events.Entry {
	e := events.Entry{Type: what, SubjectID: o.ID, Version: o.Version}
	if o.CustomerID != nil {
		e.CustomerID = *o.CustomerID
	}
	return e
}

// shippingChanges returns the changes of a shipping address that was corrected, with a change of its custom fields.
func shippingChanges(before, after models.OrderAddress, custom *customfields.Change) events.Changes {
	var c events.Changes
	c.Text("firstName", before.FirstName, after.FirstName)
	c.Text("lastName", before.LastName, after.LastName)
	c.Text("company", before.Company, after.Company)
	c.String("line1", before.Line1, after.Line1)
	c.Text("line2", before.Line2, after.Line2)
	c.Text("city", before.City, after.City)
	c.Text("region", before.Region, after.Region)
	c.Text("postcode", before.Postcode, after.Postcode)
	c.String("country", string(before.Country), string(after.Country))
	c.Text("phone", before.Phone, after.Phone)
	c.Text("instructions", before.Instructions, after.Instructions)
	c = append(c, custom.Changes(before.CustomFields)...)
	for i := range c {
		c[i].Field = "shippingAddress." + c[i].Field
	}
	return c
}

// AddNote adds a note of the staff to an order's events. It needs ORDERS_WRITE, and returns apperr.NotFound if there is
// no such order. Customers and guests never see the note.
func (s *Service) AddNote(ctx context.Context, caller auth.Caller, orderID, text string) (*models.Event, error) {
	if !caller.Can(models.OrdersWrite) {
		return nil, apperr.Scope(string(models.OrdersWrite))
	}
	var f apperr.Fields
	note := input.RequiredText(&f, apperr.Path{"text"}, text, input.MaxNote)
	if err := f.Err(); err != nil {
		return nil, err
	}
	var e *models.Event
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		var o models.Order
		if err := lockOrder(tx, &o, orderID); err != nil {
			return err
		}
		noted := entry(&o, models.EventOrderNoteAdded)
		noted.Text = &note
		var err error
		e, err = events.RecordOne(tx, caller, models.At(s.o.Now()), noted)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("add a note to order %s: %w", orderID, err)
	}
	return e, nil
}

// historyTypes are the types of events that Order.history contains. It is also read by customers and guests.
var historyTypes = []models.EventType{
	models.EventOrderPlaced, models.EventOrderStatusChanged, models.EventOrderPaymentStatusChanged,
	models.EventOrderFulfillmentStatusChanged, models.EventOrderShippingAddressChanged,
	models.EventOrderContactChanged, models.EventOrderExternalIDChanged, models.EventOrderClaimed,
	models.EventOrderAttached, models.EventOrderDetached, models.EventOrderGuestTokensRevoked,
	models.EventOrderAnonymized,
}

// History returns the events of orders that the caller has read, oldest first.
func (s *Service) History(ctx context.Context, orderIDs []string) (map[string][]*models.OrderEvent, error) {
	var rows []*models.Event
	err := s.db.Read(ctx).Where(s.db.In("subject_id", orderIDs)).Where("type IN ?", historyTypes).
		Order("subject_id, seq").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read order history: %w", err)
	}
	list := make([]*models.OrderEvent, len(rows))
	for i, row := range rows {
		list[i] = orderEvent(row)
	}
	return byOrder(orderIDs, list, func(e *models.OrderEvent) string { return e.OrderID }), nil
}

// GetEvents returns the events with the given ids whose orders the caller may read, by id.
func (s *Service) GetEvents(
	ctx context.Context, caller auth.Caller, ids []string,
) (map[string]*models.OrderEvent, error) {
	q := s.db.Read(ctx).Where("type IN ?", historyTypes)
	rows, err := partsOfOrders(s, caller, q, "subject_id", ids, func(e *models.Event) string { return e.ID })
	if err != nil {
		return nil, err
	}
	found := make(map[string]*models.OrderEvent, len(rows))
	for id, row := range rows {
		found[id] = orderEvent(row)
	}
	return found, nil
}

// orderEvent returns an event as it appears in its order's history.
func orderEvent(e *models.Event) *models.OrderEvent {
	shown := &models.OrderEvent{
		ID: e.ID, OrderID: e.SubjectID, At: e.At, Reason: e.Text,
		Type:      models.OrderEventType(strings.TrimPrefix(string(e.Type), string(models.SubjectOrder)+"_")),
		ActorKind: models.OrderActorKind(e.ActorKind), ActorID: e.ActorID, ActorName: e.ActorName,
	}
	if e.Type == models.EventOrderExternalIDChanged || statusFields[e.Type] != "" {
		change := e.Changes()[0]
		shown.FromValue, shown.ToValue = change.From, change.To
	}
	switch e.Type {
	case models.EventOrderClaimed, models.EventOrderAttached, models.EventOrderDetached:
		shown.CustomerID = e.CustomerID
	}
	return shown
}
