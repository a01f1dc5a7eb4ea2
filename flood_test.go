package main

import (
	"fmt"
	"net/http/httptest"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/auth"
)

// TestTheQueueForHashingIsFull: what would have to be hashed is turned away at once, whoever asks, and costs the database nothing;
// all else is answered. Being turned away is no failure, so nobody is locked out by it.
func TestTheQueueForHashingIsFull(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		s, h := opened(t, environ(t, o, "CLIENTELE_TRUSTED_PROXIES=127.0.0.0/8", "CLIENTELE_HASH_SLOTS=2")...)
		server := httptest.NewServer(h)
		t.Cleanup(server.Close)
		p := &program{t: t, url: server.URL}
		_, ann := p.signUp("ann@example.com")
		counted := func() (n int) {
			t.Helper()
			if err := s.db.Read(t.Context()).Raw("SELECT COUNT(*) FROM attempts").Scan(&n).Error; err != nil {
				t.Fatal(err)
			}
			return n
		}
		before := counted() // the sign-up

		var places []*auth.Turn
		for {
			turn, err := s.hasher.Turn(auth.Caller{Address: fmt.Sprint("place ", len(places))})
			if err != nil {
				break
			}
			if places = append(places, turn); len(places) > 1000 {
				t.Fatal("the queue has no end")
			}
		}
		const logIn = `mutation($e: String!) { login(email: $e, password: "correct horse") { customer { id } userErrors { code } } }`
		for name, send := range map[string]func(from string, i int) *answer{
			"a log-in": func(from string, _ int) *answer {
				return p.send(headers{"X-Forwarded-For": from}, logIn, vars{"e": "ann@example.com"})
			},
			"a log-in of nobody": func(from string, i int) *answer {
				return p.send(headers{"X-Forwarded-For": from}, logIn, vars{"e": fmt.Sprintf("nobody%d@example.com", i)})
			},
			"a member's log-in": func(from string, i int) *answer {
				return p.send(headers{"X-Forwarded-For": from}, `mutation($e: String!) { staffLogin(email: $e, password: "correct horse") { userErrors { code } } }`, vars{"e": fmt.Sprintf("nobody%d@example.com", i)})
			},
			"a sign-up": func(from string, i int) *answer {
				return p.send(headers{"X-Forwarded-For": from}, `mutation($e: String!) { createCustomer(input: { email: $e, password: "correct horse" }) { customer { id } } }`, vars{"e": fmt.Sprintf("new%d@example.com", i)})
			},
			"another password": func(from string, _ int) *answer {
				return p.send(ann.with(headers{"X-Forwarded-For": from}), `mutation { changePassword(currentPassword: "correct horse", newPassword: "another horse") { userErrors { code } } }`, nil)
			},
		} {
			for i := range 15 { // more than an account may fail from one address
				a := send("192.0.2.1", i)
				if after, _ := a.Errors[0].Extensions["retryAfter"].(float64); a.code() != "RATE_LIMITED" || after < 1 || after > 60 {
					t.Fatalf("%s: %s", name, a.text)
				}
			}
		}
		if a := p.send(ann, `{ me { email } }`, nil).good(); a.str("me.email") != "ann@example.com" {
			t.Error(a.text)
		}
		p.send(nil, `{ shop { name } }`, nil).good()
		if l := s.hasher.Load(); l.Running != 0 || l.Waiting != len(places) || l.Refused == 0 {
			t.Errorf("%+v with %d places", l, len(places))
		}
		if n := counted(); n != before {
			t.Errorf("%d counts, %d before", n, before)
		}
		for _, turn := range places {
			turn.Leave()
			turn.Leave()
		}
		if a := p.send(headers{"X-Forwarded-For": "192.0.2.1"}, logIn, vars{"e": "ann@example.com"}).good(); a.at("login.customer.id") == nil {
			t.Error(a.text)
		}
	})
}
