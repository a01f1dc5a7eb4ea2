package graph

import (
	"context"

	"clientele/internal/auth"
	"clientele/internal/page"
	"clientele/models"
)

func (q query) Emails(ctx context.Context, first *int, after *string, last *int, before *string, status *models.EmailStatus, to *string) (*page.Connection[*models.Email], error) {
	return q.o.Mail.List(ctx, auth.From(ctx), pageArgs[models.Email](ctx, first, after, last, before), status, to)
}
