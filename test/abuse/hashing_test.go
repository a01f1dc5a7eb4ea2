package abuse

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/auth"
	"clientele/test/apptest"
)

// TestHashingQueueIsFull checks that requests that need a hash are refused at once, without SQL statements, while all
// others are answered. A refusal does not count as a failed attempt.
func TestHashingQueueIsFull(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		s, h := apptest.Open(t, apptest.Environ(t, o, "CLIENTELE_TRUSTED_PROXIES=127.0.0.0/8", "CLIENTELE_HASH_SLOTS=2")...)
		server := httptest.NewServer(h)
		t.Cleanup(server.Close)
		p := &apptest.Program{T: t, URL: server.URL}
		_, ann := p.SignUp("ann@example.com")
		counted := func() (n int) {
			t.Helper()
			if err := s.DB.Read(t.Context()).Raw("SELECT COUNT(*) FROM attempts").Scan(&n).Error; err != nil {
				t.Fatal(err)
			}
			return n
		}
		before := counted() // the sign-up

		var places []*auth.HashSlot
		for {
			slot, err := s.Hasher.Reserve(auth.Caller{Address: fmt.Sprint("place ", len(places))})
			if err != nil {
				break
			}
			if places = append(places, slot); len(places) > 1000 {
				t.Fatal("the queue has no end")
			}
		}
		const logIn = `mutation($e: String!) { login(email: $e, password: "correct horse") { customer { id } userErrors { code } } }`
		for name, send := range map[string]func(from string, i int) *apptest.Response{
			"a log-in": func(from string, _ int) *apptest.Response {
				return p.Send(apptest.Headers{"X-Forwarded-For": from}, logIn, apptest.Vars{"e": "ann@example.com"})
			},
			"a log-in of nobody": func(from string, i int) *apptest.Response {
				return p.Send(apptest.Headers{"X-Forwarded-For": from}, logIn, apptest.Vars{"e": fmt.Sprintf("nobody%d@example.com", i)})
			},
			"a member's log-in": func(from string, i int) *apptest.Response {
				return p.Send(apptest.Headers{"X-Forwarded-For": from}, `mutation($e: String!) { staffLogin(email: $e, password: "correct horse") { userErrors { code } } }`, apptest.Vars{"e": fmt.Sprintf("nobody%d@example.com", i)})
			},
			"a sign-up": func(from string, i int) *apptest.Response {
				return p.Send(apptest.Headers{"X-Forwarded-For": from}, `mutation($e: String!) { createCustomer(input: { email: $e, password: "correct horse" }) { customer { id } } }`, apptest.Vars{"e": fmt.Sprintf("new%d@example.com", i)})
			},
			"another password": func(from string, _ int) *apptest.Response {
				return p.Send(ann.With(apptest.Headers{"X-Forwarded-For": from}), `mutation { changePassword(currentPassword: "correct horse", newPassword: "another horse") { userErrors { code } } }`, nil)
			},
		} {
			for i := range 15 { // more than the limit of an account and address
				a := send("192.0.2.1", i)
				if after, _ := a.Errors[0].Extensions["retryAfter"].(float64); a.ErrorCode() != "RATE_LIMITED" || after < 1 || after > 60 {
					t.Fatalf("%s: %s", name, a.Body)
				}
			}
		}
		if a := p.Send(ann, `{ me { email } }`, nil).OK(); a.Text("me.email") != "ann@example.com" {
			t.Error(a.Body)
		}
		p.Send(nil, `{ shop { name } }`, nil).OK()
		if l := s.Hasher.Load(); l.Running != 0 || l.Waiting != len(places) || l.Refused == 0 {
			t.Errorf("%+v with %d places", l, len(places))
		}
		if n := counted(); n != before {
			t.Errorf("%d counts, %d before", n, before)
		}
		for _, slot := range places {
			slot.Release()
			slot.Release()
		}
		if a := p.Send(apptest.Headers{"X-Forwarded-For": "192.0.2.1"}, logIn, apptest.Vars{"e": "ann@example.com"}).OK(); a.At("login.customer.id") == nil {
			t.Error(a.Body)
		}
	})
}

