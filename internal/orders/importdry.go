package orders

import (
	"encoding/json"
	"fmt"

	"clientele/internal/bulk"
	"clientele/models"
)

// rememberedOrder is an order as earlier batches of a dry run would have left it.
type rememberedOrder struct {
	Order  models.Order
	Stored *models.Order // as the database has it; nil for a new order
	Basket basket
	Fields models.FieldCopies // values of custom fields that the batches changed
}

// The beginnings of the keys of a dry run.
const (
	numberPrefix     = "orderNumber="
	externalIDPrefix = "orderExternalId="
)

// recall adds the orders that earlier batches of a dry run would have created or changed.
func (b *orderBatch) recall(stored []*models.Order) ([]*rememberedOrder, error) {
	dry := b.o.DryRun
	if dry == nil {
		return nil, nil
	}
	var ids []string
	for _, o := range stored {
		ids = append(ids, o.ID)
	}
	for _, r := range b.records {
		ids = append(ids, dry.Keys[numberPrefix+r.number], dry.Keys[externalIDPrefix+r.externalID])
	}
	states, err := dry.Recall(ids)
	if err != nil {
		return nil, err
	}
	var all []*rememberedOrder
	for _, encoded := range states {
		state := &rememberedOrder{}
		if err := json.Unmarshal(encoded, state); err != nil {
			return nil, fmt.Errorf("recall an order of the dry run: %w", err)
		}
		t := &importedOrder{o: state.Order, stored: state.Stored, basket: state.Basket, recalled: state}
		b.all = append(b.all, t)
		b.index(t)
		all = append(all, state)
	}
	return all, nil
}

// Remember implements bulk.Batch.
func (b *orderBatch) Remember(dry *bulk.DryRun) error {
	fields := b.fields.Remember(dry)
	states := map[string]json.RawMessage{}
	for _, t := range b.all {
		if !t.changed {
			continue
		}
		encoded, err := json.Marshal(rememberedOrder{
			Order: t.o, Stored: t.stored, Basket: t.basket, Fields: fields[t.o.ID],
		})
		if err != nil {
			return fmt.Errorf("remember an order of the dry run: %w", err)
		}
		states[t.o.ID] = encoded
		dry.Set(numberPrefix+t.o.Number, t.o.ID)
		if id := text(t.o.ExternalID); id != "" {
			dry.Set(externalIDPrefix+id, t.o.ID)
		}
	}
	return dry.Remember(states)
}
