package consent_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/accounts"
	"clientele/internal/bulk"
	"clientele/internal/consent"
	"clientele/models"
)

// TestImports checks that an import takes the stricter of the file and what is known, and that the same file changes
// nothing a second time.
func TestImports(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		states := map[string]models.MarketingState{
			"none": "", "subscribed": models.Subscribed, "unsubscribed": models.Unsubscribed, "pending": models.Pending,
		}
		for name, state := range states {
			id := s.create(name+"@example.com", false)
			switch state {
			case models.Pending:
				s.doubleOptIn(true)
				s.accept(asCustomer(id), id, true)
				s.doubleOptIn(false)
			case "":
			default:
				s.must(ignore(s.Set(t.Context(), writer, &id, consent.SetMarketingConsentInput{
					Channel: models.ByEmail, State: state,
				})))
			}
		}
		s.pass(time.Hour)
		for _, c := range []struct{ file, outcomes, after string }{
			{"", "UNCHANGED UNCHANGED UNCHANGED UNCHANGED", "none SUBSCRIBED UNSUBSCRIBED PENDING"},
			{"=true", "UPDATED UNCHANGED UNCHANGED UNCHANGED", "SUBSCRIBED SUBSCRIBED UNSUBSCRIBED PENDING"},
			{"=true", "UNCHANGED UNCHANGED UNCHANGED UNCHANGED", "SUBSCRIBED SUBSCRIBED UNSUBSCRIBED PENDING"},
			{"=false", "UPDATED UPDATED UNCHANGED UNCHANGED", "UNSUBSCRIBED UNSUBSCRIBED UNSUBSCRIBED PENDING"},
			{"=true", "UNCHANGED UNCHANGED UNCHANGED UNCHANGED", "UNSUBSCRIBED UNSUBSCRIBED UNSUBSCRIBED PENDING"},
		} {
			var rows, after []string
			for _, name := range []string{"none", "subscribed", "unsubscribed", "pending"} {
				rows = append(rows, name+"@example.com"+c.file)
			}
			dry := s.importWith(bulk.Options{DryRun: &bulk.DryRun{}}, rows...)
			if got := s.importFile(rows...); got != c.outcomes || dry != got {
				t.Errorf("file %s: %s, dry run %s, want %s", c.file, got, dry, c.outcomes)
			}
			for _, name := range []string{"none", "subscribed", "unsubscribed", "pending"} {
				after = append(after, s.state(s.id(name+"@example.com")))
			}
			if got := strings.Join(after, " "); got != c.after {
				t.Errorf("file %s: %s, want %s", c.file, got, c.after)
			}
			s.pass(time.Hour)
		}
	})
}

// TestImportedOptOutIsRecordedOnce checks the outcome of an import for an address that a deleted customer unsubscribed:
// the opt-out is recorded once.
func TestImportedOptOutIsRecordedOnce(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		id := s.create(ann, true)
		s.accept(writer, id, true)
		s.pass(time.Hour)
		s.accept(writer, id, false)
		s.must(ignore(s.accounts.Delete(t.Context(), writer, &id)))
		s.pass(time.Hour)
		if got := s.importFile(ann+"=true", ann+"=true"); got != "CREATED UNCHANGED" {
			t.Error(got)
		}
		if got := s.importFile(ann + "=true"); got != "UNCHANGED" {
			t.Error(got)
		}
		if got := s.historyOf(s.id(ann)); got != "EMAIL UNSUBSCRIBED IMPORT by API_KEY now" {
			t.Error(got)
		}
		// On a customer who exists already, it is a change.
		other := s.create("other@example.com", false)
		s.must(ignore(s.accounts.Update(t.Context(), writer, p(s.id(ann)), accounts.UpdateCustomerInput{
			Email: set("moved@example.com"),
		})))
		s.must(ignore(s.accounts.Update(t.Context(), writer, &other, accounts.UpdateCustomerInput{Email: set(ann)})))
		if got := s.importFile(ann + "=true"); got != "UPDATED" || s.state(other) != "UNSUBSCRIBED" {
			t.Error(got, s.state(other))
		}
		if got := s.importFile(ann + "=true"); got != "UNCHANGED" {
			t.Error(got)
		}
	})
}

// TestBatchesDecideLikeSingleImports imports random files in one batch, one customer at a time and in a dry run of
// several batches, into shops with the same statements, and compares what becomes of them.
func TestBatchesDecideLikeSingleImports(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		r := rand.New(rand.NewPCG(seed, 1))
		for round := range 15 {
			emails := func(prefix string, i int) string { return fmt.Sprintf("%s%d-%d@example.com", prefix, round, i) }
			kinds := make([]int, 6)
			for i := range kinds {
				kinds[i] = r.IntN(5)
			}
			for _, prefix := range []string{"many", "one", "dry"} {
				for i, kind := range kinds {
					s.prepare(kind, emails(prefix, i))
				}
			}
			s.pass(time.Hour)
			var many, one, dry []accounts.UpsertCustomerInput
			for range 14 {
				i := r.IntN(len(kinds))
				in := accounts.UpsertCustomerInput{}
				if r.IntN(4) > 0 {
					in.AcceptsMarketing = set(r.IntN(3) > 0)
				}
				if r.IntN(4) == 0 {
					in.EmailVerified = set(r.IntN(4) > 0)
				}
				if r.IntN(6) == 0 {
					in.Name = set(strings.Repeat("x", 300)) // fails
				}
				for prefix, list := range map[string]*[]accounts.UpsertCustomerInput{"many": &many, "one": &one, "dry": &dry} {
					in.Email = set(emails(prefix, i))
					*list = append(*list, in)
				}
			}
			run := func(list []accounts.UpsertCustomerInput, size int, o bulk.Options) string {
				var outcomes []string
				for len(list) > 0 {
					n := min(size, len(list))
					results, err := s.accounts.UpsertMany(t.Context(), writer, bulk.ByEmail, list[:n], o)
					s.must(err)
					for _, result := range results {
						outcomes = append(outcomes, string(result.Outcome))
					}
					list = list[n:]
				}
				return strings.Join(outcomes, " ")
			}
			dried := run(dry, 3, bulk.Options{DryRun: &bulk.DryRun{}})
			together, alone := run(many, 500, bulk.Options{}), run(one, 1, bulk.Options{})
			if together != alone || dried != alone {
				t.Fatalf("round %d of %v\ntogether %s\nalone    %s\ndry run  %s", round, kinds, together, alone, dried)
			}
			for i := range kinds {
				a, b := s.both(emails("many", i)), s.both(emails("one", i))
				if a != b {
					t.Fatalf("round %d of %v: customer %d\ntogether %s\nalone    %s", round, kinds, i, a, b)
				}
			}
		}
	})
}

