package events

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/db/dbtest"
	"clientele/graph/schema"
	"clientele/models"
	"clientele/test/apptest"
	"clientele/test/statements"
)

// row is a way to call a mutation.
type row struct {
	name   string   // what differs from the mutation's other rows
	only   []string // kinds of callers; nil for all that the schema allows
	why    string   // why the kinds that no row of the mutation covers are left out
	quiet  string   // why the call leaves no event, even if it changes rows
	alone  string   // why the events are not accompanied by changed rows
	emails bool     // whether the preparation waits for an email
	call   func(s *shop, by caller) call
}

// call is a call of a mutation.
type call struct {
	field string  // with its arguments, without a selection
	want  []event // what it must record
	code  string  // of its user error; "" if it succeeds
	bad   string  // a call that fails and records nothing; "" if only those of other callers fail
	as    *caller // nil for the caller for whom the call was prepared
}

// event is an event that a call must record.
type event struct {
	what     models.EventType
	subject  string // an id, or "@" and its path in the payload
	customer string // the same
	by       actor
	version  int    // of the subject; 0 for none
	fields   string // the changed fields, separated by spaces
	hidden   bool
}

// actor is the actor of an event.
type actor struct {
	kind models.EventActorKind
	id   string // as subject
}

// hide marks an event as hidden from the customer.
func (e event) hide() event {
	e.hidden = true
	return e
}

// newestAddress and newestJob are the subjects of an event about the address or the job that was created last.
const (
	newestAddress = "the newest address"
	newestJob     = "the newest job"
)

// describe returns an event as a line of text, with ids from the response a.
func (s *shop) describe(e event, a *apptest.Response) string {
	id := func(text string) string {
		if text == newestAddress {
			return s.tables.read(`SELECT id FROM addresses ORDER BY created_at DESC, id DESC LIMIT 1`)[0][0]
		}
		if text == newestJob {
			return s.tables.read(`SELECT id FROM jobs ORDER BY created_at DESC, id DESC LIMIT 1`)[0][0]
		}
		if path, ok := strings.CutPrefix(text, "@"); ok {
			return a.Text("result." + path)
		}
		return text
	}
	return line(string(e.what), id(e.subject), id(e.customer), string(e.by.kind), id(e.by.id), fmt.Sprint(e.version),
		strings.Fields(e.fields), e.hidden)
}

func line(what, subject, customer, kind, actorID, version string, fields []string, hidden bool) string {
	slices.Sort(fields)
	text := fmt.Sprintf("%s of %s, customer %q, by %s %q, version %s, changes %v", what, subject, customer, kind, actorID,
		version, fields)
	if hidden {
		text += ", hidden"
	}
	return text
}

// rows lists the ways to call each mutation of the schema.
var rows = func() map[string][]row {
	all := map[string][]row{}
	for _, section := range []map[string][]row{
		customerRows, noteRows, sessionRows, addressRows, mailboxRows, orderRows, orderRecordRows, guestOrderRows, staffRows, keyRows, settingRows, webhookRows, jobRows,
		privacyRows, exportRows, consentRows, mergingRows, erasureRows,
		customerRows, noteRows, sessionRows, addressRows, mailboxRows, orderRows, guestOrderRows, staffRows, keyRows, settingRows, webhookRows, jobRows,
		groupRows, privacyRows, exportRows, consentRows, mergingRows, erasureRows,
	} {
		maps.Copy(all, section)
	}
	return all
}()

// TestEveryMutationLeavesEvents calls every mutation as each kind of caller that the schema allows, and compares the
// events with the table, and the rows of all tables before and after the call: rows must not change without an event.
// Calls that change nothing, and calls that fail, must leave neither.
func TestEveryMutationLeavesEvents(t *testing.T) {
	loaded, err := gqlparser.LoadSchema(schema.Source())
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range loaded.Mutation.Fields {
		checkRows(t, field)
	}
	for name := range rows {
		if loaded.Mutation.Fields.ForName(name) == nil {
			t.Errorf("there is no mutation %s", name)
		}
	}
	apptest.OnEachWithEmail(t, []string{trustProxies}, func(t *testing.T, p *apptest.Program, box *apptest.MailServer) {
		s := openShop(t, p, box, loaded, rows)
		first := loaded.Mutation.Fields.ForName("createFirstStaffMember") // while there are no others
		for _, field := range append(ast.FieldList{first}, loaded.Mutation.Fields...) {
			if field != first || s.owner == nil {
				t.Run(field.Name, func(t *testing.T) { s.in(t).runAll(field) })
			}
		}
		s.T, s.tables.t = t, t
		s.checkStatements()
	})
}

