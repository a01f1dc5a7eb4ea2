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
	read := func(rows []*models.Address) (func(*models.Address, *object), error) {
		ids := make([]string, len(rows))
		for i, a := range rows {
			ids[i] = a.ID
		}
		fields, err := e.fieldsOf(ctx, models.OwnerAddress, ids)
		if err != nil {
			return nil, err
		}
		return func(a *models.Address, o *object) { o.set("customFields", fields(a.ID)) }, nil
	}
	return e.to.list("addresses", func(write func(any) error) error {
		return add(ctx, e.shapes.addresses, e.ofCustomer(&models.Address{}), "created_at",
			func(a *models.Address) (models.Time, string) { return a.CreatedAt, a.ID }, read, write)
	})
}

// orders writes the orders of the account with their items, and the events of each from before it belonged to the
// account.
func (e *exporter) orders(ctx context.Context, progress *jobs.ExportProgress) error {
	written := 0 // since the last batch
	read := func(rows []*models.Order) (func(*models.Order, *object), error) {
		if err := progress.Done(ctx, written); err != nil {
			return nil, err
		}
		written = len(rows)
		return e.readOrders(ctx, rows)
	}
	err := e.to.list("orders", func(write func(any) error) error {
		return add(ctx, e.shapes.orders, e.ofCustomer(&models.Order{}), "placed_at",
			func(o *models.Order) (models.Time, string) { return o.PlacedAt, o.ID }, read, write)
	})
	if err != nil {
		return err
	}
	return progress.Done(ctx, written)
}

// readOrders reads what belongs to orders, and returns a function that adds it to the object of one of them.
func (e *exporter) readOrders(ctx context.Context, rows []*models.Order) (func(*models.Order, *object), error) {
	ids := make([]string, len(rows))
	for i, o := range rows {
		ids[i] = o.ID
	}
	var items []*models.OrderItem
	q := e.shapes.items.selected(e.db.Read(ctx)).Where(e.db.In("order_id", ids))
	if err := q.Order("order_id, position").Find(&items).Error; err != nil {
		return nil, fmt.Errorf("read the items of orders: %w", err)
	}
	itemsOf := map[string][]*models.OrderItem{}
	for _, item := range items {
		itemsOf[item.OrderID] = append(itemsOf[item.OrderID], item)
	}
	var events []*models.Event
	q = e.shapes.events.selected(e.db.Read(ctx)).Where(e.db.In("events.subject_id", ids))
	if err := q.Where("events.customer_id IS NULL").Order("events.seq").Find(&events).Error; err != nil {
		return nil, fmt.Errorf("read the events of orders: %w", err)
	}
	eventsOf := map[string][]*models.Event{}
	for _, event := range events {
		eventsOf[event.SubjectID] = append(eventsOf[event.SubjectID], event)
	}
	records, err := e.readRecords(ctx, ids)
	if err != nil {
		return nil, err
	}
	fields, err := e.fieldsOf(ctx, models.OwnerOrder, ids)
	if err != nil {
		return nil, err
	}
	return func(row *models.Order, o *object) {
		list := []*object{}
		for _, item := range itemsOf[row.ID] {
			of := e.shapes.items.object(ctx, item)
			of.set("total", money(*item.Total()))
			list = append(list, of)
		}
		o.set("items", list)
		records(row.ID, o)
		if len(eventsOf[row.ID]) > 0 {
			list := []*object{}
			for _, event := range eventsOf[row.ID] {
				list = append(list, e.shapes.events.object(ctx, event))
			}
			o.set("eventsAsGuest", list)
		}
		o.set("customFields", fields(row.ID))
	}, nil
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

// emails writes the emails to the customer that are stored, without their texts, which can contain tokens. If the
// address is not verified, they can be emails to somebody else.
func (e *exporter) emails(ctx context.Context) error {
	return e.to.list("emails", func(write func(any) error) error {
		if !e.customer.EmailVerified {
			return nil
		}
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

// events writes the history of the account, oldest first.
func (e *exporter) events(ctx context.Context) error {
	seq := events.CustomerSeq(e.db)
	return e.to.list("events", func(write func(any) error) error {
		for last := int64(0); ; {
			var rows []*models.Event
			err := e.shapes.events.selected(e.ofCustomer(&models.Event{})(ctx)).Where(seq+" > ?", last).
				Order(seq).Limit(exportBatch).Find(&rows).Error
			if err != nil {
				return fmt.Errorf("read the events of customer %s: %w", e.customer.ID, err)
			}
			for _, row := range rows {
				if err := write(e.shapes.events.object(ctx, row)); err != nil {
					return err
				}
			}
			if len(rows) < exportBatch {
				return ctx.Err()
			}
			last = rows[len(rows)-1].Seq
		}
	})
}
