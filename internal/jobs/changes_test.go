package jobs_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"clientele/db"
	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/filter"
	"clientele/internal/jobs"
	"clientele/internal/servicetest"
	"clientele/internal/staff"
	"clientele/models"
)

func named(prefix string) *accounts.CustomerFilter {
	return &accounts.CustomerFilter{Name: &filter.StringFilter{Like: ptr(prefix + "*")}}
}

func ptr[T any](v T) *T { return &v }

func all(n int) jobs.CustomerSelection {
	return jobs.CustomerSelection{Filter: &accounts.CustomerFilter{}, ExpectedCount: &n}
}

// update returns the input of an update, with its JSON as the API passes it.
func update(text string) jobs.UpdateCustomersInput {
	in, err := inputs{}.UpdateCustomersInput(context.Background(), text)
	if err != nil {
		panic(err)
	}
	in.Text = text
	return in
}

// TestSelections checks which customers a change concerns, and which selections are not valid.
func TestSelections(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		ids := f.customers(60)
		reader := auth.Caller{Kind: auth.APIKey, KeyID: "key_1", KeyName: "x", Scopes: []models.Scope{models.CustomersRead}}
		writer := auth.Caller{Kind: auth.APIKey, KeyID: "key_1", KeyName: "x", Scopes: []models.Scope{models.CustomersWrite}}
		tooMany := make([]string, 10_001)
		for _, c := range []struct {
			name   string
			caller auth.Caller
			in     jobs.CustomerSelection
			tags   []string
			want   string
			done   int
		}{
			{"nothing", staff.Operator, jobs.CustomerSelection{}, nil, "REQUIRED customers, REQUIRED tags", 0},
			{"no ids", staff.Operator, jobs.CustomerSelection{IDs: []string{}}, []string{"a"}, "REQUIRED customers", 0},
			{"too many ids", staff.Operator, jobs.CustomerSelection{IDs: tooMany}, []string{"a"}, "INVALID customers.ids", 0},
			{"both", staff.Operator, jobs.CustomerSelection{IDs: ids, Search: ptr("a"), ExpectedCount: ptr(1)}, []string{"a"}, "INVALID customers", 0},
			{"no count", staff.Operator, jobs.CustomerSelection{Filter: named("A")}, []string{"a"}, "REQUIRED customers.expectedCount", 0},
			{"another count", staff.Operator, jobs.CustomerSelection{Filter: named("A"), ExpectedCount: ptr(4)}, []string{"a"}, "CONFLICT customers.expectedCount", 0},
			{"count of ids", staff.Operator, jobs.CustomerSelection{IDs: ids, ExpectedCount: ptr(60)}, []string{"a"}, "INVALID customers.expectedCount", 0},
			{"without the scope", reader, jobs.CustomerSelection{IDs: ids}, []string{"a"}, "FORBIDDEN CUSTOMERS_WRITE", 0},
			{"filter without the scope", writer, all(60), []string{"a"}, "FORBIDDEN CUSTOMERS_READ", 0},
			{"filter", staff.Operator, jobs.CustomerSelection{Filter: named("A"), ExpectedCount: ptr(3)}, []string{"filtered"}, "", 3},
			{"search", staff.Operator, jobs.CustomerSelection{Search: ptr("c11@example.com"), ExpectedCount: ptr(1)}, []string{"found"}, "", 1},
			{"all", staff.Operator, all(60), []string{"everyone"}, "", 60},
			{"none", staff.Operator, jobs.CustomerSelection{Search: ptr("nobody"), ExpectedCount: ptr(0)}, []string{"a"}, "", 0},
			{"ids twice", staff.Operator, jobs.CustomerSelection{IDs: append(ids[:2:2], ids[0])}, []string{"two"}, "", 2},
		} {
			j, err := f.AddTags(t.Context(), c.caller, c.in, c.tags)
			if got := servicetest.Errors(err); got != c.want {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
			if err != nil {
				continue
			}
			n := f.count(&models.CustomerTag{}, "tag = ?", c.tags[0])
			if j.Status != models.JobSucceeded || *j.Total != c.done || j.Updated != c.done || n != c.done {
				t.Errorf("%s: %s, %d tags", c.name, f.counts(j.ID), n)
			}
		}
		if n := f.count(&models.Job{}, "status <> 'SUCCEEDED'"); n != 0 {
			t.Errorf("%d jobs of mutations that failed remain", n)
		}
	})
}

