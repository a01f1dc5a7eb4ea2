package app

import (
	"context"
	"time"

	"clientele/internal/privacy"
)

// privacyService creates the service that erases and exports personal data, over the services that it needs.
func (a *App) privacyService(now func() time.Time) *privacy.Service {
	return privacy.New(a.DB, privacy.Options{Now: now, Accounts: a.accounts, GraceDays: a.graceDays, Post: a.Mail})
}

// graceDays returns the number of days between a customer's request for erasure and the erasure.
func (a *App) graceDays(ctx context.Context) (int, error) {
	shop, err := a.shop.Get(ctx)
	if err != nil {
		return 0, err
	}
	return shop.ErasureGraceDays, nil
}
