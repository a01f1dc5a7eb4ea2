package events

import (
	"clientele/models"
)

const onlyEmail = "it only sends an email, which the query emails lists"

var mailboxRows = map[string][]row{
	"requestPasswordReset": {{quiet: onlyEmail, call: func(s *shop, _ caller) call {
		return call{field: quoted(`requestPasswordReset(email: %s)`, s.signUp().email), bad: `requestPasswordReset(email: "x")`}
	}}},
	"requestEmailVerification": {{quiet: onlyEmail, call: func(*shop, caller) call {
		return call{field: `requestEmailVerification`}
	}}},
	"requestEmailChange": {{quiet: onlyEmail, call: func(s *shop, _ caller) call {
		return call{
			field: quoted(`requestEmailChange(newEmail: %s, password: %s)`, s.email(), password),
			bad:   quoted(`requestEmailChange(newEmail: %s, password: "wrong horse")`, s.email()),
		}
	}}},
	"requestLoginCode": {{quiet: onlyEmail, call: func(s *shop, _ caller) call {
		return call{field: quoted(`requestLoginCode(email: %s, createAccount: true)`, s.email()), bad: `requestLoginCode(email: "x")`}
	}}},
	"resetPassword": {{emails: true, call: func(s *shop, _ caller) call {
		a := s.signUp()
		s.Send(s.from(), quoted(`mutation { requestPasswordReset(email: %s) { userErrors { code } } }`, a.email), nil).OK()
		token := s.emailed(a.email, "Choose a new password", "/reset-password")
		return call{
			field: quoted(`resetPassword(token: %s, password: %s)`, token, password),
			bad:   quoted(`resetPassword(token: %s, password: "short")`, token),
			want: []event{
				a.did(models.CustomerPasswordChanged, 2, "password"),
				a.did(models.CustomerUpdated, 2, "emailVerified"),
				a.did(models.CustomerLoggedIn, 2, ""),
			},
		}
	}}},
	"verifyEmail": {
		{emails: true, name: "of the caller", only: []string{customer, onBehalf}, call: func(s *shop, by caller) call {
			token := s.verification(by.account)
			return call{
				field: quoted(`verifyEmail(token: %s)`, token),
				bad:   quoted(`verifyEmail(token: %s)`, token+"x"),
				want:  []event{by.account.did(models.CustomerUpdated, 2, "emailVerified")},
			}
		}},
		{emails: true, name: "with the password", call: func(s *shop, _ caller) call {
			a := s.signUp()
			token := s.verification(a)
			return call{
				field: quoted(`verifyEmail(token: %s, password: %s)`, token, password),
				bad:   quoted(`verifyEmail(token: %s, password: "wrong horse")`, token),
				want:  []event{a.did(models.CustomerUpdated, 2, "emailVerified")},
			}
		}},
		{emails: true, name: "without the password", call: func(s *shop, _ caller) call {
			a := s.signUp()
			return call{
				field: quoted(`verifyEmail(token: %s)`, s.verification(a)),
				want: []event{
					a.did(models.CustomerUpdated, 2, "emailVerified"),
					a.did(models.CustomerPasswordRemoved, 2, "password"),
				},
			}
		}},
		{emails: true, name: "of a change", call: func(s *shop, _ caller) call {
			a, next := s.signUp(), s.email()
			s.Send(a.headers, quoted(`mutation { requestEmailChange(newEmail: %s, password: %s) { userErrors { code } } }`, next, password), nil).OK()
			token := s.emailed(next, "Confirm your new", "/change-email")
			return call{
				field: quoted(`verifyEmail(token: %s, password: %s)`, token, password),
				bad:   quoted(`verifyEmail(token: %s)`, token),
				want:  []event{a.did(models.CustomerUpdated, 2, "email emailVerified")},
			}
		}},
	},
	"loginWithCode": {
		{emails: true, call: func(s *shop, _ caller) call {
			a := s.signUp()
			s.Send(s.key.headers, quoted(`mutation { updateCustomer(id: %s, input: { emailVerified: true }) { userErrors { code } } }`, a.id), nil).OK()
			return call{
				field: quoted(`loginWithCode(code: %s)`, s.loginToken(a.email)),
				bad:   `loginWithCode(code: "AAAAAAAAAAAAAAAAAAAAAAAAAA")`,
				want:  []event{a.did(models.CustomerLoggedIn, 2, "")},
			}
		}},
		{emails: true, name: "of an address that is not verified", call: func(s *shop, _ caller) call {
			a := s.signUp()
			return call{
				field: quoted(`loginWithCode(code: %s)`, s.loginToken(a.email)),
				want: []event{
					a.did(models.CustomerUpdated, 2, "emailVerified"),
					a.did(models.CustomerPasswordRemoved, 2, "password"),
					a.did(models.CustomerLoggedIn, 2, ""),
				},
			}
		}},
		{emails: true, name: "of the caller", only: []string{customer, onBehalf}, call: func(s *shop, by caller) call {
			return call{
				field: quoted(`loginWithCode(code: %s)`, s.loginToken(by.account.email)),
				want: []event{
					by.account.did(models.CustomerUpdated, 2, "emailVerified"),
					by.account.did(models.CustomerLoggedIn, 2, ""),
				},
			}
		}},
		{emails: true, name: "that creates an account", call: func(s *shop, _ caller) call {
			who := actor{models.ByCustomer, "@customerId"}
			return call{
				field: quoted(`loginWithCode(code: %s)`, s.loginToken(s.email())),
				want: []event{
					{models.CustomerCreated, "@customerId", "@customerId", who, 1, "", false},
					{models.CustomerLoggedIn, "@customerId", "@customerId", who, 1, "", false},
				},
			}
		}},
	},
}