// TestChanges checks what each change does to its customers, with which events and faults.
func TestChanges(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		_, err := f.fields.Create(t.Context(), staff.Operator, customfields.CreateCustomFieldInput{
			Owner: models.OwnerCustomer, Key: "vat", Type: models.FieldString, Label: "VAT", Unique: true,
			Access: models.AccessNone,
		})
		if err != nil {
			t.Fatal(err)
		}
		ids := f.customers(3)
		few := jobs.CustomerSelection{IDs: ids}
		gone := jobs.CustomerSelection{IDs: append(ids[:2:2], models.NewID(models.CustomerID))}
		for _, c := range append(f.updates(few), f.otherChanges(few, gone)...) {
			since := servicetest.LastEvent(t, f.db)
			got := c.do()
			if errors := servicetest.Errors(got.err); errors != c.want {
				t.Errorf("%s: %q, want %q", c.name, errors, c.want)
			}
			if got.err != nil {
				continue
			}
			if counts := f.counts(got.job.ID); counts != c.counts {
				t.Errorf("%s: %s", c.name, counts)
			}
			if faults := f.faultCodes(got.job.ID); faults != c.faults {
				t.Errorf("%s: faults %s", c.name, faults)
			}
			if events := f.eventsOf(since, ids); !slices.Equal(events, c.events) {
				t.Errorf("%s: events %q", c.name, events)
			}
		}
		if len(f.box.sent) != 3 || f.box.sent[0].Data["customer"] == "" {
			t.Errorf("invitations %v", f.box.sent)
		}
		if n := f.count(&models.Event{}, "customer_id IN ? AND before IS NOT NULL", ids[:2]); n != 0 {
			t.Errorf("%d events of deleted customers have values", n)
		}
	})
}

// outcome is the result of a change.
type outcome struct {
	job *models.Job
	err error
}

func run(j *models.Job, err error) outcome { return outcome{j, err} }

// scenario is a change and what it must do.
type scenario struct {
	name   string
	do     func() outcome
	want   string // errors
	counts string
	faults string
	events []string
}

// updates returns updates of three customers, one after the other.
func (f *fixture) updates(few jobs.CustomerSelection) []scenario {
	ctx, as := f.t.Context(), staff.Operator
	return []scenario{
		{
			name: "nothing to change", do: func() outcome { return run(f.UpdateCustomers(ctx, as, few, update(`{}`))) },
			want: "REQUIRED input",
		},
		{
			name: "null", do: func() outcome { return run(f.UpdateCustomers(ctx, as, few, update(`{"Disabled": null}`))) },
			want: "REQUIRED input.disabled",
		},
		{
			name: "reason alone", do: func() outcome { return run(f.UpdateCustomers(ctx, as, few, update(`{"DisabledReason": "x"}`))) },
			want: "INVALID input.disabledReason",
		},
		{
			name: "unknown custom field",
			do:   func() outcome { return run(f.UpdateCustomers(ctx, as, few, update(`{"CustomFields": {"x": "y"}}`))) },
			want: "INVALID input.customFields.x",
		},
		{
			name: "update", do: func() outcome {
				return run(f.UpdateCustomers(ctx, as, few, update(`{"AcceptsMarketing": true, "EmailVerified": true}`)))
			},
			counts: "SUCCEEDED 3/3: 0 created, 3 updated, 0 unchanged, 0 failed, 0 faults",
			events: []string{"CUSTOMER_UPDATED emailVerified 'false' to 'true', acceptsMarketing 'false' to 'true', marketing.EMAIL none to 'SUBSCRIBED' x3"},
		},
		{
			name: "again", do: func() outcome {
				return run(f.UpdateCustomers(ctx, as, few, update(`{"AcceptsMarketing": true, "EmailVerified": true}`)))
			},
			counts: "SUCCEEDED 3/3: 0 created, 0 updated, 3 unchanged, 0 failed, 0 faults",
		},
		{
			name:   "unique custom field",
			do:     func() outcome { return run(f.UpdateCustomers(ctx, as, few, update(`{"CustomFields": {"vat": "1"}}`))) },
			counts: "SUCCEEDED 3/3: 0 created, 1 updated, 0 unchanged, 2 failed, 2 faults",
			faults: "NOT_UNIQUE NOT_UNIQUE",
			events: []string{"CUSTOMER_UPDATED customFields.vat none to '1' x1"},
		},
		{
			name: "disable", do: func() outcome {
				return run(f.UpdateCustomers(ctx, as, few, update(`{"Disabled": true, "DisabledReason": "spam"}`)))
			},
			counts: "SUCCEEDED 3/3: 0 created, 3 updated, 0 unchanged, 0 failed, 0 faults",
			events: []string{"CUSTOMER_DISABLED text 'spam' x3"},
		},
		{
			name:   "disable keeps the reason",
			do:     func() outcome { return run(f.UpdateCustomers(ctx, as, few, update(`{"Disabled": true}`))) },
			counts: "SUCCEEDED 3/3: 0 created, 0 updated, 3 unchanged, 0 failed, 0 faults",
		},
		{
			name: "invite disabled customers", do: func() outcome { return run(f.SendInvitations(ctx, as, few)) },
			counts: "SUCCEEDED 3/3: 0 created, 0 updated, 3 unchanged, 0 failed, 0 faults",
		},
		{
			name: "enable", do: func() outcome { return run(f.UpdateCustomers(ctx, as, few, update(`{"Disabled": false}`))) },
			counts: "SUCCEEDED 3/3: 0 created, 3 updated, 0 unchanged, 0 failed, 0 faults",
			events: []string{"CUSTOMER_ENABLED x3"},
		},
	}
}

