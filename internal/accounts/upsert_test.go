package accounts_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/servicetest"
	"clientele/models"
)

type upsertInput = accounts.UpsertCustomerInput

// record returns a customer of another system, with changes.
func record(id, email string, changes ...func(*upsertInput)) upsertInput {
	in := upsertInput{ExternalID: graphql.OmittableOf(&id), Email: graphql.OmittableOf(&email)}
	for _, change := range changes {
		change(&in)
	}
	return in
}

// street returns an address in a street.
func street(line1 string) *models.CreateAddressInput {
	return &models.CreateAddressInput{FirstName: p("Ann"), LastName: p("Example"), Line1: &line1, City: p("Cork"), Country: "IE"}
}

func TestUpsertManyFields(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		hash, err := auth.NewHasher(auth.Cost{Memory: 64, Passes: 1, Threads: 1}, 1).Hash(t.Context(), auth.Caller{}, password)
		s.must(err)
		then := models.At(time.Date(2019, 5, 1, 0, 0, 0, 0, time.UTC))
		full := record("1", "Ann@Example.com", func(in *upsertInput) {
			in.Name, in.Phone, in.Note = set(" Ann "), set("+353 87 123 4567"), set("Calls")
			in.AcceptsMarketing, in.EmailVerified = set(true), set(true)
			in.Disabled, in.DisabledReason = set(true), set("fraud")
			in.Tags = graphql.OmittableOf([]string{"VIP", "vip", "press"})
			in.PasswordHash, in.CreatedAt = &hash, &then
			in.Addresses = []*models.CreateAddressInput{street("1 Main Street"), street("2 Side Street")}
			in.Addresses[1].IsDefaultBilling = true
		})
		if got := s.upsert(bulk.ByExternalID, bulk.Options{}, full); got[0] != "CREATED" {
			t.Fatal(got)
		}
		var c models.Customer
		s.must(s.db.Read(t.Context()).Take(&c).Error)
		if c.Email != "Ann@example.com" || *c.Name != "Ann" || *c.Phone != "+353871234567" || *c.Note != "Calls" || !c.AcceptsMarketing ||
			!c.EmailVerified || *c.DisabledReason != "fraud" || !c.CreatedAt.Equal(then.Time) || !c.UpdatedAt.Equal(s.now()) ||
			*c.ExternalID != "1" || !c.PasswordGiven || c.Version != 2 || !strings.Contains(c.SearchText, "ann@example.com") {
			t.Errorf("%+v", c)
		}
		tags, err := s.TagsFor(t.Context(), []string{c.ID})
		s.must(err)
		if !slices.Equal(tags[c.ID], []string{"VIP", "press"}) {
			t.Error(tags)
		}
		var book []*models.Address
		s.must(s.db.Read(t.Context()).Order("created_at, id").Find(&book).Error)
		if len(book) != 2 || book[0].Line1 != "1 Main Street" || !book[0].IsDefaultShipping || book[0].IsDefaultBilling || !book[1].IsDefaultBilling {
			t.Errorf("%+v", book)
		}
		since := servicetest.LastEvent(t, s.db)
		if got := s.upsert(bulk.ByExternalID, bulk.Options{}, full); got[0] != "UNCHANGED" || servicetest.LastEvent(t, s.db) != since {
			t.Errorf("second run: %s", got)
		}
		enabled := record("1", "ann@example.com", func(in *upsertInput) { in.Disabled = set(false) })
		if got := s.upsert(bulk.ByExternalID, bulk.Options{}, enabled); got[0] != "UPDATED" || !s.logsIn("ann@example.com", password) {
			t.Errorf("%s: the password of the other system does not work", got)
		}
		cleared := upsertInput{ExternalID: set("1"), Name: graphql.OmittableOf[*string](nil), Tags: graphql.OmittableOf[[]string](nil)}
		if got := s.upsert(bulk.ByExternalID, bulk.Options{}, cleared); got[0] != "UPDATED" {
			t.Error(got)
		}
		if c := s.customer(c.ID); c.Name != nil || c.Email != "ann@example.com" || *c.Note != "Calls" || s.count("customer_tags") != 0 {
			t.Errorf("%+v", c)
		}
	})
}

