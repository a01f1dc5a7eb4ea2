// Package webhooks manages the shop's webhooks and sends events to them. A dispatcher creates the deliveries of new
// events, and each webhook's deliveries are sent one after the other, by one of the servers. The package does not
// record events of customers or orders, and does not run GraphQL: package graph runs the stored queries.
package webhooks

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/mail"
	"clientele/internal/outbound"
	"clientele/internal/page"
	"clientele/models"
)

// Options are the settings and dependencies of a Service.
type Options struct {
	Now   auth.Clock
	Codec *page.Codec
	// Client sends the requests.
	Client *outbound.Client
	// Keys encrypt the secrets: the first one new secrets, the others those of earlier keys of the program.
	Keys [][]byte
	// Current returns a caller with its current scopes, read in the transaction.
	Current func(tx *gorm.DB, caller auth.Caller) (auth.Caller, error)
	Post    mail.Sender
	// AssignNew assigns positions to all events that are committed.
	AssignNew func(context.Context) error

	Delays       []time.Duration // after each failed attempt; nil for the default
	PauseAfter   time.Duration   // time of failures after which a webhook is paused; default 5 days
	Poll         time.Duration   // interval between queries for new events and due deliveries; default 500 ms
	Lease        time.Duration   // time after which another server may claim a delivery; default 1 min
	QueryTimeout time.Duration   // timeout of a query; default 10 s
	Grace        time.Duration   // time to finish requests in progress at shutdown; default 15 s
}

// Queries runs the stored queries of webhooks.
type Queries interface {
	// CheckQuery returns why the query is not valid for the caller of ctx, or "" if it is.
	CheckQuery(ctx context.Context, query string) string
	// RunQuery runs a query with the ID of a record, for the caller of ctx. It returns a QueryError if the query is not
	// valid, and any other error if it cannot run at the moment.
	RunQuery(ctx context.Context, query, id string) (Answer, error)
}

// Answer is the result of a query.
type Answer struct {
	Data   json.RawMessage
	Errors json.RawMessage // nil if there are none
}

// QueryError is the error of a query that is not valid.
type QueryError string

func (e QueryError) Error() string { return "the query is not valid: " + string(e) }

// Service manages webhooks and sends events to them.
type Service struct {
	db      *db.DB
	o       Options
	secrets *sealer
	queries Queries
	totals  totals
}

// New returns a service for a database.
func New(d *db.DB, o Options) (*Service, error) {
	if o.Delays == nil {
		o.Delays = delays
	}
	o.PauseAfter = cmp.Or(o.PauseAfter, 5*24*time.Hour)
	o.Poll, o.Lease = cmp.Or(o.Poll, 500*time.Millisecond), cmp.Or(o.Lease, time.Minute)
	o.QueryTimeout, o.Grace = cmp.Or(o.QueryTimeout, 10*time.Second), cmp.Or(o.Grace, 15*time.Second)
	secrets, err := newSealer(o.Keys)
	if err != nil {
		return nil, err
	}
	return &Service{db: d, o: o, secrets: secrets}, nil
}

// RunQueriesWith sets what runs the stored queries. It must be called before the service is used.
func (s *Service) RunQueriesWith(q Queries) { s.queries = q }

// maxWebhooks is the maximum number of webhooks of the shop. Each has a request of its own at a time.
const maxWebhooks = 100

// mayManage checks that a caller may manage webhooks.
func mayManage(caller auth.Caller) error {
	if !caller.Can(models.WebhooksWrite) {
		return apperr.Scope(string(models.WebhooksWrite))
	}
	return nil
}

// mayActOn checks that a caller has the scopes of a webhook and those to read its events. Otherwise the caller could
// have what the webhook may read sent elsewhere. The error refers to the argument id.
func mayActOn(caller auth.Caller, w *models.Webhook) error {
	for _, scope := range needed(w) {
		if !caller.Can(scope) {
			return apperr.Field(apperr.Path{"id"}, apperr.CodeInvalid,
				fmt.Sprintf("The webhook requires the scope %s, which you do not have", scope))
		}
	}
	return nil
}

// needed returns the scopes that a caller needs to manage a webhook.
func needed(w *models.Webhook) []models.Scope {
	scopes := w.Scopes()
	for _, t := range w.Events() {
		if scope := events.ReadScope(t); !slices.Contains(scopes, scope) {
			scopes = append(scopes, scope)
		}
	}
	return scopes
}

// manage runs f in a transaction for a caller who may manage webhooks, with the caller's current scopes. Changes of
// webhooks and the dispatcher wait for each other, so that a webhook gets exactly the events after its creation.
func (s *Service) manage(ctx context.Context, caller auth.Caller, f func(tx *gorm.DB, caller auth.Caller) error) error {
	if err := mayManage(caller); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *gorm.DB) error {
		if err := lock(tx); err != nil {
			return err
		}
		now, err := s.o.Current(tx, caller)
		if err != nil {
			return err
		}
		if err := mayManage(now); err != nil {
			return err
		}
		return f(tx, now)
	})
}

func lock(tx *gorm.DB) error {
	if err := db.Lock(tx, "webhooks"); err != nil {
		return fmt.Errorf("lock webhooks: %w", err)
	}
	return nil
}

// change reads and locks a webhook that the caller may act on, calls f to change it, and stores it with the events that
// f returns if it has changed. With an error of f, it also returns the current webhook.
func (s *Service) change(
	ctx context.Context, caller auth.Caller, id string,
	f func(tx *gorm.DB, caller auth.Caller, w *models.Webhook) (events.Entry, error),
) (*models.Webhook, error) {
	w := new(models.Webhook)
	err := s.manage(ctx, caller, func(tx *gorm.DB, caller auth.Caller) error {
		*w = models.Webhook{}
		if err := take(db.ForUpdate(tx), id, w); err != nil {
			return err
		}
		if err := mayActOn(caller, w); err != nil {
			return err
		}
		before := *w
		entry, err := f(tx, caller, w)
		if err != nil {
			*w = before
			return err
		}
		if entry.Type == "" { // nothing has changed
			return nil
		}
		now := models.At(s.o.Now())
		w.Version, w.UpdatedAt = w.Version+1, now
		err = tx.Model(w).Select("*").Omit("id", "created_at", "lease", "lease_ends_at").Updates(w).Error
		if err != nil {
			return err
		}
		entry.SubjectID, entry.Version = w.ID, w.Version
		return events.Record(tx, caller, now, entry)
	})
	if err != nil {
		return w, fmt.Errorf("change webhook %s: %w", id, err)
	}
	return w, nil
}

// take reads a webhook. If there is none, it returns apperr.NotFound.
func take(q *gorm.DB, id string, w *models.Webhook) error {
	found := q.Where("id = ?", id).Limit(1).Find(w)
	if found.Error == nil && found.RowsAffected == 0 {
		return apperr.Missing("webhook")
	}
	return found.Error
}
