package graph

import (
	"context"

	"clientele/graph/loader"
	"clientele/graph/schema"
	"clientele/graph/validation"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

func (q query) Node(ctx context.Context, id string) (models.Node, error) {
	nodes, err := q.Nodes(ctx, []string{id})
	if err != nil {
		return nil, err
	}
	return nodes[0], nil
}

func (q query) Nodes(ctx context.Context, ids []string) ([]models.Node, error) {
	if len(ids) > validation.MaxNodeIDs {
		return nil, apperr.Bad("nodes accepts at most %d ids", validation.MaxNodeIDs)
	}
	snapshot := schema.From(ctx)
	visible := snapshot.View(schema.AudienceOf(auth.From(ctx))).Schema
	l := loader.From(ctx)
	byKind := map[string][]string{}
	for _, id := range ids {
		byKind[models.KindOf(id)] = append(byKind[models.KindOf(id)], id)
	}
	found := map[string]models.Node{}
	for kind, of := range byKind {
		var err error
		switch {
		case kind == models.CustomerID && visible.Types["Customer"] != nil:
			err = loadNodes(ctx, l.Customers, of, found)
		case kind == models.AddressID && visible.Types["Address"] != nil:
			err = loadNodes(ctx, l.Addresses, of, found)
		case kind == models.OrderID && visible.Types["Order"] != nil:
			err = loadNodes(ctx, l.Orders, of, found)
		case kind == models.FieldID && visible.Types["CustomField"] != nil:
			for _, id := range of {
				if f := snapshot.CustomFields.Find(auth.From(ctx), id); f != nil {
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

// loadNodes adds the records of one kind to found. A record that the caller may not see is left out.
func loadNodes[T any, P interface {
	*T
	models.Node
}](ctx context.Context, b *loader.Batch[P], ids []string, found map[string]models.Node) error {
	b.Expect(ids...)
	for _, id := range ids {
		v, err := b.Load(ctx, id)
		if err != nil {
			return err
		}
		if v != nil {
			found[id] = v
		}
	}
	return nil
}