func TestUpsertManyErrors(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.upsert(bulk.ByExternalID, bulk.Options{}, record("1", "ann@example.com"), record("2", "bob@example.com"))
		s.upsert(bulk.ByExternalID, bulk.Options{}, record("5", "eve@example.com", func(in *upsertInput) {
			for i := range 5 {
				in.Addresses = append(in.Addresses, street(fmt.Sprint(i, " Main Street")))
			}
		}))
		for _, c := range []struct {
			name  string
			match bulk.Match
			in    upsertInput
			want  string
		}{
			{"no ID", bulk.ByExternalID, upsertInput{Email: set("x@example.com")}, "FAILED REQUIRED externalId"},
			{"a blank ID", bulk.ByExternalID, record(" ", "x@example.com"), "FAILED REQUIRED externalId"},
			{"no email", bulk.ByEmail, upsertInput{Name: set("Ann")}, "FAILED REQUIRED email"},
			{"an empty email", bulk.ByEmail, record("9", ""), "FAILED REQUIRED email"},
			{"an invalid email", bulk.ByEmail, record("9", "x"), "FAILED INVALID email"},
			{"new without an email", bulk.ByExternalID, upsertInput{ExternalID: set("9")}, "FAILED REQUIRED email"},
			{"cleared email", bulk.ByExternalID, upsertInput{ExternalID: set("1"), Email: graphql.OmittableOf[*string](nil)}, "FAILED REQUIRED email"},
			{"email of another", bulk.ByExternalID, record("1", "BOB@example.com"), "FAILED EMAIL_TAKEN email"},
			{"email of another, new", bulk.ByExternalID, record("9", "bob@example.com"), "FAILED EMAIL_TAKEN email"},
			{"ID of another", bulk.ByEmail, record("1", "bob@example.com"), "FAILED EXTERNAL_ID_TAKEN externalId"},
			{"ID of another, new", bulk.ByEmail, record("1", "x@example.com"), "FAILED EXTERNAL_ID_TAKEN externalId"},
			{"everything at once", bulk.ByExternalID, record(strings.Repeat("x", 256), "x", func(in *upsertInput) {
				in.Name, in.Phone, in.Note, in.DisabledReason = set("www.evil.example"), set("12"), set(strings.Repeat("x", 5001)), set("a\ab")
				in.Tags = graphql.OmittableOf([]string{""})
				in.Addresses = []*models.CreateAddressInput{{Country: "IE", FirstName: p("A"), Line1: p("x")}}
			}), "FAILED INVALID email, INVALID name, INVALID phone, TOO_LONG externalId, TOO_LONG note, REQUIRED tags.0, REQUIRED addresses.0.city, INVALID disabledReason"},
			{"a reason without being disabled", bulk.ByEmail, record("1", "ann@example.com", func(in *upsertInput) {
				in.DisabledReason = set("fraud")
			}), "FAILED INVALID disabledReason"},
			{"a full address book", bulk.ByEmail, record("5", "eve@example.com", func(in *upsertInput) {
				in.Name = set("Eve")
				in.Addresses = []*models.CreateAddressInput{street("0 Main Street"), street("6 Main Street"), street("7 Main Street")}
			}), "FAILED LIMIT_REACHED addresses.1"}, // only once, since each further address takes long
		} {
			before := s.everything(0)
			if got := s.upsert(c.match, bulk.Options{}, c.in); got[0] != c.want {
				t.Errorf("%s:\n got  %s\n want %s", c.name, got[0], c.want)
			}
			if !slices.Equal(before, s.everything(0)) {
				t.Errorf("%s: something was stored", c.name)
			}
		}
		for _, c := range []struct {
			name   string
			caller auth.Caller
			n      int
			want   string
		}{
			{"a reader", reader, 1, "FORBIDDEN CUSTOMERS_WRITE"},
			{"a visitor", visitor, 1, "FORBIDDEN CUSTOMERS_WRITE"},
			{"too many", writer, bulk.MaxBatch + 1, "BAD_USER_INPUT"},
		} {
			_, err := s.UpsertMany(t.Context(), c.caller, bulk.ByEmail, make([]upsertInput, c.n), bulk.Options{})
			s.want(c.name, err, c.want)
		}
	})
}

