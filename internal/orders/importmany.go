package orders

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/customfields"
	"clientele/internal/events"
	"clientele/models"
)

// ImportMany stores orders of another system, at most bulk.MaxBatch, in one transaction with a fixed number of
// statements, and returns the results in the same order. New orders are stored by the rules of Checkout, except that
// withdrawn currencies are accepted; the event ORDER_PLACED has their statuses. Of a stored order, the statuses
// and custom fields are updated by the rules of Update; its note, items and amounts must not differ. Everything else
// that is given for a stored order is ignored. A record that is not valid affects no other. The caller needs
// ORDERS_WRITE.
func (s *Service) ImportMany(
	ctx context.Context, caller auth.Caller, list []ImportOrderInput, o bulk.Options,
) ([]bulk.Result, error) {
	if !caller.Can(models.OrdersWrite) {
		return nil, apperr.Scope(string(models.OrdersWrite))
	}
	if len(list) > bulk.MaxBatch {
		return nil, apperr.Bad("At most %d orders can be stored at once", bulk.MaxBatch)
	}
	set, err := s.o.Fields.Set(ctx)
	if err != nil {
		return nil, err
	}
	b := &orderBatch{s: s, ctx: customfields.With(ctx, set), caller: caller, o: o}
	if err := b.check(list); err != nil {
		return nil, fmt.Errorf("check orders: %w", err)
	}
	results, err := bulk.Run(b.ctx, s.db, o, b)
	if err != nil {
		return nil, fmt.Errorf("store orders: %w", err)
	}
	return results, nil
}

// orderBatch is a batch of orders that is being stored.
type orderBatch struct {
	s       *Service
	ctx     context.Context
	caller  auth.Caller
	o       bulk.Options
	records []*orderRecord
	ids     []string // of new orders, by record
	orderBatchState
}

// orderBatchState is the state of a batch after some of its records. A repeated transaction begins with a new one.
type orderBatchState struct {
	now       models.Time
	customers customersByKey
	all       []*importedOrder
	byNumber  map[string]*importedOrder
	byID      map[string]*importedOrder // by external ID
	fields    *customfields.Batch
	history   events.Batch
	added     records // to stored orders
	linked    map[string]*linkedOrders
}

// importedOrder is an order, stored or new, with the changes of the records that were applied.
type importedOrder struct {
	o        models.Order
	stored   *models.Order       // as the database has it; nil for a new order
	changed  bool                // o must be stored
	basket   basket              // the line items and amounts
	items    []*models.OrderItem // empty if recalled
	recalled *rememberedOrder    // in a dry run, if an earlier batch would have changed it
}

// linkedOrders counts the new orders of a customer.
type linkedOrders struct {
	customer *models.Customer
	count    int
	latest   models.Time
}

// Decide implements bulk.Batch.
func (b *orderBatch) Decide(g *gorm.DB) ([]bulk.Result, error) {
	b.orderBatchState = orderBatchState{
		now: models.At(b.s.o.Now()), byNumber: map[string]*importedOrder{}, byID: map[string]*importedOrder{},
		linked: map[string]*linkedOrders{},
	}
	if err := b.load(g); err != nil {
		return nil, err
	}
	results := make([]bulk.Result, len(b.records))
	for i := range b.records {
		var err error
		if results[i], err = b.apply(i); err != nil {
			return nil, err
		}
	}
	return results, nil
}

func (b *orderBatch) index(t *importedOrder) {
	b.byNumber[t.o.Number] = t
	if id := text(t.o.ExternalID); id != "" {
		b.byID[id] = t
	}
}

// target returns the order that a record is matched with, or nil.
func (b *orderBatch) target(r *orderRecord) *importedOrder {
	switch {
	case r.externalID != "":
		return b.byID[r.externalID]
	case r.number != "":
		return b.byNumber[r.number]
	}
	return nil
}
