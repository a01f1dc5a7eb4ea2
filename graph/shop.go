package graph

import (
	"context"

	"clientele/graph/generated"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/shop"
	"clientele/models"
)

func (q query) Shop(ctx context.Context) (*models.Shop, error) { return q.o.Shop.Get(ctx) }

func (m mutation) UpdateShop(ctx context.Context, input shop.UpdateShopInput) (*generated.UpdateShopPayload, error) {
	now, err := m.o.Shop.Update(ctx, auth.From(ctx), input)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.UpdateShopPayload{Shop: now, UserErrors: userErrors}, nil
}

func (q query) Node(ctx context.Context, id string) (models.Node, error) {
	nodes, err := q.Nodes(ctx, []string{id})
	if err != nil {
		return nil, err
	}
	return nodes[0], nil
}

func (q query) Nodes(ctx context.Context, ids []string) ([]models.Node, error) {
	if len(ids) > maxNodeIDs {
		return nil, apperr.Bad("nodes takes at most %d ids", maxNodeIDs)
	}
	seen := runningOf(ctx).of(audienceOf(auth.From(ctx))).schema
	l := loadersOf(ctx)
	byKind := map[string][]string{}
	for _, id := range ids {
		byKind[models.KindOf(id)] = append(byKind[models.KindOf(id)], id)
	}
	found := map[string]models.Node{}
	for kind, of := range byKind {
		var err error
		switch {
		case kind == models.CustomerID && seen.Types["Customer"] != nil:
			err = loadNodes(ctx, l.customers, of, found)
		case kind == models.AddressID && seen.Types["Address"] != nil:
			err = loadNodes(ctx, l.addresses, of, found)
		case kind == models.OrderID && seen.Types["Order"] != nil:
			err = loadNodes(ctx, l.orders, of, found)
		case kind == models.FieldID && seen.Types["CustomField"] != nil:
			for _, id := range of {
				if f := runningOf(ctx).set.Find(auth.From(ctx), id); f != nil {
					found[id] = f
				}
			}
		}
		if err != nil {
			return nil, err
		}
	}
	nodes := make([]models.Node, len(ids))
	for i, id := range ids {
		nodes[i] = found[id]
	}
	return nodes, nil
}

func loadNodes[T any, P interface {
	*T
	models.Node
}](ctx context.Context, b *batch[P], ids []string, found map[string]models.Node) error {
	b.ids.expect(ids...)
	for _, id := range ids {
		v, err := b.load(ctx, id)
		if err != nil {
			return err
		}
		if v != nil {
			found[id] = v
		}
	}
	return nil
}
