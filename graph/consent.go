package graph

import (
	"context"

	"clientele/graph/executor"
	"clientele/graph/loader"
	"clientele/internal/auth"
	"clientele/internal/consent"
	"clientele/internal/page"
	"clientele/models"
)

func (q query) MarketingConsents(
	ctx context.Context, first *int, after *string, last *int, before *string, customerID, email *string,
	channel *models.MarketingChannel, state *models.MarketingState, current, guests bool,
) (*page.Connection[*models.MarketingConsent], error) {
	args := page.Args{First: first, After: after, Last: last, Before: before}
	return q.Services.Consent.List(ctx, auth.From(ctx), args, consent.ListArgs{
		CustomerID: customerID, Email: email, Channel: channel, State: state, Current: current, Guests: guests,
	})
}

func (m mutation) SetMarketingConsent(
	ctx context.Context, customerID *string, input consent.SetMarketingConsentInput,
) (*result[*models.Customer], error) {
	return reply(m.Consent.Set(ctx, auth.From(ctx), customerID, input))
}

func (m mutation) ConfirmMarketingConsent(
	ctx context.Context, token string,
) (*result[*models.MarketingChannel], error) {
	return reply(m.Consent.Confirm(ctx, auth.From(ctx), token))
}

func (m mutation) Unsubscribe(ctx context.Context, token string) (*result[*models.MarketingChannel], error) {
	return reply(m.Consent.Unsubscribe(ctx, auth.From(ctx), token))
}

func (m mutation) Subscribe(ctx context.Context, email string, wording *string) (*result[bool], error) {
	err := m.Consent.Subscribe(ctx, auth.From(ctx), email, wording)
	return reply(err == nil, err)
}

func registerConsent(f *executor.Fields, service *consent.Service) {
	executor.Resolve(f, "marketing", func(ctx context.Context, c *models.Customer) ([]*models.MarketingConsent, error) {
		return loader.From(ctx).Marketing.Load(ctx, c.ID)
	}, "ID")
	executor.Concurrent[models.Customer](f, "marketing")
	executor.Method(f, "actor", (*models.MarketingConsent).Actor, "ActorKind", "ActorID", "ActorName")
	executor.Resolve(f, "unsubscribeToken", func(ctx context.Context, c *models.MarketingConsent) (*string, error) {
		token, err := service.UnsubscribeToken(ctx, c)
		return orNullString(token), err
	})
	executor.Resolve(f, "unsubscribeUrl", func(ctx context.Context, c *models.MarketingConsent) (*string, error) {
		url, err := service.UnsubscribeURL(ctx, c)
		return orNullString(url), err
	})
}
