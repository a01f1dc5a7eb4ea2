package graph

import (
	"context"

	"clientele/graph/executor"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/internal/shop"
	"clientele/models"
)

func (q query) Shop(ctx context.Context) (*models.Shop, error) { return q.Options.Shop.Get(ctx) }

func (m mutation) UpdateShop(ctx context.Context, input shop.UpdateShopInput) (*result[*models.Shop], error) {
	return reply(m.Shop.Update(ctx, auth.From(ctx), input))
}

func registerShop(f *executor.Fields) {
	executor.Method(f, "id", (*models.Shop).NodeID)
	executor.Method(f, "passwordRules", func(*models.Shop) input.PasswordRules { return input.Rules() })
}