// TestSignUpByEmailLeavesEvents is TestEveryMutationLeavesEvents for a shop where visitors sign up by email.
func TestSignUpByEmailLeavesEvents(t *testing.T) {
	loaded, err := gqlparser.LoadSchema(schema.Source())
	if err != nil {
		t.Fatal(err)
	}
	settings := []string{trustProxies, "CLIENTELE_EMAIL_VERIFICATION=required"}
	apptest.OnEachWithEmail(t, settings, func(t *testing.T, p *apptest.Program, box *apptest.MailServer) {
		s := openShop(t, p, box, loaded, signUpRows)
		for name := range signUpRows {
			t.Run(name, func(t *testing.T) { s.in(t).runAll(loaded.Mutation.Fields.ForName(name)) })
		}
	})
}

// trustProxies is the setting with which requests can come from any network address.
const trustProxies = "CLIENTELE_TRUSTED_PROXIES=127.0.0.0/8"

// runAll calls a mutation in all ways. What waits for an email is prepared at the same time.
func (s *shop) runAll(field *ast.FieldDefinition) {
	type way struct {
		row   row
		kind  string
		first bool
		ready *preparation
	}
	var ways []*way
	for _, r := range s.rows[field.Name] {
		for i, kind := range r.kinds(field) {
			ways = append(ways, &way{row: r, kind: kind, first: i == 0})
		}
	}
	var emails sync.WaitGroup
	for _, w := range ways {
		if w.row.emails {
			s.staffOwner() // not in parallel
			emails.Go(func() { w.ready = s.prepare(w.row, w.kind) })
		}
	}
	emails.Wait()
	t := s.T
	for _, w := range ways {
		t.Run(strings.TrimPrefix(w.row.name+" by "+w.kind, " "), func(t *testing.T) {
			s.in(t)
			if w.ready == nil {
				w.ready = s.prepare(w.row, w.kind)
			}
			s.run(field, w.row, w.ready, w.first)
		})
	}
}

// preparation is a call that is ready to be sent.
type preparation struct {
	by   caller
	call call
}

// prepare creates what a call needs.
func (s *shop) prepare(r row, kind string) *preparation {
	s.T.Helper()
	by := s.caller(kind)
	c := r.call(s, by)
	if c.as != nil {
		by = *c.as
	}
	return &preparation{by, c}
}

// kinds returns the kinds of callers of a row.
func (r row) kinds(field *ast.FieldDefinition) []string {
	if r.only != nil {
		return r.only
	}
	return allowed(field)
}

// checkRows checks that a mutation has rows for all kinds of callers that the schema allows.
func checkRows(t *testing.T, field *ast.FieldDefinition) {
	t.Helper()
	covered, why := map[string]bool{}, ""
	for _, r := range rows[field.Name] {
		for _, kind := range r.kinds(field) {
			covered[kind] = true
		}
		why += r.why
	}
	for _, kind := range allowed(field) {
		if !covered[kind] && why == "" {
			t.Errorf("no row calls %s by %s", field.Name, kind)
		}
	}
}

// allowed returns the kinds of callers that may use a mutation.
func allowed(field *ast.FieldDefinition) []string {
	access := field.Directives.ForName("access").ArgumentMap(nil)
	anyone, _ := access["anyone"].(bool)
	customers, _ := access["customer"].(bool)
	members, _ := access["staff"].(bool)
	scoped := access["scope"] != nil || access["anyScope"] != nil
	var kinds []string
	for _, k := range []struct {
		kind string
		may  bool
	}{
		{visitor, anyone},
		{customer, customers},
		{key, scoped || anyone},
		{onBehalf, customers},
		{member, scoped || anyone || members},
	} {
		if k.may {
			kinds = append(kinds, k.kind)
		}
	}
	return kinds
}

