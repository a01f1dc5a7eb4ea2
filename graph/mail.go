package graph

import (
	"context"

	"clientele/internal/auth"
	"clientele/internal/page"
	"clientele/models"
)

func (q query) Mails(ctx context.Context, first *int, after *string, last *int, before *string, status *models.MailStatus, to *string) (*page.Connection[*models.Mail], error) {
	return q.o.Mail.List(ctx, auth.From(ctx), pageArgs[models.Mail](ctx, first, after, last, before), status, to)
}
