package accounts_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/db/dbtest"
	"clientele/internal/accounts"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/customfields"
	"clientele/internal/servicetest"
	"clientele/models"
)

// TestUpsertManyLikeSingleMutations stores random batches, and stores the same records in a second shop with one
// mutation after the other. The results, the rows and the events must be the same, and so must the results of a dry run
// of all batches.
func TestUpsertManyLikeSingleMutations(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		single := s.another()
		for _, each := range []*shop{s, single} {
			each.defineUpsertFields()
		}
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		r := rand.New(rand.NewPCG(seed, 0))
		sinceMany, sinceSingle := servicetest.LastEvent(t, s.db), servicetest.LastEvent(t, single.db)
		outcomes := map[string]int{}
		for range 10 {
			match := pickOne(r, bulk.ByExternalID, bulk.ByEmail)
			var batches [][]accounts.UpsertCustomerInput
			for range 3 {
				var batch []accounts.UpsertCustomerInput
				for range 1 + r.IntN(12) {
					if batch = append(batch, randomRecord(r)); r.IntN(4) == 0 {
						batch = append(batch, batch[len(batch)-1])
					}
				}
				batches = append(batches, batch)
			}
			dry := &bulk.DryRun{}
			var planned [][]string
			for _, batch := range batches {
				planned = append(planned, s.upsert(match, bulk.Options{DryRun: dry}, batch...))
			}
			for i, batch := range batches {
				got := s.upsert(match, bulk.Options{}, batch...)
				if !slices.Equal(got, planned[i]) {
					t.Fatalf("results %q, of the dry run %q", got, planned[i])
				}
				for j, in := range batch {
					outcomes[strings.Fields(got[j])[0]]++
					want := single.upsertAlone(match, in)
					if !likeAlone(got[j], want) {
						t.Fatalf("record %d of batch %d: %s, alone %s: %s", j, i, got[j], want, describeRecord(in))
					}
				}
				many, ones := s.everything(sinceMany), single.everything(sinceSingle)
				if !slices.Equal(many, ones) {
					t.Fatalf("batch %d of\n%s\n%s", i, describeRecord(batch...), difference(many, ones))
				}
			}
		}
		t.Log(outcomes)
		if len(outcomes) != 4 {
			t.Errorf("not every outcome happened: %v", outcomes)
		}
	})
}

// likeAlone reports whether a result is that of single mutations, or has more errors: a mutation reports the values
// that other customers have only if there is no other error.
func likeAlone(got, alone string) bool {
	errs, failed := strings.CutPrefix(alone, "FAILED")
	if !failed || !strings.HasPrefix(got, "FAILED") {
		return got == alone
	}
	for _, each := range strings.Split(errs, ", ") {
		if !strings.Contains(got, strings.TrimSpace(each)) {
			return false
		}
	}
	return true
}

// another returns a second shop on a new database of the same kind, with the same clock.
func (s *shop) another() *shop {
	s.t.Helper()
	o := &shop{t: s.t, db: dbtest.Another(s.t, s.db)}
	o.nanos.Store(s.nanos.Load())
	o.tokens, o.refresh = s.tokens, s.refresh
	o.Service = o.service(auth.Cost{Memory: 64, Passes: 1, Threads: 1})
	return o
}

// defineUpsertFields creates the custom fields of the records.
func (s *shop) defineUpsertFields() {
	s.t.Helper()
	caller := auth.Caller{Kind: auth.Staff, Scopes: models.Scopes()}
	for _, f := range []customfields.CreateCustomFieldInput{
		{Owner: models.OwnerCustomer, Key: "code", Label: "Code", Type: models.FieldString, Unique: true},
		{Owner: models.OwnerCustomer, Key: "tier", Label: "Tier", Type: models.FieldString, Default: p("basic")},
		{Owner: models.OwnerCustomer, Key: "teas", Label: "Teas", Type: models.FieldString, List: true},
		{Owner: models.OwnerCustomer, Key: "friend", Label: "Friend", Type: models.FieldReference},
		{Owner: models.OwnerCustomer, Key: "birthday", Label: "Birthday", Type: models.FieldDate, Required: true},
		{Owner: models.OwnerAddress, Key: "floor", Label: "Floor", Type: models.FieldInteger, Default: p("0")},
	} {
		f.Access = models.AccessNone
		_, err := s.fields.Create(s.t.Context(), caller, f)
		s.must(err)
	}
	s.defineGroups()
}

