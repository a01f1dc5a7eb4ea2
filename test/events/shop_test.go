package events

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"clientele/models"
	"clientele/test/apptest"
)

// The kinds of callers.
const (
	visitor  = "a visitor"
	customer = "a customer"
	key      = "an API key"
	onBehalf = "an API key for a customer"
	member   = "a staff member"
)

var kinds = []string{visitor, customer, key, onBehalf, member}

const password = "correct horse"

// shop is a shop whose mutations are tested.
type shop struct {
	*apptest.Program
	box    *apptest.MailServer
	schema *ast.Schema
	rows   map[string][]row
	tables *tables

	key       caller
	owner     *caller           // nil until it is needed
	strangers map[string]caller // customers without records, by kind
	before    snapshot
	seq       string // of the last event
	count     atomic.Int64
	secrets   sync.Map // texts that no event may contain
}

// caller is a caller of mutations.
type caller struct {
	kind    string
	headers apptest.Headers
	actor   actor
	account account // the caller's own; for others that of some customer of the shop
}

// did returns the event that a caller causes.
func (c caller) did(what models.EventType, subject, customer string, version int, fields string) event {
	return event{what, subject, customer, c.actor, version, fields, false}
}

// account is the account of a customer, at version 1.
type account struct {
	id, email                 string
	headers                   apptest.Headers
	accessToken, refreshToken string
}

// did returns the event that the customer causes.
func (a account) did(what models.EventType, version int, fields string) event {
	return event{what, a.id, a.id, a.actor(), version, fields, false}
}

func (a account) actor() actor { return actor{models.ByCustomer, a.id} }

func openShop(t *testing.T, p *apptest.Program, box *apptest.MailServer, schema *ast.Schema, rows map[string][]row) *shop {
	t.Helper()
	s := &shop{Program: p, box: box, schema: schema, rows: rows, tables: openTables(t, p.Env), strangers: map[string]caller{}}
	s.keep(password)
	headers := p.APIKey(apptest.AllScopes...)
	id := p.Send(headers, `{ apiKeys { id } }`, nil).OK().Text("apiKeys.0.id")
	s.key = caller{kind: key, headers: headers, actor: actor{models.ByAPIKey, id}}
	s.keep(headers["Authorization"])
	return s
}

// in returns the shop for a subtest.
func (s *shop) in(t *testing.T) *shop {
	p := *s.Program
	p.T = t
	s.Program, s.tables.t = &p, t
	return s
}

// keep remembers secrets that no event may contain.
func (s *shop) keep(secrets ...string) {
	for _, secret := range secrets {
		s.secrets.Store(strings.TrimPrefix(secret, "Bearer "), true)
	}
}

// next returns a number that was not used before.
func (s *shop) next() int { return int(s.count.Add(1)) }

// from returns the headers of a request from a network address of its own, so that no limits apply.
func (s *shop) from() apptest.Headers {
	n := s.next()
	return apptest.Headers{"X-Forwarded-For": fmt.Sprintf("198.%d.%d.%d", 18+n>>16, n>>8&255, n&255)}
}

// email returns an email address that is not in use.
func (s *shop) email() string { return fmt.Sprintf("person%d@example.com", s.next()) }

// caller returns a caller of a kind. Customers have just signed up.
func (s *shop) caller(kind string) caller {
	s.T.Helper()
	switch kind {
	case customer, onBehalf:
		a := s.signUp()
		c := caller{kind: kind, headers: a.headers, actor: a.actor(), account: a}
		if kind == onBehalf {
			c.headers = s.key.headers.With(a.headers)
		}
		return c
	}
	c := s.stranger(kind)
	c.account = s.customer()
	return c
}

// stranger returns a caller to whom no record of a customer belongs.
func (s *shop) stranger(kind string) caller {
	s.T.Helper()
	switch kind {
	case key:
		c := s.key
		c.headers = c.headers.With(s.from())
		return c
	case member:
		c := s.staffOwner()
		c.headers = c.headers.With(s.from())
		return c
	case customer, onBehalf:
		c, ok := s.strangers[kind]
		if !ok {
			c = s.caller(kind)
			s.strangers[kind] = c
		}
		return c
	}
	return caller{kind: visitor, headers: s.from(), actor: actor{kind: models.ByGuest}}
}