// signUpRows are the rows for a shop that requires visitors to verify their email address.
var signUpRows = map[string][]row{
	"createCustomer": {{only: []string{visitor}, quiet: onlyEmail, call: func(s *shop, by caller) call {
		return call{
			field: quoted(`createCustomer(input: { email: %s, name: "Ann", password: %s })`, s.email(), password),
			bad:   quoted(`createCustomer(input: { email: %s, phone: "1", password: %s })`, s.email(), password),
		}
	}}},
	"verifyEmail": {{emails: true, only: []string{visitor, key, member}, call: func(s *shop, _ caller) call {
		email, who := s.email(), actor{models.ByCustomer, "@customerId"}
		s.Send(s.from(), quoted(`mutation { createCustomer(input: { email: %s, name: "Ann", password: %s }) { userErrors { code } } }`, email, password), nil).OK()
		token := s.emailed(email, "Finish signing up", "/finish-sign-up")
		return call{
			field: quoted(`verifyEmail(token: %s, password: %s)`, token, password),
			bad:   quoted(`verifyEmail(token: %s, password: "short")`, token),
			want: []event{
				{models.CustomerCreated, "@customerId", "@customerId", who, 1, "", false},
				{models.CustomerLoggedIn, "@customerId", "@customerId", who, 1, "", false},
			},
		}
	}}},
}

// emailed returns the token in the next email to an address, and keeps it as a secret.
func (s *shop) emailed(to, subject, page string) string {
	s.T.Helper()
	l := s.box.Next(to, subject)
	l.T = s.T
	token := l.Token(page)
	s.keep(token)
	return token
}

// verification emails a token that verifies a customer's email address.
func (s *shop) verification(a account) string {
	s.T.Helper()
	s.Send(a.headers, `mutation { requestEmailVerification { userErrors { code } } }`, nil).OK()
	return s.emailed(a.email, "Confirm your email", "/verify-email")
}

// loginToken emails a token to log in with.
func (s *shop) loginToken(email string) string {
	s.T.Helper()
	s.Send(s.from(), quoted(`mutation { requestLoginCode(email: %s, createAccount: true) { userErrors { code } } }`, email), nil).OK()
	return s.emailed(email, "is your code", "/sign-in")
}
