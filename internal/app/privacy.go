package app

import (
	"time"

	"clientele/internal/config"
	"clientele/internal/privacy"
)

// privacyService creates the service that erases and exports personal data, over the services that it needs.
func (a *App) privacyService(now func() time.Time, cmd *config.Command) *privacy.Service {
	return privacy.New(a.DB, privacy.Options{
		Now: now, Accounts: a.accounts, Jobs: a.jobs, Mail: a.Mail, Orders: a.orders, Fields: a.fields,
		Throttle: a.throttle, Post: a.Mail, Shop: a.shop.Get,
		RetentionOrders: cmd.RetentionOrders, RetentionInactive: cmd.RetentionInactive,
	})
}