// TestUpsertManyUniqueValues: the records of a batch take over the unique values of each other, in every order.
func TestUpsertManyUniqueValues(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		for i, c := range []struct {
			name string
			list []upsertInput
			want string
		}{
			{"the same record", []upsertInput{record("1", "a@x.example"), record("1", "a@x.example")}, "CREATED UNCHANGED"},
			{"the same email", []upsertInput{record("1", "a@x.example"), record("2", "A@x.example")}, "CREATED FAILED EMAIL_TAKEN email"},
			{"an email that is free by then", []upsertInput{record("1", "a@x.example"), record("1", "b@x.example"), record("2", "a@x.example")}, "CREATED UPDATED CREATED"},
			{"an email that is not free yet", []upsertInput{record("1", "a@x.example"), record("2", "a@x.example"), record("1", "b@x.example")}, "CREATED FAILED EMAIL_TAKEN email UPDATED"},
			{"after a failed record", []upsertInput{record("1", "x"), record("1", "a@x.example")}, "FAILED INVALID email CREATED"},
		} {
			before := s.count("customers")
			list := make([]upsertInput, len(c.list))
			for j, in := range c.list { // other customers for each case
				in.ExternalID = set(fmt.Sprint(i, ".", *in.ExternalID.Value()))
				in.Email = set(fmt.Sprint(i, *in.Email.Value()))
				list[j] = in
			}
			if strings.HasPrefix(c.name, "after") {
				list[0].Email = set("x")
			}
			planned := s.upsert(bulk.ByExternalID, bulk.Options{DryRun: &bulk.DryRun{}}, list...)
			if s.count("customers") != before {
				t.Errorf("%s: a dry run stored something", c.name)
			}
			for _, got := range [][]string{planned, s.upsert(bulk.ByExternalID, bulk.Options{}, list...)} {
				if strings.Join(got, " ") != c.want {
					t.Errorf("%s: %q, want %s", c.name, got, c.want)
				}
			}
		}
		s.upsert(bulk.ByExternalID, bulk.Options{}, record("a", "a@y.example"), record("b", "b@y.example"), record("c", "c@y.example"))
		got := s.upsert(bulk.ByExternalID, bulk.Options{}, record("a", "free@y.example"), record("b", "a@y.example"),
			record("c", "b@y.example"), record("a", "c@y.example"))
		if strings.Join(got, " ") != "UPDATED UPDATED UPDATED UPDATED" {
			t.Errorf("exchanged email addresses: %q", got)
		}
		got = s.upsert(bulk.ByEmail, bulk.Options{}, record("a", "a@y.example"), record("", "c@y.example"), record("a", "a@y.example"),
			record("b", "c@y.example"))
		if strings.Join(got, " ") != "FAILED EXTERNAL_ID_TAKEN externalId UPDATED UPDATED UPDATED" {
			t.Errorf("exchanged external IDs: %q", got)
		}
	})
}

// TestUpsertManyEndsSessions: a new email address and disabling end sessions and tokens as the single mutations do.
func TestUpsertManyEndsSessions(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		for i, c := range []struct {
			name  string
			in    func(*upsertInput)
			works bool
		}{
			{"a new name", func(in *upsertInput) { in.Name = set("Ann") }, true},
			{"the email in capitals", func(in *upsertInput) { in.Email = set(strings.ToUpper(*in.Email.Value())) }, true},
			{"a new email", func(in *upsertInput) { in.Email = set("new@example.com") }, false},
			{"disabled", func(in *upsertInput) { in.Disabled = set(true) }, false},
		} {
			email := fmt.Sprintf("ann%d@example.com", i)
			s.upsert(bulk.ByExternalID, bulk.Options{}, record(fmt.Sprint(i), email, func(in *upsertInput) { in.EmailVerified = set(true) }))
			code, _ := s.codeFor(email)
			ann, err := s.finish(visitor, code, p(email))
			s.must(err)
			token := s.resetToken(email)
			in := record(fmt.Sprint(i), email, c.in)
			if got := s.upsert(bulk.ByExternalID, bulk.Options{}, in); got[0] != "UPDATED" {
				t.Errorf("%s: %s", c.name, got)
			}
			if s.works(ann) != c.works || (s.places(ann.CustomerID) > 0) != c.works {
				t.Errorf("%s: the session works: %t, %d known places", c.name, !c.works, s.places(ann.CustomerID))
			}
			if _, _, err := s.ResetPassword(t.Context(), visitor, token, another); (err == nil) != c.works {
				t.Errorf("%s: a token from before: %v", c.name, err)
			}
			if verified := s.customer(ann.CustomerID).EmailVerified; verified != (c.name != "a new email") {
				t.Errorf("%s: verified: %t", c.name, verified)
			}
		}
	})
}

// TestUpsertManyPassword: the hash of another system is used only for customers without a password.
func TestUpsertManyPassword(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		hash, err := auth.NewHasher(auth.Cost{Memory: 64, Passes: 1, Threads: 1}, 1).Hash(t.Context(), auth.Caller{}, another)
		s.must(err)
		s.signUp("has@example.com")
		s.upsert(bulk.ByEmail, bulk.Options{}, record("", "none@example.com"))
		since := servicetest.LastEvent(t, s.db)
		withHash := func(in *upsertInput) { in.PasswordHash = &hash }
		got := s.upsert(bulk.ByEmail, bulk.Options{}, record("", "has@example.com", withHash), record("", "none@example.com", withHash))
		events := servicetest.EventsSince(t, s.db, since)
		if len(events) != 2 || !strings.HasPrefix(events[1], "CUSTOMER_PASSWORD_CHANGED") {
			t.Errorf("%q %q", got, events)
		}
		if !s.logsIn("has@example.com", password) || !s.logsIn("none@example.com", another) {
			t.Error("a password does not work")
		}
		bad := record("", "new@example.com", func(in *upsertInput) { in.PasswordHash = p("plain text") })
		if got := s.upsert(bulk.ByEmail, bulk.Options{}, bad); got[0] != "FAILED INVALID passwordHash" {
			t.Error(got)
		}
	})
}
