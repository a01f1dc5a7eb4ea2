package accounts_test

import (
	"testing"

	"clientele/internal/accounts"
	"clientele/internal/auth"
)

func TestEventsOfLogIns(t *testing.T) {
	logIn := func(caller auth.Caller) func(a *account) error {
		return func(a *account) error {
			_, _, err := a.Login(t.Context(), caller, a.email, password)
			return err
		}
	}
	code := func(a *account) { _, a.sent = a.codeFor(a.email) }
	useCode := func(a *account) error {
		_, _, err := a.LoginWithCode(t.Context(), visitor, a.sent, nil)
		return err
	}
	disable := func(a *account) {
		_, err := a.Disable(t.Context(), mia, a.CustomerID, nil)
		a.must(err)
	}
	loggedIn := []string{login("self") + ", version 1"}
	runEvents(t, []eventCase{
		{name: "log-in", do: logIn(visitor), want: loggedIn},
		{name: "log-in through an API key", do: logIn(key), want: loggedIn},
		{name: "log-in of a logged-in customer", do: func(a *account) error { return logIn(a.Caller)(a) }, want: loggedIn},
		{
			name: "log-in with a wrong password", fails: "INVALID_CREDENTIALS",
			do: func(a *account) error {
				_, _, err := a.Login(t.Context(), visitor, a.email, another)
				return err
			},
		},
		{name: "log-in of a disabled customer", before: disable, do: logIn(visitor), fails: "ACCOUNT_DISABLED"},
		{
			name: "log-in that hashes the password again", do: logIn(visitor), want: loggedIn,
			before: func(a *account) { a.shop.Service = a.service(auth.Cost{Memory: 128, Passes: 1, Threads: 1}) },
		},
		{
			name: "log-in with a code", before: func(a *account) { a.verify(); code(a) }, do: useCode,
			want: []string{login("self") + ", version 2"},
		},
		{
			name: "log-in with a code that verifies the address", before: code, do: useCode,
			want: []string{
				"CUSTOMER_UPDATED of self by CUSTOMER self, version 2, emailVerified 'false' to 'true'",
				"CUSTOMER_PASSWORD_REMOVED of self by CUSTOMER self, version 2, password", login("self") + ", version 2",
			},
		},
		{name: "a used code", before: func(a *account) { code(a); a.must(useCode(a)) }, do: useCode, fails: "TOKEN_INVALID code"},
		{name: "a requested code", do: func(a *account) error { return a.RequestLoginCode(t.Context(), visitor, a.email, false) }},
	})
}