// signUp signs a visitor up.
func (s *shop) signUp() account {
	s.T.Helper()
	a := account{email: s.email()}
	made := s.Send(s.from(), `mutation($e: String!, $p: String!) { createCustomer(input: { email: $e, name: "Ann Example", password: $p }) {
		customerId customerToken { accessToken refreshToken } userErrors { code field message } } }`, apptest.Vars{"e": a.email, "p": password}).OK()
	a.id = made.Text("createCustomer.customerId")
	a.accessToken, a.refreshToken = made.Text("createCustomer.customerToken.accessToken"), made.Text("createCustomer.customerToken.refreshToken")
	a.headers = s.from().With(apptest.Headers{"X-Customer-Token": a.accessToken})
	s.keep(a.accessToken, a.refreshToken)
	return a
}

// customer creates a customer without a password.
func (s *shop) customer() account {
	s.T.Helper()
	a := account{email: s.email()}
	a.id = s.CreateCustomer(s.key.headers, apptest.Vars{"email": a.email, "name": "Ann Example"})
	return a
}

// staffOwner returns a member who is an owner.
func (s *shop) staffOwner() caller {
	s.T.Helper()
	if s.owner == nil {
		const email = "olga@shop.example"
		s.CommandWith(password, "staff", "create", "--email", email, "--name", "Olga")
		a := s.Send(s.from(), quoted(`mutation { staffLogin(email: %s, password: %s) { staffToken { accessToken } staffMember { id } userErrors { code } } }`, email, password), nil).OK()
		headers := a.Bearer("staffLogin")
		s.keep(headers["Authorization"])
		s.owner = &caller{kind: member, headers: headers, actor: actor{models.ByStaff, a.Text("staffLogin.staffMember.id")}}
	}
	return *s.owner
}

// lastEvent returns the position of the last event.
func (s *shop) lastEvent() string {
	s.T.Helper()
	return s.tables.read(`SELECT COALESCE(MAX(seq), 0) FROM events`)[0][0]
}

// newEvents returns the events since the previous call, and checks what applies to all events.
func (s *shop) newEvents(a *apptest.Response) []string {
	s.T.Helper()
	var lines []string
	for _, row := range s.tables.read(`SELECT seq, type, subject_id, COALESCE(customer_id, ''), actor_kind, COALESCE(actor_id, ''), COALESCE(version, 0), fields,
		CASE WHEN hidden THEN 'hidden' ELSE '' END, COALESCE(request_id, ''), COALESCE(before, ''), COALESCE(after, ''), COALESCE(text, ''), COALESCE(actor_name, '')
		FROM events WHERE seq > ` + s.seq + ` ORDER BY seq`) {
		s.seq = row[0]
		if row[1] == string(models.JobFinished) && row[9] == "" { // by the worker, at any time
			continue
		}
		var fields, from, to []string
		for i, into := range map[int]any{7: &fields, 10: &from, 11: &to} {
			if err := json.Unmarshal([]byte(row[i]), into); err != nil && row[i] != "" {
				s.T.Fatalf("%v: %q", err, row)
			}
		}
		if len(from) != len(to) || len(to) != 0 && len(to) != len(fields) {
			s.T.Errorf("an event has %d fields, %d values before and %d after it", len(fields), len(from), len(to))
		}
		if row[9] != a.Header("X-Request-Id") {
			s.T.Errorf("%s has the request id %q, want %q", row[1], row[9], a.Header("X-Request-Id"))
		}
		for secret := range s.secrets.Range {
			if strings.Contains(strings.Join(row, " "), secret.(string)) {
				s.T.Errorf("%q contains the secret %q", row, secret)
			}
		}
		lines = append(lines, line(row[1], row[2], row[3], row[4], row[5], row[6], slices.Clone(fields), row[8] != ""))
	}
	return lines
}

// quoted fills in a call: %s stands for a quoted text.
func quoted(call string, values ...string) string {
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = apptest.Quote(v)
	}
	return fmt.Sprintf(call, args...)
}