// TestHashingIsFair floods the program from one address: log-ins from other addresses succeed, and each waits for at
// most one hash of the flood after the one that is running.
func TestHashingIsFair(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		const honest, connections, idle = 8, 8, 35 // the queue has 41 places
		s, p := apptest.ServeAtCost(t, apptest.Slow, o, "CLIENTELE_HASH_SLOTS=1")
		p.SignUp("ann@example.com")
		var hashed, refused atomic.Int64 // of the flood
		var over atomic.Bool
		var flood sync.WaitGroup
		eve := at("203.0.113.1")
		for range idle { // requests that hold a place in the queue while doing other work
			slot, err := s.Hasher.Reserve(auth.Caller{Address: "203.0.113.1"})
			if err != nil {
				t.Fatal(err)
			}
			defer slot.Release()
		}
		for c := range connections {
			flood.Go(func() {
				for i := 0; !over.Load(); i++ {
					email := fmt.Sprintf("nobody-%d-%d@example.com", c, i)
					var a *apptest.Response
					switch {
					case i == 0 && c < 2:
						a = p.Send(eve, `mutation($e: String!) { createCustomer(input: { email: $e, password: "correct horse" }) { customer { id } userErrors { code } } }`, apptest.Vars{"e": email})
					case i == 0 && c < 4:
						a = p.Send(eve, `mutation { acceptStaffInvitation(token: "invite_wrong", password: "correct horse") { userErrors { code } } }`, nil)
						if a.ErrorCode() == "" { // it was not hashed
							continue
						}
					default:
						a = p.Send(eve, `mutation($e: String!) { login(email: $e, password: "a guess of it") { userErrors { code } } }`, apptest.Vars{"e": email})
					}
					switch a.ErrorCode() {
					case "":
						hashed.Add(1)
					case "RATE_LIMITED":
						refused.Add(1)
					default:
						t.Errorf("the flood: %s", a.Body)
						return
					}
				}
			})
		}
		defer func() {
			over.Store(true)
			flood.Wait()
		}()
		apptest.WaitUntil(t, "a full queue", func() bool { return s.Hasher.Load().Waiting >= 40 || refused.Load() > 0 })
		for i := range honest {
			a := p.Send(at(fmt.Sprintf("192.0.2.%d", i)), `mutation { login(email: "ann@example.com", password: "correct horse") { customer { id } userErrors { code } } }`, nil)
			if a.ErrorCode() != "" || a.At("login.customer.id") == nil {
				t.Errorf("honest log-in %d: %s", i, a.Body)
			}
		}
		if n := s.Hasher.Overtaken(); n > 1 {
			t.Errorf("an honest log-in waited for %d hashes of the flood", n)
		}
		t.Logf("%d of the flood were hashed and %d refused beside %d honest ones", hashed.Load(), refused.Load(), honest)
	})
}

// TestInvalidTokensAreNotHashed checks that an invalid token or invitation is refused without hashing.
func TestInvalidTokensAreNotHashed(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		s, p := apptest.Serve(t, o, "CLIENTELE_HASH_SLOTS=1")
		key := p.APIKey(apptest.AllScopes...)
		p.SignInOwner()
		for i := range 41 {
			slot, err := s.Hasher.Reserve(auth.Caller{Address: fmt.Sprint("place ", i)})
			if err != nil {
				t.Fatal(err)
			}
			defer slot.Release()
		}
		for name, c := range map[string]struct {
			as          apptest.Headers
			query, want string
		}{
			"an invitation":      {nil, `mutation { acceptStaffInvitation(token: "invite_wrong", password: "correct horse") { userErrors { code } } }`, "INVITATION_INVALID"},
			"a setup token":      {nil, `mutation { createFirstStaffMember(token: "setup_wrong", input: { email: "eve@shop.example", name: "Eve", password: "correct horse" }) { userErrors { code } } }`, "INVITATION_INVALID"},
			"a used setup token": {nil, `mutation { createFirstStaffMember(token: "` + p.FirstToken() + `", input: { email: "eve@shop.example", name: "Eve", password: "correct horse" }) { userErrors { code } } }`, "INVITATION_INVALID"},
			"a reset":            {nil, `mutation { resetPassword(token: "AAAA", password: "correct horse") { userErrors { code } } }`, "TOKEN_INVALID"},
			"a verification":     {nil, `mutation { verifyEmail(token: "AAAA", password: "correct horse") { userErrors { code } } }`, "TOKEN_INVALID"},
			"a sign-in":          {nil, `mutation { loginWithCode(code: "AAAAAAAAAAAAAAAAAAAAAAAAAA") { userErrors { code } } }`, "TOKEN_INVALID"},
			"another's password": {key, `mutation { setPassword(customerId: "customer_01m8910q8we07s1ykrvtcffye5", password: "correct horse") { userErrors { code } } }`, "NOT_FOUND"},
		} {
			if a := p.Send(c.as, c.query, nil); !strings.Contains(a.Body, c.want) {
				t.Errorf("%s: %s", name, a.Body)
			}
		}
	})
}