// run calls a mutation. If first is set, it also calls it as the kinds of callers that the schema does not allow.
func (s *shop) run(field *ast.FieldDefinition, r row, p *preparation, first bool) {
	s.T.Helper()
	by, c := p.by, p.call
	var others []caller
	for _, other := range kinds {
		if first && !slices.Contains(allowed(field), other) {
			others = append(others, s.stranger(other))
		}
	}
	s.before, s.seq = s.tables.snapshot(), s.lastEvent()
	if c.bad != "" {
		s.fails(by, field, c.bad)
	}
	for _, other := range others {
		s.fails(other, field, c.field)
	}
	got := s.send(by, field, c.field)
	if code := got.answer.UserErrorCode("result"); code != c.code {
		s.T.Fatalf("%s: %s", c.field, got.answer.Body)
	}
	want := make([]string, len(c.want))
	for i, e := range c.want {
		want[i] = s.describe(e, got.answer)
	}
	recorded := slices.Clone(got.events)
	slices.Sort(want)
	slices.Sort(recorded)
	if !slices.Equal(recorded, want) {
		s.T.Errorf("%s\nchanged the tables %q and recorded\n  %s\nwant\n  %s", c.field, tablesOf(got.changes),
			strings.Join(recorded, "\n  "), strings.Join(want, "\n  "))
	}
	switch {
	case r.quiet == "" && len(got.changes) > 0 && len(got.events) == 0:
		s.T.Errorf("%s changed rows without an event:\n%s", c.field, strings.Join(got.changes, "\n"))
	case (len(got.events) > 0 && len(got.changes) == 0) != (r.alone != ""):
		s.T.Errorf("%s recorded %d events and changed %d rows", c.field, len(got.events), len(got.changes))
	}
	if again := s.send(by, field, c.field); r.quiet == "" && r.alone == "" {
		s.checkBoth(c.field+" again", again)
	}
}

// fails sends a call that must fail, and leave nothing.
func (s *shop) fails(by caller, field *ast.FieldDefinition, call string) {
	s.T.Helper()
	got := s.send(by, field, call)
	if !got.failed {
		s.T.Errorf("%s by %s did not fail: %s", call, by.kind, got.answer.Body)
	}
	s.checkBoth(call+" by "+by.kind, got)
}

// checkBoth checks that a call changed rows and recorded events, or neither. One that fails must do neither.
func (s *shop) checkBoth(call string, got outcome) {
	s.T.Helper()
	if (len(got.changes) > 0) != (len(got.events) > 0) || got.failed && len(got.events) > 0 {
		s.T.Errorf("%s\nrecorded\n  %s\nand changed\n  %s\n%s", call, strings.Join(got.events, "\n  "),
			strings.Join(got.changes, "\n  "), got.answer.Body)
	}
}

// outcome is what a call did.
type outcome struct {
	answer  *apptest.Response
	failed  bool
	changes []string // of rows
	events  []string
}

// send calls a mutation and finds out what it did since the previous call.
func (s *shop) send(by caller, field *ast.FieldDefinition, call string) outcome {
	s.T.Helper()
	a := s.Send(by.headers, "mutation { result: "+call+" "+s.selection(field)+" }", nil)
	after := s.tables.snapshot()
	got := outcome{answer: a, changes: s.before.changes(after), events: s.newEvents(a)}
	got.failed = len(a.Errors) > 0 || strings.Contains(a.Body, `"userErrors":[{`)
	s.before = after
	return got
}

// selection returns a selection of the scalars of a mutation's payload, and of the ids of its records.
func (s *shop) selection(field *ast.FieldDefinition) string {
	parts := []string{"userErrors { code field message }"}
	for _, f := range s.schema.Types[field.Type.Name()].Fields {
		of := s.schema.Types[f.Type.Name()]
		switch {
		case f.Directives.ForName("access") != nil || f.Name == "userErrors":
		case of.Kind == ast.Scalar:
			parts = append(parts, f.Name)
		case of.Kind == ast.Object && of.Fields.ForName("id") != nil:
			parts = append(parts, f.Name+" { id }")
		case of.Name == "UpsertCustomerResult":
			parts = append(parts, f.Name+" { customerId userErrors { code } }")
		}
	}
	return "{ " + strings.Join(parts, " ") + " }"
}

// checkStatements compares what the statements of the program use of PostgreSQL with the list.
func (s *shop) checkStatements() {
	if s.DatabaseURL() == "" {
		return
	}
	if texts, ok := dbtest.Statements(s.T, s.DatabaseURL()); ok {
		isTest := func(text string) bool { return strings.Contains(text, "information_schema.columns c JOIN") }
		statements.Check(s.T, statements.Writes, slices.DeleteFunc(texts, isTest))
	}
	if texts, ok := dbtest.MigrationStatements(s.T); ok {
		statements.Check(s.T, statements.Start, texts)
	}
}