func pickOne[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// maybe returns an omitted value, null or one of a list.
func maybe[T any](r *rand.Rand, list ...T) graphql.Omittable[*T] {
	switch n := r.IntN(8); {
	case n < 3:
		return graphql.Omittable[*T]{}
	case n == 3:
		return graphql.OmittableOf[*T](nil)
	}
	v := pickOne(r, list...)
	return graphql.OmittableOf(&v)
}

// subscribed is omitted or true: what an import does about opt-outs differs from a change, see package consent.
func subscribed(r *rand.Rand) graphql.Omittable[*bool] {
	accepts := true
	if r.IntN(2) == 0 {
		return graphql.Omittable[*bool]{}
	}
	return graphql.OmittableOf(&accepts)
}

func randomRecord(r *rand.Rand) accounts.UpsertCustomerInput {
	emails := []string{"a@example.com", "b@example.com", "B@example.com", "c@example.com", "d@example.com", "e@example.com"}
	in := accounts.UpsertCustomerInput{
		Email:            maybe(r, emails...),
		ExternalID:       maybe(r, "1", "2", "3", "4", " 1 ", "5"),
		Name:             maybe(r, "Ann", "Bob", "", "Zoë"),
		Phone:            maybe(r, "+353871234567", "+353 87 123 4568", "+353871234569"),
		AcceptsMarketing: subscribed(r),
		EmailVerified:    maybe(r, true, false),
		Note:             maybe(r, "Calls", "Writes\r\nletters"),
		Disabled:         maybe(r, true, false, false, false),
	}
	if r.IntN(4) > 0 { // mostly the same pairs, so that few have a value of another customer
		i := r.IntN(len(emails))
		in.Email, in.ExternalID = graphql.OmittableOf(&emails[i]), graphql.OmittableOf(p(fmt.Sprint(i)))
	}
	if r.IntN(3) == 0 {
		in.Name, in.Note, in.Disabled = graphql.Omittable[*string]{}, in.Name, graphql.Omittable[*bool]{}
	}
	if r.IntN(20) == 0 {
		in.Phone = graphql.OmittableOf(p("12"))
	}
	if r.IntN(3) == 0 {
		in.Tags = graphql.OmittableOf(pickOne(r, nil, []string{"VIP"}, []string{"vip", "press"}, []string{"press", "VIP"}, []string{"x", "X"}))
	}
	if r.IntN(3) == 0 {
		in.GroupIDs = graphql.OmittableOf(pickOne(r, nil, []string{"group_a"}, []string{"group_b", "group_a", "group_b"}, []string{"group_c"}, []string{"group_x", "group_a"}))
	}
	values := customfields.Values{"birthday": pickOne[any](r, "1990-01-02", "1991-01-02")}
	for key, list := range map[string][]any{
		"code": {nil, "A", "B", "a ", "C"}, "tier": {nil, "gold"}, "teas": {nil, []any{}, []any{"green", "black"}},
		"friend": {nil, "customer_01m8k0d2myej084qehseprh17a"}, "birthday": {nil},
	} {
		if r.IntN(12) == 0 {
			values[key] = pickOne(r, list...)
		}
	}
	if r.IntN(6) > 0 {
		in.CustomFields = graphql.OmittableOf(values)
	}
	for range r.IntN(3) {
		in.Addresses = append(in.Addresses, randomAddress(r))
	}
	return in
}

// randomAddress returns one of few addresses, so that they often match.
func randomAddress(r *rand.Rand) *models.CreateAddressInput {
	a := &models.CreateAddressInput{
		FirstName: p(pickOne(r, "Ann", "ANN")), LastName: p("Example"), Line1: p(pickOne(r, "1 Main Street", "2 main street")),
		City: p("Cork"), Country: "IE", IsDefaultShipping: r.IntN(3) == 0, IsDefaultBilling: r.IntN(3) == 0,
	}
	if r.IntN(3) == 0 {
		a.Phone = p("021 427 7777")
	}
	if r.IntN(4) == 0 {
		a.CustomFields = customfields.Values{"floor": int64(r.IntN(3))}
	}
	if r.IntN(40) == 0 {
		a.Country = "XX"
	}
	return a
}

// upsert stores a batch and describes the results: the outcome and the errors.
func (s *shop) upsert(match bulk.Match, o bulk.Options, list ...accounts.UpsertCustomerInput) []string {
	s.t.Helper()
	results, err := s.UpsertMany(s.t.Context(), writer, match, list, o)
	s.must(err)
	lines := make([]string, len(results))
	for i, r := range results {
		lines[i] = strings.TrimSpace(string(r.Outcome) + " " + servicetest.Errors(r.Err))
	}
	return lines
}

// upsertAlone is upsert for one record with the single mutations.
func (s *shop) upsertAlone(match bulk.Match, in accounts.UpsertCustomerInput) string {
	s.t.Helper()
	ctx, since := s.t.Context(), servicetest.LastEvent(s.t, s.db)
	fail := func(err error) string {
		return "FAILED " + strings.ReplaceAll(servicetest.Errors(err), " input.", " ")
	}
	column, key, at := "external_id", in.ExternalID.Value(), "externalId"
	if match == bulk.ByEmail {
		column, key, at = "email_key", in.Email.Value(), "email"
	}
	if key == nil {
		return "FAILED REQUIRED " + at
	}
	for _, a := range in.Addresses {
		if a.Country == "XX" { // reported together with the other errors
			var f apperr.Fields
			s.addresses.Check(&f, apperr.Path{"addresses"}, *a)
			return "FAILED"
		}
	}
	var found []*models.Customer
	s.must(s.db.Read(ctx).Where(column+" = ?", strings.ToLower(strings.TrimSpace(*key))).Find(&found).Error)
	var c *models.Customer
	var err error
	if len(found) == 0 {
		c, _, err = s.Create(ctx, writer, accounts.CreateCustomerInput{
			Email: emptyIfNil(in.Email.Value()), Name: in.Name.Value(), Phone: in.Phone.Value(), ExternalID: in.ExternalID.Value(),
			AcceptsMarketing: in.AcceptsMarketing.Value() != nil && *in.AcceptsMarketing.Value(), Note: in.Note.Value(),
			Tags: in.Tags.Value(), GroupIDs: in.GroupIDs.Value(), EmailVerified: in.EmailVerified.Value(), CustomFields: in.CustomFields.Value(),
		})
	} else {
		c, err = s.Update(ctx, writer, &found[0].ID, accounts.UpdateCustomerInput{
			Email: in.Email, Name: in.Name, Phone: in.Phone, AcceptsMarketing: in.AcceptsMarketing, ExternalID: in.ExternalID,
			Note: in.Note, Tags: in.Tags, GroupIDs: in.GroupIDs, EmailVerified: in.EmailVerified, CustomFields: in.CustomFields,
		})
	}
	if err != nil {
		return fail(err)
	}
	if v := in.Disabled; v.IsSet() {
		if v.Value() != nil && *v.Value() {
			_, err = s.Disable(ctx, writer, c.ID, c.DisabledReason)
		} else {
			_, err = s.Enable(ctx, writer, c.ID)
		}
		s.must(err)
	}
	s.must(s.db.InTx(ctx, func(tx *gorm.DB) error {
		var saved []string
		for _, in := range in.Addresses {
			var f apperr.Fields
			a := s.addresses.Check(&f, nil, *in)
			custom, err := s.addresses.CheckCustom(ctx, writer, &f, nil, *in)
			id, err2 := s.addresses.SaveIn(tx, writer, c.ID, a, custom, saved)
			if err := errors.Join(err, err2, f.Err()); err != nil {
				return err
			}
			saved = append(saved, id)
		}
		return nil
	}))
	switch {
	case len(found) == 0:
		return "CREATED"
	case servicetest.LastEvent(s.t, s.db) > since:
		return "UPDATED"
	}
	return "UNCHANGED"
}

func emptyIfNil(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
