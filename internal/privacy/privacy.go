// Package privacy erases and exports the personal data of customers and guests. What is personal data is said by one
// map of all columns. The other services do not know it.
package privacy

import (
	"cmp"
	"context"
	"time"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/jobs"
	"clientele/internal/mail"
	"clientele/internal/onetime"
	"clientele/internal/orders"
	"clientele/internal/throttle"
	"clientele/models"
)

// Options are the settings and dependencies of a Service.
type Options struct {
	Now      auth.Clock
	Accounts Accounts // for RequestErasure
	Jobs     *jobs.Service
	Mail     *mail.Service
	Orders   *orders.Service
	Fields   *customfields.Service
	Throttle *throttle.Throttle
	Post     mail.Sender
	Shop     func(context.Context) (*models.Shop, error) // returns the shop's settings

	Poll              time.Duration // interval between queries for due erasures; default 2 s
	RetentionOrders   time.Duration // age at which closed orders become anonymous; 0 for never
	RetentionInactive time.Duration // time without activity after which customers are erased; 0 for never
}

// Accounts is what the service needs of the customers' accounts.
type Accounts interface {
	// ConfirmPassword is the method of accounts.Service.
	ConfirmPassword(ctx context.Context, caller auth.Caller, password *string) (
		stillRight func(locked *models.Customer) error, err error)
}

// Service erases and exports personal data.
type Service struct {
	db   *db.DB
	o    Options
	once *onetime.Tokens

	waiting                   map[string]time.Time // when to try delayed erasures again, by customer ID
	seenOrders, seenCustomers watermark            // of ApplyRetention
}

// New returns a service for a database. It registers the task of exports with the service of jobs.
func New(d *db.DB, o Options) *Service {
	o.Poll = cmp.Or(o.Poll, pollDue)
	s := &Service{db: d, o: o, once: onetime.New(d, o.Now)}
	o.Jobs.Register(models.ExportPersonalData, s.export)
	o.Jobs.OnSuccess(models.ExportPersonalData, s.announceExport)
	return s
}