func TestEventsOfEndedSessions(t *testing.T) {
	logOut := func(everywhere bool) func(a *account) error {
		return func(a *account) error {
			_, err := a.Logout(t.Context(), a.Caller, everywhere)
			return err
		}
	}
	revoke := func(caller auth.Caller) func(a *account) error {
		return func(a *account) error { return a.RevokeSession(t.Context(), caller, a.SessionID) }
	}
	revokeAll := func(caller auth.Caller) func(a *account) error {
		return func(a *account) error {
			_, err := a.RevokeSessions(t.Context(), caller, a.CustomerID)
			return err
		}
	}
	refresh := func(a *account) error {
		_, _, err := a.Refresh(a.ctx(), visitor, a.sent)
		return err
	}
	revoked := func(by string) []string {
		return []string{"CUSTOMER_SESSIONS_REVOKED of self by " + by + ", version 1"}
	}
	runEvents(t, []eventCase{
		{name: "log-out", do: logOut(false), want: []string{"CUSTOMER_LOGGED_OUT of self by CUSTOMER self, version 1"}},
		{name: "log-out everywhere", do: logOut(true), want: []string{"CUSTOMER_LOGGED_OUT of self by CUSTOMER self, version 1"}},
		{name: "log-out of an ended session", before: func(a *account) { a.must(logOut(false)(a)) }, do: logOut(false)},
		{name: "log-out everywhere without sessions", before: func(a *account) { a.must(logOut(true)(a)) }, do: logOut(true)},
		{
			name: "log-out by a visitor", fails: "UNAUTHENTICATED",
			do: func(a *account) error {
				_, err := a.Logout(t.Context(), visitor, true)
				return err
			},
		},

		{name: "own session revoked", do: func(a *account) error { return revoke(a.Caller)(a) }, want: revoked("CUSTOMER self")},
		{name: "session revoked by an API key", do: revoke(key), want: revoked("API_KEY key_e ERP")},
		{name: "session revoked by staff", do: revoke(mia), want: revoked("STAFF staff_m Mia")},
		{name: "session revoked without the scope", do: revoke(reader), fails: "NOT_FOUND"},
		{name: "session revoked twice", before: func(a *account) { a.must(revoke(mia)(a)) }, do: revoke(mia), fails: "NOT_FOUND"},
		{name: "sessions revoked by an API key", do: revokeAll(key), want: revoked("API_KEY key_e ERP")},
		{name: "sessions revoked by staff", do: revokeAll(mia), want: revoked("STAFF staff_m Mia")},
		{name: "sessions revoked without the scope", do: revokeAll(reader), fails: "FORBIDDEN CUSTOMERS_WRITE"},
		{name: "no sessions revoked", before: func(a *account) { a.must(revokeAll(mia)(a)) }, do: revokeAll(mia)},

		{name: "refresh", before: func(a *account) { a.sent = a.tokensOf(a.email).RefreshToken }, do: refresh},
		{
			name: "refresh with a replaced token", fails: "REFRESH_TOKEN_INVALID refreshToken", want: revoked("SYSTEM"),
			before: func(a *account) {
				a.sent = a.tokensOf(a.email).RefreshToken
				a.renew(a.sent) // uses the new access token
				a.pass(quarter)
			},
			do: refresh,
		},
		{name: "the use of a session", before: func(a *account) { a.pass(quarter) }, do: func(a *account) error {
			_, err := a.FindSession(t.Context(), a.CustomerID, a.SessionID, 1)
			return err
		}},
	})
}

func TestEventsOfPasswords(t *testing.T) {
	set := func(caller auth.Caller, to string) func(a *account) error {
		return func(a *account) error {
			_, err := a.SetPassword(t.Context(), caller, a.CustomerID, to)
			return err
		}
	}
	change := func(from string) func(a *account) error {
		return func(a *account) error {
			_, _, err := a.ChangePassword(t.Context(), a.Caller, &from, another)
			return err
		}
	}
	token := func(a *account) { a.sent = a.resetToken(a.email) }
	reset := func(to string) func(a *account) error {
		return func(a *account) error {
			_, _, err := a.ResetPassword(t.Context(), visitor, a.sent, to)
			return err
		}
	}
	changed := func(by string) string { return "CUSTOMER_PASSWORD_CHANGED of self by " + by + ", version 2, password" }
	runEvents(t, []eventCase{
		{name: "set by an API key", do: set(key, another), want: []string{changed("API_KEY key_e ERP")}},
		{name: "set by staff", do: set(mia, another), want: []string{changed("STAFF staff_m Mia")}},
		{name: "set on the command line", do: set(console, another), want: []string{changed("COMMAND_LINE")}},
		{name: "set to a common one", do: set(mia, "password1"), fails: "TOO_COMMON password"},
		{name: "set without the scope", do: set(reader, another), fails: "FORBIDDEN CUSTOMERS_WRITE"},
		{name: "changed", do: change(password), want: []string{changed("CUSTOMER self")}},
		{name: "changed with a wrong one", do: change(another), fails: "INVALID_CREDENTIALS currentPassword"},
		{
			name: "the first one", want: []string{"CUSTOMER_PASSWORD_CHANGED of self by CUSTOMER self, version 3, password"},
			before: func(a *account) { a.firstLogin() },
			do: func(a *account) error {
				_, _, err := a.ChangePassword(t.Context(), a.Caller, nil, another)
				return err
			},
		},
		{
			name: "reset", before: token, do: reset(another),
			want: []string{
				"CUSTOMER_UPDATED of self by CUSTOMER self, version 2, emailVerified 'false' to 'true'",
				changed("CUSTOMER self"), login("self") + ", version 2",
			},
		},
		{
			name: "reset by a customer with a verified address", before: func(a *account) { a.verify(); token(a) }, do: reset(another),
			want: []string{
				"CUSTOMER_PASSWORD_CHANGED of self by CUSTOMER self, version 3, password", login("self") + ", version 3",
			},
		},
		{name: "reset to a common one", before: token, do: reset("password1"), fails: "TOO_COMMON password"},
		{name: "a used reset", before: func(a *account) { token(a); a.must(reset(another)(a)) }, do: reset(password), fails: "TOKEN_INVALID token"},
		{name: "a requested reset", do: func(a *account) error { return a.RequestPasswordReset(t.Context(), visitor, a.email) }},
	})
}

