package graph

import (
	"context"

	"clientele/graph/executor"
	"clientele/internal/auth"
	"clientele/internal/mail"
	"clientele/internal/page"
	"clientele/models"
)

func (q query) Emails(
	ctx context.Context, first *int, after *string, last *int, before *string, status *models.EmailStatus, to *string,
) (*page.Connection[*models.Email], error) {
	args := rootPage[models.Email](ctx, first, after, last, before)
	return q.Mail.List(ctx, auth.From(ctx), args, status, to)
}

func (q query) EmailKinds(ctx context.Context) ([]string, error) {
	return q.Mail.Kinds(auth.From(ctx))
}

func (q query) PreviewEmail(ctx context.Context, kind string, locale *string) (*mail.EmailPreview, error) {
	return q.Mail.Preview(ctx, auth.From(ctx), kind, locale)
}

func registerEmails(f *executor.Fields) {
	executor.Method(f, "nextAttemptAt", (*models.Email).NextAttemptAt)
	registerEmailContent(f, "subject", func(m *models.Email) *string { return m.Subject })
	registerEmailContent(f, "text", func(m *models.Email) *string { return m.Text })
	registerEmailContent(f, "html", func(m *models.Email) *string { return m.HTML })
}

// registerEmailContent registers a field with a part of an email's content.
func registerEmailContent(f *executor.Fields, field string, part func(*models.Email) *string) {
	executor.Resolve(f, field, func(ctx context.Context, m *models.Email) (*string, error) {
		if err := mail.MayRead(auth.From(ctx)); err != nil {
			return nil, err
		}
		return part(m), nil
	})
}
