package accounts_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/mail"
	"clientele/internal/servicetest"
	"clientele/models"
)

var (
	mia     = auth.Caller{Kind: auth.Staff, KeyID: "staff_m", KeyName: "Mia", Scopes: models.Scopes()}
	key     = auth.Caller{Kind: auth.APIKey, KeyID: "key_e", KeyName: "ERP", Scopes: models.Scopes(), SharedAddress: true}
	console = auth.Caller{Kind: auth.Staff, KeyName: "command line", Scopes: models.Scopes()}
)

// account is a customer of a test of events, who signed up with a password and has not verified the email address.
type account struct {
	*shop
	auth.Caller
	email string
	sent  string   // an emailed token
	names []string // what replaces ids
}

// eventCase is a call and the events that it must record, and no others. In the events, "self" is the customer.
type eventCase struct {
	name   string
	before func(a *account) // not compared
	do     func(a *account) error
	fails  string // its user errors
	want   []string
}

func (c eventCase) run(t *testing.T, s *shop, email string) {
	t.Helper()
	a := &account{shop: s, Caller: s.signUp(email), email: email}
	a.names = []string{a.CustomerID, "self"}
	if c.before != nil {
		c.before(a)
	}
	last := servicetest.LastEvent(t, s.db)
	if got := servicetest.Errors(c.do(a)); got != c.fails {
		t.Errorf("%s: errors %q, want %q", c.name, got, c.fails)
	}
	got := servicetest.EventsSince(t, s.db, last, a.names...)
	if !slices.Equal(got, c.want) {
		t.Errorf("%s:\ngot  %s\nwant %s", c.name, strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
	}
}

func runEvents(t *testing.T, cases []eventCase) {
	t.Helper()
	onEach(t, func(t *testing.T, s *shop) {
		for i, c := range cases {
			c.run(t, s, fmt.Sprintf("c%d@example.com", i))
		}
	})
}

// create creates another customer as a caller.
func (a *account) create(caller auth.Caller, in accounts.CreateCustomerInput) error {
	in.Email = "new-" + a.email
	c, _, err := a.Create(a.t.Context(), caller, in)
	if c != nil {
		a.names = append(a.names, c.ID, "new")
	}
	return err
}

// verify makes the customer verify the email address.
func (a *account) verify() { a.must(a.confirm(a.Caller, a.confirmToken(a.Caller), nil)) }

func login(who string) string { return "CUSTOMER_LOGGED_IN of " + who + " by CUSTOMER " + who }

func TestEventsOfSignUps(t *testing.T) {
	code := func(a *account) { a.sent, _ = a.codeForNew("new-" + a.email) }
	useCode := func(a *account) error {
		c, _, err := a.LoginWithCode(t.Context(), visitor, a.sent, p("new-"+a.email))
		if c != nil {
			a.names = append(a.names, c.ID, "new")
		}
		return err
	}
	input := accounts.CreateCustomerInput{Password: p(password), Name: p("New")}
	signedUp := []string{"CUSTOMER_CREATED of new by CUSTOMER new, version 1", login("new") + ", version 1"}
	runEvents(t, []eventCase{
		{name: "by a visitor", do: func(a *account) error { return a.create(visitor, input) }, want: signedUp},
		{name: "by a customer", do: func(a *account) error { return a.create(a.Caller, input) }, want: signedUp},
		{
			name: "by an API key", want: []string{"CUSTOMER_CREATED of new by API_KEY key_e ERP, version 1"},
			do: func(a *account) error {
				return a.create(key, accounts.CreateCustomerInput{Note: p("VIP"), Tags: []string{"a"}, Password: p(password)})
			},
		},
		{
			name: "by staff", want: []string{"CUSTOMER_CREATED of new by STAFF staff_m Mia, version 1"},
			do: func(a *account) error { return a.create(mia, accounts.CreateCustomerInput{}) },
		},
		{
			name: "on the command line", want: []string{"CUSTOMER_CREATED of new by COMMAND_LINE, version 1"},
			do: func(a *account) error { return a.create(console, accounts.CreateCustomerInput{}) },
		},
		{
			name: "an address in use", fails: "EMAIL_TAKEN input.email",
			do: func(a *account) error {
				_, _, err := a.Create(t.Context(), visitor, accounts.CreateCustomerInput{Email: a.email, Password: p(password)})
				return err
			},
		},
		{name: "with a code", before: code, do: useCode, want: signedUp},
		{
			name: "a used code", before: func(a *account) { code(a); a.must(useCode(a)) }, do: useCode, fails: "TOKEN_INVALID code",
		},
		{
			name:   "with a code, after someone else signed up with the address",
			before: func(a *account) { code(a); a.must(a.create(visitor, input)) }, do: useCode,
			want: []string{
				"CUSTOMER_UPDATED of new by CUSTOMER new, version 2, emailVerified 'false' to 'true'",
				"CUSTOMER_PASSWORD_REMOVED of new by CUSTOMER new, version 2, password", login("new") + ", version 2",
			},
		},
		{name: "a requested code", do: func(a *account) error {
			return a.RequestLoginCode(t.Context(), visitor, "new-"+a.email, true)
		}},
	})
}

// TestEventsOfSignUpsByEmail: in a shop that requires the verification of email addresses first.
func TestEventsOfSignUpsByEmail(t *testing.T) {
	withVerification(t, func(t *testing.T, s *shop) {
		last := servicetest.LastEvent(t, s.db)
		s.must(s.signUpByMail(t.Context(), "ann@example.com", password))
		token := s.token(mail.SignUp)
		if got := servicetest.EventsSince(t, s.db, last); len(got) != 0 {
			t.Errorf("before the verification: %q", got)
		}
		c, _, err := s.VerifyEmail(t.Context(), visitor, token, p(password))
		s.must(err)
		want := []string{"CUSTOMER_CREATED of new by CUSTOMER new, version 1", login("new") + ", version 1"}
		if got := servicetest.EventsSince(t, s.db, last, c.ID, "new"); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
