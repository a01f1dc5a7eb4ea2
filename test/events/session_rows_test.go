package events

import (
	"clientele/models"
)

var sessionRows = map[string][]row{
	"login": {{call: func(s *shop, _ caller) call {
		a := s.signUp()
		return call{
			field: quoted(`login(email: %s, password: %s)`, a.email, password),
			bad:   quoted(`login(email: %s, password: "wrong horse")`, a.email),
			want:  []event{a.did(models.CustomerLoggedIn, 1, "")},
		}
	}}},
	"refreshToken": {{quiet: "the session continues", call: func(s *shop, _ caller) call {
		return call{
			field: quoted(`refreshToken(refreshToken: %s)`, s.signUp().refreshToken),
			bad:   `refreshToken(refreshToken: "rt_x")`,
		}
	}}},
	"logout": {
		{call: func(_ *shop, by caller) call {
			return call{field: `logout`, want: []event{by.account.did(models.CustomerLoggedOut, 1, "")}}
		}},
		{name: "everywhere", call: func(s *shop, by caller) call {
			s.logIn(by.account)
			return call{field: `logout(everywhere: true)`, want: []event{by.account.did(models.CustomerLoggedOut, 1, "")}}
		}},
	},
	"revokeSession": {
		{call: func(s *shop, by caller) call {
			a := s.withSession(by)
			return call{
				field: quoted(`revokeSession(id: %s)`, s.logIn(a)),
				bad:   `revokeSession(id: "session_01m8910q8we07s1ykrvtcffye5")`,
				want:  []event{by.did(models.CustomerSessionsRevoked, a.id, a.id, 1, "")},
			}
		}},
		{name: "the caller's own", only: []string{customer, onBehalf}, call: func(s *shop, by caller) call {
			id := s.Send(by.headers, `{ me { sessions { id } } }`, nil).OK().Text("me.sessions.0.id")
			return call{
				field: quoted(`revokeSession(id: %s)`, id),
				want:  []event{by.account.did(models.CustomerSessionsRevoked, 1, "")},
			}
		}},
	},
	"revokeSessions": {
		{call: func(s *shop, by caller) call {
			a := s.signUp()
			return call{
				field: quoted(`revokeSessions(customerId: %s)`, a.id),
				bad:   `revokeSessions(customerId: "customer_01m8910q8we07s1ykrvtcffye5")`,
				want:  []event{by.did(models.CustomerSessionsRevoked, a.id, a.id, 1, "")},
			}
		}},
		{name: "of a customer without sessions", call: func(_ *shop, by caller) call {
			return call{field: quoted(`revokeSessions(customerId: %s)`, by.account.id)}
		}},
	},
}

// withSession returns the caller's account, or that of another customer who is logged in.
func (s *shop) withSession(by caller) account {
	if by.account.headers != nil {
		return by.account
	}
	return s.signUp()
}

// logIn logs a customer in once more, and returns the id of the session.
func (s *shop) logIn(a account) string {
	s.T.Helper()
	s.Send(s.from(), quoted(`mutation { login(email: %s, password: %s) { userErrors { code } } }`, a.email, password), nil).OK()
	return s.Send(a.headers, `{ me { sessions { id } } }`, nil).OK().Text("me.sessions.0.id") // the newest
}