// otherChanges returns changes of three customers, one after the other. gone are two of them and an unknown one.
func (f *fixture) otherChanges(few, gone jobs.CustomerSelection) []scenario {
	ctx, as := f.t.Context(), staff.Operator
	return []scenario{
		{
			name: "tag", do: func() outcome { return run(f.AddTags(ctx, as, few, []string{"NEW", "Gold", "gold"})) },
			counts: "SUCCEEDED 3/3: 0 created, 3 updated, 0 unchanged, 0 failed, 0 faults",
			events: []string{`CUSTOMER_UPDATED tags '["new"]' to '["new","Gold"]' x3`},
		},
		{
			name: "too many tags", do: func() outcome { return run(f.AddTags(ctx, as, few, numbered(49))) },
			counts: "SUCCEEDED 3/3: 0 created, 0 updated, 0 unchanged, 3 failed, 3 faults",
			faults: "TOO_LONG TOO_LONG TOO_LONG",
		},
		{
			name: "remove tags", do: func() outcome { return run(f.RemoveTags(ctx, as, few, []string{"GOLD", "other"})) },
			counts: "SUCCEEDED 3/3: 0 created, 3 updated, 0 unchanged, 0 failed, 0 faults",
			events: []string{`CUSTOMER_UPDATED tags '["new","Gold"]' to '["new"]' x3`},
		},
		{
			name: "invite", do: func() outcome { return run(f.SendInvitations(ctx, as, few)) },
			counts: "SUCCEEDED 3/3: 0 created, 3 updated, 0 unchanged, 0 failed, 0 faults",
		},
		{
			name: "delete", do: func() outcome {
				return run(f.DeleteCustomers(ctx, as, gone))
			},
			counts: "SUCCEEDED 3/3: 0 created, 2 updated, 0 unchanged, 1 failed, 1 faults",
			faults: "NOT_FOUND", events: []string{"CUSTOMER_DELETED x2"},
		},
	}
}

func numbered(n int) []string {
	tags := make([]string, n)
	for i := range tags {
		tags[i] = fmt.Sprint("tag ", i)
	}
	return tags
}

func (f *fixture) faultCodes(jobID string) string {
	f.t.Helper()
	var codes []string
	err := f.db.Primary(f.t.Context()).Model(&models.JobFault{}).Where("job_id = ? AND record_id IS NOT NULL", jobID).
		Order("position").Pluck("code", &codes).Error
	if err != nil {
		f.t.Fatal(err)
	}
	return strings.Join(codes, " ")
}

// eventsOf returns the events of customers since another one: what is equal for all of them, and their number.
func (f *fixture) eventsOf(since int64, ids []string) []string {
	f.t.Helper()
	counts := map[string]int{}
	for _, line := range servicetest.EventsSince(f.t, f.db, since) {
		kind, rest, _ := strings.Cut(line, " of ")
		if !strings.HasPrefix(kind, "CUSTOMER") {
			continue
		}
		if !slices.ContainsFunc(ids, func(id string) bool { return strings.HasPrefix(rest, id) }) {
			f.t.Errorf("event %s", line)
		}
		_, changes, _ := strings.Cut(rest, " by COMMAND_LINE")
		for _, part := range []string{"version", "hidden"} {
			if _, after, found := strings.Cut(changes, ", "+part); found {
				if _, more, any := strings.Cut(after, ", "); any {
					changes = ", " + more
				} else {
					changes = ""
				}
			}
		}
		counts[strings.TrimSpace(kind+" "+strings.TrimPrefix(changes, ", "))]++
	}
	var lines []string
	for line, n := range counts {
		lines = append(lines, fmt.Sprintf("%s x%d", line, n))
	}
	slices.Sort(lines)
	return lines
}

// TestBatches checks that a large change runs as a job, on the customers that were selected when it was created, and
// that the number of its statements does not grow with the customers.
func TestBatches(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.customers(1200)
		in := update(`{"AcceptsMarketing": true, "Disabled": true}`)
		j, err := f.UpdateCustomers(t.Context(), staff.Operator, all(1200), in)
		if err != nil || j.Status != models.JobQueued || *j.Total != 1200 {
			t.Fatalf("%+v, %v", j, err)
		}
		late := "late@example.com"
		if _, _, err := f.accounts.Create(t.Context(), staff.Operator, accounts.CreateCustomerInput{Email: late}); err != nil {
			t.Fatal(err)
		}
		ctx, statements := db.CountStatements(t.Context())
		if ran, err := f.RunNext(ctx); !ran || err != nil {
			t.Fatal(ran, err)
		}
		if n := statements(); n > 60 {
			t.Errorf("%d statements for three batches", n)
		}
		if got := f.counts(j.ID); got != "SUCCEEDED 1200/1200: 0 created, 1200 updated, 0 unchanged, 0 failed, 0 faults" {
			t.Error(got)
		}
		if n := f.count(&models.Customer{}, "accepts_marketing AND disabled_at IS NOT NULL"); n != 1200 {
			t.Errorf("%d customers", n)
		}
		if n := f.count(&models.JobCustomer{}, "true"); n != 0 {
			t.Errorf("%d rows remain", n)
		}
	})
}