// prepare makes an address known in one of five ways.
func (s *shop) prepare(kind int, email string) {
	s.t.Helper()
	switch kind {
	case 1:
		s.create(email, false)
	case 2:
		s.accept(writer, s.create(email, true), true)
	case 3:
		s.subscribe(email)
	case 4:
		id := s.create(email, true)
		s.accept(writer, id, true)
		s.accept(writer, id, false)
		s.must(ignore(s.accounts.Delete(s.t.Context(), writer, &id)))
	}
}

// both describes the statements of a customer and of an address.
func (s *shop) both(email string) string {
	s.t.Helper()
	text := s.history(consent.ListArgs{Email: &email})
	var found models.Customer
	s.must(s.db.Primary(s.t.Context()).Where("email_key = ?", email).Limit(1).Find(&found).Error)
	if found.ID != "" {
		text += " | " + s.state(found.ID) + " | " + s.historyOf(found.ID) + fmt.Sprint(" | version ", found.Version)
	}
	return text
}

// TestCosts checks that nothing without a change of consent takes further SQL statements, and how many the others take.
func TestCosts(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		dbtest.NotOnCitus(t, "unique values take further statements")
		s.signUp("warm@example.com", true) // reads the key, once
		n := 0
		creation := func(accepts, verified bool) int64 {
			n++
			ctx, statements := db.CountStatements(t.Context())
			_, _, err := s.accounts.Create(ctx, writer, accounts.CreateCustomerInput{
				Email: fmt.Sprintf("n%d@example.com", n), AcceptsMarketing: accepts, EmailVerified: &verified,
			})
			s.must(err)
			return statements()
		}
		plain := creation(false, false)
		if plain != 5 {
			t.Errorf("a creation takes %d statements", plain)
		}
		want := plain + 1
		if s.db.Dialect == db.Postgres {
			want++ // locks the address
		}
		if verified := creation(false, true); verified != want {
			t.Errorf("a creation with a verified address takes %d statements", verified)
		}
		if accepts := creation(true, false); accepts != plain+2 {
			t.Errorf("a creation with marketing takes %d statements", accepts)
		}
		id := s.create("update@example.com", true)
		update := func(in accounts.UpdateCustomerInput) int64 {
			ctx, statements := db.CountStatements(t.Context())
			s.must(ignore(s.accounts.Update(ctx, writer, &id, in)))
			return statements()
		}
		named := update(accounts.UpdateCustomerInput{Name: set("Ann")})
		same := update(accounts.UpdateCustomerInput{Name: set("Bob"), AcceptsMarketing: set(false)})
		if named != 5 || same != named {
			t.Errorf("an update takes %d statements, with the same acceptsMarketing %d", named, same)
		}
		if changed := update(accounts.UpdateCustomerInput{AcceptsMarketing: set(true)}); changed != named+3 {
			t.Errorf("an update of acceptsMarketing takes %d statements", changed)
		}
		batch := func(first, n int, o func(i int) accounts.UpsertCustomerInput) int64 {
			var list []accounts.UpsertCustomerInput
			for i := range n {
				in := o(first + i)
				in.Email = set(fmt.Sprintf("batch%d@example.com", first+i))
				list = append(list, in)
			}
			ctx, statements := db.CountStatements(t.Context())
			_, err := s.accounts.UpsertMany(ctx, writer, bulk.ByEmail, list, bulk.Options{})
			s.must(err)
			return statements()
		}
		name := func(text string) func(int) accounts.UpsertCustomerInput {
			return func(int) accounts.UpsertCustomerInput { return accounts.UpsertCustomerInput{Name: set(text)} }
		}
		accepts := func(text string, accepts bool) func(int) accounts.UpsertCustomerInput {
			return func(int) accounts.UpsertCustomerInput {
				return accounts.UpsertCustomerInput{Name: set(text), AcceptsMarketing: set(accepts)}
			}
		}
		created, withConsent := batch(0, 300, name("a")), batch(1000, 300, accepts("a", true))
		if withConsent != created+2 || batch(2000, 20, accepts("a", true)) != withConsent {
			t.Errorf("a batch of new customers takes %d statements, with marketing %d", created, withConsent)
		}
		if no := batch(3000, 300, accepts("a", false)); no != created {
			t.Errorf("without marketing: %d statements, want %d", no, created)
		}
		updated := batch(0, 300, name("b"))
		if same := batch(1000, 300, accepts("b", true)); same != updated {
			t.Errorf("the same marketing takes %d statements, want %d", same, updated)
		}
		if out := batch(1000, 300, accepts("c", false)); out != updated+4 {
			t.Errorf("unsubscribing takes %d statements, want %d", out, updated+4)
		}
	})
}
