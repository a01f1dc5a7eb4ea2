package webhooks

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/input"
	"clientele/models"
)

// CreateWebhookInput describes a new webhook. The schema documents its members.
type CreateWebhookInput struct {
	Name   string
	URL    string
	Events []models.EventType
	Query  *string
	Scopes []models.Scope
	Active bool
}

// UpdateWebhookInput contains changes to a webhook. Omitted fields are not changed.
type UpdateWebhookInput struct {
	Name            graphql.Omittable[*string]
	URL             graphql.Omittable[*string]
	Events          graphql.Omittable[[]models.EventType]
	Query           graphql.Omittable[*string]
	Scopes          graphql.Omittable[[]models.Scope]
	Active          graphql.Omittable[*bool]
	ExpectedVersion *int
}

// Maximum lengths, in characters.
const (
	maxURL   = 2000
	maxQuery = 16_000
)

var at = apperr.Path{"input"}

// setName, setURL, setEvents and setScopes validate a value and set it. They report errors that do not depend on the
// caller.

func setName(f *apperr.Fields, w *models.Webhook, name *string) {
	if name == nil {
		name = new(string)
	}
	w.Name = input.Required(f, at.At("name"), *name, input.MaxLabel)
}

func (s *Service) setURL(f *apperr.Fields, w *models.Webhook, url *string) {
	if url == nil {
		url = new(string)
	}
	at := at.At("url")
	w.URL = input.Required(f, at, *url, maxURL)
	if f.Has(at) {
		return
	}
	if why := s.o.Client.CheckURL(w.URL); why != "" {
		f.Add(at, apperr.CodeInvalid, why)
	}
}

func setEvents(f *apperr.Fields, w *models.Webhook, types []models.EventType) {
	if len(types) == 0 {
		f.Add(at.At("events"), apperr.CodeRequired, "At least one type of event is required")
	}
	w.EventNames = models.Strings{}
	for i, t := range types {
		switch {
		case !slices.Contains(models.EventTypes(), t):
			f.Add(at.At("events", strconv.Itoa(i)), apperr.CodeInvalid,
				fmt.Sprintf("%q is not a type of event", string(t)))
		case !slices.Contains(w.EventNames, string(t)):
			w.EventNames = append(w.EventNames, string(t))
		}
	}
}

// queryScopes are the scopes that a webhook can have.
var queryScopes = []models.Scope{models.CustomersRead, models.OrdersRead}

func setScopes(f *apperr.Fields, w *models.Webhook, scopes []models.Scope) {
	w.ScopeNames = models.Strings{}
	for i, scope := range scopes {
		switch {
		case !slices.Contains(queryScopes, scope):
			f.Add(at.At("scopes", strconv.Itoa(i)), apperr.CodeInvalid,
				"A webhook can only have the scopes CUSTOMERS_READ and ORDERS_READ")
		case !slices.Contains(w.ScopeNames, string(scope)):
			w.ScopeNames = append(w.ScopeNames, string(scope))
		}
	}
}

func setQuery(f *apperr.Fields, w *models.Webhook, query *string) {
	w.Query = nil
	if query == nil {
		return
	}
	at := at.At("query")
	if w.Query = input.Text(f, at, query, maxQuery); *w.Query == "" && !f.Has(at) {
		f.Add(at, apperr.CodeRequired, "Required; null for no query")
	}
}

// checkGrants checks that the caller has what the webhook gets: its scopes, and the scopes to read its events.
func checkGrants(f *apperr.Fields, caller auth.Caller, w *models.Webhook) {
	for i, scope := range w.Scopes() {
		if !caller.Can(scope) {
			f.Add(at.At("scopes", strconv.Itoa(i)), apperr.CodeInvalid, "You cannot grant scopes that you do not have")
		}
	}
	for i, t := range w.Events() {
		if scope := events.ReadScope(t); !caller.Can(scope) {
			f.Add(at.At("events", strconv.Itoa(i)), apperr.CodeInvalid,
				fmt.Sprintf("Events of the type %s require the scope %s, which you do not have", t, scope))
		}
	}
}

// checkQuery checks that the query of a webhook is valid with its scopes.
func (s *Service) checkQuery(ctx context.Context, f *apperr.Fields, w *models.Webhook) {
	if problem := s.QueryError(ctx, w); problem != nil {
		f.Add(at.At("query"), apperr.CodeInvalid, *problem)
	}
}

// QueryError returns why the query of a webhook is not valid with the current custom fields, or nil if it is or there
// is none.
func (s *Service) QueryError(ctx context.Context, w *models.Webhook) *string {
	if w.Query == nil {
		return nil
	}
	if problem := s.queries.CheckQuery(auth.With(ctx, queryCaller(w)), *w.Query); problem != "" {
		return &problem
	}
	return nil
}

// queryCaller is the caller for whom the query of a webhook runs.
func queryCaller(w *models.Webhook) auth.Caller {
	return auth.Caller{Kind: auth.APIKey, KeyID: w.ID, KeyName: w.Name, Scopes: w.Scopes()}
}