// firstLogin makes the account that of a new customer without a password, who has logged in with a code.
func (a *account) firstLogin() {
	a.t.Helper()
	id := a.make("new-"+a.email, nil)
	code, _ := a.codeFor("new-" + a.email)
	caller, err := a.finish(visitor, code, p("new-"+a.email))
	a.must(err)
	a.Caller, a.names = caller, append(a.names, id, "self")
}

func TestEventsOfVerifications(t *testing.T) {
	confirm := func(by func(a *account) auth.Caller, with *string) func(a *account) error {
		return func(a *account) error { return a.confirm(by(a), a.sent, with) }
	}
	self := func(a *account) auth.Caller { return a.Caller }
	nobody := func(*account) auth.Caller { return visitor }
	token := func(a *account) { a.sent = a.confirmToken(a.Caller) }
	change := func(a *account) {
		a.sent = a.changeToken(a.Caller, "new-"+a.email)
		a.names = append(a.names, a.email, "email")
	}
	verified := "CUSTOMER_UPDATED of self by CUSTOMER self, version 2, emailVerified 'false' to 'true'"
	changed := "CUSTOMER_UPDATED of self by CUSTOMER self, version 2, email 'email' to 'new-email', emailVerified 'false' to 'true'"
	runEvents(t, []eventCase{
		{name: "by the customer", before: token, do: confirm(self, nil), want: []string{verified}},
		{name: "with the password", before: token, do: confirm(nobody, p(password)), want: []string{verified}},
		{
			name: "by a visitor", before: token, do: confirm(nobody, nil),
			want: []string{verified, "CUSTOMER_PASSWORD_REMOVED of self by CUSTOMER self, version 2, password"},
		},
		{
			name: "through an API key", before: token, do: confirm(func(*account) auth.Caller { return key }, nil),
			want: []string{verified, "CUSTOMER_PASSWORD_REMOVED of self by CUSTOMER self, version 2, password"},
		},
		{
			name: "by a visitor, with a password set by the shop", do: confirm(nobody, nil),
			before: func(a *account) {
				_, err := a.SetPassword(t.Context(), mia, a.CustomerID, another)
				a.must(err)
				a.Caller, err = a.login(a.email, another)
				a.must(err)
				token(a)
			},
			want: []string{"CUSTOMER_UPDATED of self by CUSTOMER self, version 3, emailVerified 'false' to 'true'"},
		},
		{
			name: "of an address that staff verified meanwhile", do: confirm(self, nil),
			before: func(a *account) {
				token(a)
				_, err := a.Update(t.Context(), mia, &a.CustomerID, accounts.UpdateCustomerInput{EmailVerified: set(true)})
				a.must(err)
			},
		},
		{name: "with a wrong password", before: token, do: confirm(nobody, p(another)), fails: "INVALID_CREDENTIALS password"},
		{name: "a wrong token", do: confirm(self, nil), fails: "TOKEN_INVALID token"},
		{name: "a requested verification", do: func(a *account) error {
			_, err := a.RequestEmailVerification(t.Context(), a.Caller)
			return err
		}},
		{name: "another address by the customer", before: change, do: confirm(self, nil), want: []string{changed}},
		{name: "another address with the password", before: change, do: confirm(nobody, p(password)), want: []string{changed}},
		{name: "another address by a visitor", before: change, do: confirm(nobody, nil), fails: "REQUIRED password"},
		{name: "a requested change of the address", do: func(a *account) error {
			return a.RequestEmailChange(t.Context(), a.Caller, "new-"+a.email, p(password))
		}},
	})
}
