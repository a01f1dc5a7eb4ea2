package accounts_test

import (
	"fmt"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/mail"
	"clientele/internal/servicetest"
	"clientele/models"
)

// locale returns the stored language of a customer.
func (s *shop) locale(email string) string {
	s.t.Helper()
	var c models.Customer
	s.must(s.db.Primary(s.t.Context()).Where("email = ?", email).Take(&c).Error)
	if c.Locale == nil {
		return "none"
	}
	return *c.Locale
}

// TestLocale checks the language of a customer wherever it can be set: it is stored in its canonical form, and an
// invalid one is refused.
func TestLocale(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		one := func(given *string) upsertInput {
			return record("erp", "upsert@example.com", func(in *upsertInput) { in.Locale = graphql.OmittableOf(given) })
		}
		upsert := func(given *string) error {
			results, err := s.UpsertMany(s.ctx(), writer, bulk.ByExternalID, []upsertInput{one(given)}, bulk.Options{})
			s.must(err)
			return results[0].Err
		}
		locales := []struct{ given, stored, code string }{
			{" de_at ", "de-AT", ""},
			{"zh-hant-tw", "zh-Hant-TW", ""},
			{"iw", "he", ""},
			{"english", "", "INVALID"},
			{"", "", "INVALID"},
			{"und", "", "INVALID"},
			{"de-AT-x-aaaaaaaa-bbbbbbbb-cccccccc-d", "", "TOO_LONG"},
		}
		for i, v := range locales {
			email, want := fmt.Sprintf("created%d@example.com", i), ""
			if v.code != "" {
				want = v.code + " input.locale"
			}
			_, _, err := s.Create(s.ctx(), writer, accounts.CreateCustomerInput{Email: email, Locale: &v.given})
			if got := servicetest.Errors(err); got != want || want == "" && s.locale(email) != v.stored {
				t.Errorf("created, %q: %q, want %q", v.given, got, want)
			}
		}
		self := s.signUp("self@example.com")
		many := s.signUp("many@example.com")
		for _, c := range []struct {
			name, email, at string
			set             func(given *string) error
		}{
			{"updated by the customer", "self@example.com", "input.locale", func(given *string) error {
				_, err := s.Update(s.ctx(), self, nil, accounts.UpdateCustomerInput{Locale: graphql.OmittableOf(given)})
				return err
			}},
			{"updated by staff", "self@example.com", "input.locale", func(given *string) error {
				_, err := s.Update(s.ctx(), mia, &self.CustomerID, accounts.UpdateCustomerInput{Locale: graphql.OmittableOf(given)})
				return err
			}},
			{"upserted", "upsert@example.com", "locale", upsert},
			{"changed with others", "many@example.com", "locale", func(given *string) error {
				change, err := s.CheckBulkUpdate(s.ctx(), writer, nil, accounts.BulkUpdateInput{Locale: graphql.OmittableOf(given)})
				if err != nil {
					return err
				}
				_, err = s.ChangeMany(s.ctx(), writer, []string{many.CustomerID}, change, nil)
				return err
			}},
		} {
			for _, v := range locales {
				before := "none"
				if c.name != "upserted" || v.given != locales[0].given { // which creates the customer
					before = s.locale(c.email)
				}
				want, fails := v.stored, ""
				if v.code != "" {
					want, fails = before, v.code+" "+c.at
				}
				got := servicetest.Errors(c.set(&v.given))
				if stored := s.locale(c.email); got != fails || stored != want {
					t.Errorf("%s, %q: %q, want %q; stored %q, want %q", c.name, v.given, got, fails, stored, want)
				}
			}
			if err := c.set(nil); err != nil || s.locale(c.email) != "none" {
				t.Errorf("%s, cleared: %v, %q", c.name, err, s.locale(c.email))
			}
		}
	})
}

// TestLocaleEvents checks the events of a changed language, and that the language is one of the fields that a merge can
// take.
func TestLocaleEvents(t *testing.T) {
	in := func(v string) accounts.UpdateCustomerInput { return accounts.UpdateCustomerInput{Locale: set(v)} }
	onEach(t, func(t *testing.T, s *shop) {
		for i, c := range []eventCase{
			{
				name: "by the customer", do: update(nil, in("de")),
				want: []string{"CUSTOMER_UPDATED of self by CUSTOMER self, version 2, locale none to 'de'"},
			},
			{
				name: "cleared by staff", before: func(a *account) { a.must(update(&mia, in("de"))(a)) },
				do:   update(&mia, accounts.UpdateCustomerInput{Locale: null[string]()}),
				want: []string{"CUSTOMER_UPDATED of self by STAFF staff_m Mia, version 3, locale 'de' to none"},
			},
			{
				name: "the same, written otherwise", before: func(a *account) { a.must(update(&mia, in("de-AT"))(a)) },
				do: update(&mia, in("DE_at")),
			},
		} {
			c.run(t, s, string(rune('a'+i))+"@example.com")
		}
	})
	if !accounts.Mergeable("locale") {
		t.Error("a merge cannot take the language")
	}
}

// TestLanguageOfEmails checks that emails to a customer, and to someone who signs up, have the person's language.
func TestLanguageOfEmails(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.signUp("ann@example.com")
		_, err := s.Update(s.ctx(), ann, nil, accounts.UpdateCustomerInput{Locale: set("ja")})
		s.must(err)
		s.must(s.RequestPasswordReset(s.ctx(), visitor, "ann@example.com"))
		if l := s.last(mail.PasswordReset); l.Locale != "ja" {
			t.Errorf("new password: %q", l.Locale)
		}
		s.must(s.RequestLoginCode(s.ctx(), visitor, "ann@example.com", false))
		if l := s.last(mail.LoginCode); l.Locale != "ja" {
			t.Errorf("login code: %q", l.Locale)
		}
		s.must(s.RequestLoginCode(s.ctx(), visitor, "nobody@example.com", false))
		if l := s.last(mail.SignUpInvitation); l.Locale != "" {
			t.Errorf("someone without an account: %q", l.Locale)
		}
	})
	onEach(t, func(t *testing.T, s *shop) {
		s.verification = models.EmailVerificationRequired
		s.Service = s.service(auth.Cost{Memory: 64, Passes: 1, Threads: 1})
		_, _, err := s.Create(s.ctx(), visitor, accounts.CreateCustomerInput{Email: "new@example.com", Locale: p("fr-ca")})
		s.must(err)
		if l := s.last(mail.SignUp); l.Locale != "fr-ca" {
			t.Errorf("signing up: %q", l.Locale)
		}
	})
}
