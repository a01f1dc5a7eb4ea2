package privacy

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/events"
	"clientele/internal/jobs"
	"clientele/models"
)

// addresses writes the address book.
func (e *exporter) addresses(ctx context.Context) error {
	return e.to.list("addresses", func(write func(any) error) error {
		return add(ctx, e.shapes.addresses, e.ofCustomer(&models.Address{}), "created_at",
			func(a *models.Address) (models.Time, string) { return a.CreatedAt, a.ID },
			func(rows []*models.Address, objects []*object) error {
				ids := make([]string, len(rows))
				for i, a := range rows {
					ids[i] = a.ID
				}
				return e.addFields(ctx, models.OwnerAddress, ids, objects)
			}, write)
	})
}

// orders writes the orders of the account with their items, and the events of each from before it belonged to the
// account.
func (e *exporter) orders(ctx context.Context, progress *jobs.ExportProgress) error {
	return e.to.list("orders", func(write func(any) error) error {
		return add(ctx, e.shapes.orders, e.ofCustomer(&models.Order{}), "placed_at",
			func(o *models.Order) (models.Time, string) { return o.PlacedAt, o.ID },
			func(rows []*models.Order, objects []*object) error {
				if err := e.completeOrders(ctx, rows, objects); err != nil {
					return err
				}
				return progress.Done(ctx, len(rows))
			}, write)
	})
}

func (e *exporter) completeOrders(ctx context.Context, rows []*models.Order, objects []*object) error {
	ids := make([]string, len(rows))
	for i, o := range rows {
		ids[i] = o.ID
	}
	var items []*models.OrderItem
	q := e.shapes.items.selected(e.db.Read(ctx)).Where(e.db.In("order_id", ids))
	if err := q.Order("order_id, position").Find(&items).Error; err != nil {
		return fmt.Errorf("read the items of orders: %w", err)
	}
	byOrder := map[string][]*object{}
	for _, item := range items {
		o := e.shapes.items.object(ctx, item)
		o.set("total", money(*item.Total()))
		byOrder[item.OrderID] = append(byOrder[item.OrderID], o)
	}
	var earlier []*models.Event
	q = e.shapes.events.selected(e.db.Read(ctx)).Where(e.db.In("events.subject_id", ids))
	if err := q.Where("events.customer_id IS NULL").Order("events.seq").Find(&earlier).Error; err != nil {
		return fmt.Errorf("read the events of orders: %w", err)
	}
	described, err := e.describe(ctx, earlier)
	if err != nil {
		return err
	}
	before := map[string][]*object{}
	for i, event := range earlier {
		before[event.SubjectID] = append(before[event.SubjectID], described[i])
	}
	for i, o := range objects {
		o.set("items", append([]*object{}, byOrder[ids[i]]...))
		if list := before[ids[i]]; list != nil {
			o.set("eventsAsGuest", list)
		}
	}
	return e.addFields(ctx, models.OwnerOrder, ids, objects)
}

// consents writes the statements about marketing: those of the account, and if its address is verified, those of the
// address.
func (e *exporter) consents(ctx context.Context) error {
	at := func(c *models.MarketingConsent) (models.Time, string) { return c.At, c.ID }
	return e.to.list("marketing", func(write func(any) error) error {
		err := add(ctx, e.shapes.consents, e.ofCustomer(&models.MarketingConsent{}), "at", at, nil, write)
		if err != nil || !e.customer.EmailVerified {
			return err
		}
		return add(ctx, e.shapes.consents, func(ctx context.Context) *gorm.DB {
			return e.db.Read(ctx).Model(&models.MarketingConsent{}).Where("email_key = ?", e.customer.EmailKey)
		}, "at", at, nil, write)
	})
}

// sessions writes the devices on which the customer is logged in.
func (e *exporter) sessions(ctx context.Context) error {
	return e.to.list("sessions", func(write func(any) error) error {
		return add(ctx, e.shapes.sessions, e.ofCustomer(&models.Session{}), "created_at",
			func(s *models.Session) (models.Time, string) { return s.CreatedAt, s.ID }, nil, write)
	})
}

// emails writes the emails to the customer that are stored, without their texts, which can contain tokens.
func (e *exporter) emails(ctx context.Context) error {
	return e.to.list("emails", func(write func(any) error) error {
		return add(ctx, e.shapes.emails, func(ctx context.Context) *gorm.DB {
			return e.db.Read(ctx).Model(&models.Email{}).Where("to_key = ?", e.customer.EmailKey)
		}, "created_at", func(m *models.Email) (models.Time, string) { return m.CreatedAt, m.ID }, nil, write)
	})
}

// exports writes the exports of the customer's personal data.
func (e *exporter) exports(ctx context.Context) error {
	return e.to.list("dataExports", func(write func(any) error) error {
		return add(ctx, e.shapes.exports, e.ofCustomer(&models.Job{}), "created_at",
			func(j *models.Job) (models.Time, string) { return j.CreatedAt, j.ID }, nil, write)
	})
}

// eventBatch is the number of events that are read at a time.
const eventBatch = 500

// events writes the history of the account, oldest first.
func (e *exporter) events(ctx context.Context) error {
	seq := events.CustomerSeq(e.db)
	return e.to.list("events", func(write func(any) error) error {
		for last := int64(0); ; {
			var rows []*models.Event
			err := e.shapes.events.selected(e.ofCustomer(&models.Event{})(ctx)).Where(seq+" > ?", last).
				Order(seq).Limit(eventBatch).Find(&rows).Error
			if err != nil {
				return fmt.Errorf("read the events of customer %s: %w", e.customer.ID, err)
			}
			objects, err := e.describe(ctx, rows)
			if err != nil {
				return err
			}
			for _, o := range objects {
				if err := write(o); err != nil {
					return err
				}
			}
			if len(rows) < eventBatch {
				return ctx.Err()
			}
			last = rows[len(rows)-1].Seq
		}
	})
}

// describe returns events with what the receivers of webhooks have responded to them.
func (e *exporter) describe(ctx context.Context, rows []*models.Event) ([]*object, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	objects, ids, at := make([]*object, len(rows)), make([]string, len(rows)), map[string]int{}
	for i, row := range rows {
		objects[i], ids[i], at[row.ID] = e.shapes.events.object(ctx, row), row.ID, i
	}
	var deliveries []*models.WebhookDelivery
	// Deliveries have an index by webhook and event.
	err := e.shapes.deliveries.selected(e.db.Read(ctx)).
		Where("webhook_id IN (SELECT id FROM webhooks)").Where(e.db.In("event_id", ids)).
		Where("response_body IS NOT NULL OR error IS NOT NULL").Order("created_at, id").Find(&deliveries).Error
	if err != nil {
		return nil, fmt.Errorf("read the deliveries of events: %w", err)
	}
	responses := map[int][]*object{}
	for _, d := range deliveries {
		i := at[*d.EventID]
		responses[i] = append(responses[i], e.shapes.deliveries.object(ctx, d))
	}
	for i, list := range responses {
		objects[i].set("webhookDeliveries", list)
	}
	return objects, nil
}
