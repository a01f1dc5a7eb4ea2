package abuse

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/app"
	"clientele/models"
	"clientele/test/apptest"
)

// impatient is a client that cancels its request as soon as the server hashes a password for it.
type impatient struct {
	t     *testing.T
	shop  *app.App
	url   string
	inUse atomic.Int64 // requests being served
	body  atomic.Value // of the last response as the server wrote it, which the client may not have received
}

// serve serves a request and remembers the response.
func (c *impatient) serve(h http.Handler, w http.ResponseWriter, r *http.Request) {
	c.inUse.Add(1)
	defer c.inUse.Add(-1)
	written := &written{ResponseWriter: w}
	h.ServeHTTP(written, r)
	c.body.Store(written.body.String())
}

// written remembers a response.
type written struct {
	http.ResponseWriter
	body bytes.Buffer
}

// Write writes a part of the response.
func (w *written) Write(b []byte) (int, error) {
	w.body.Write(b)
	return w.ResponseWriter.Write(b)
}

// Unwrap returns the writer of the server.
func (w *written) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// send sends an operation and cancels it while a password is being hashed. It waits until the server is done with the
// request, and returns the response as the server wrote it.
func (c *impatient) send(as apptest.Headers, query string, v apptest.Vars) string {
	c.t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": v})
	if err != nil {
		c.t.Fatal(err)
	}
	ctx, hangUp := context.WithCancel(c.t.Context())
	defer hangUp()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for name, value := range as {
		r.Header.Set(name, value)
	}
	c.body.Store("")
	answered := make(chan bool, 1)
	go func() {
		if response, err := http.DefaultClient.Do(r); err == nil {
			_, _ = io.Copy(io.Discard, response.Body)
			_ = response.Body.Close()
		}
		answered <- true
	}()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	done := false
	for !done || c.inUse.Load() > 0 {
		select {
		case done = <-answered:
		case <-look.C:
			if c.shop.Hasher.Load().Running > 0 {
				hangUp()
			}
		}
	}
	return c.body.Load().(string)
}

// firstMember is the operation that can succeed only once.
const firstMember = "createFirstStaffMember"

// operation is an operation that hashes a password.
type operation struct {
	name    string
	tries   int
	hashes  int           // at most
	pace    time.Duration // after which one more is allowed; 0 for never
	prepare func()        // also called after an attempt that succeeded
	query   string
	as      func() apptest.Headers
	v       func() apptest.Vars
}

// exhaust sends an operation and cancels it until it is refused, and checks how many hashes that costs. If a request is
// cancelled too late and succeeds, it begins again, or returns true if the operation can succeed only once.
func (c *impatient) exhaust(i int, op operation) bool {
	c.t.Helper()
	op.prepare()
	began, before := time.Now(), c.shop.Hasher.Load().Hashed
	stopped, done := false, false
	for left := op.tries; left > 0; left-- {
		text := c.send(op.as().With(at(fmt.Sprintf("203.0.113.%d", i+1))), op.query, op.v())
		stopped = strings.Contains(text, "RATE_LIMITED")
		if strings.Contains(text, `"userErrors":[]`) { // it was cancelled too late, so begin again
			if done = op.name == firstMember; done {
				break
			}
			op.prepare()
			began, before, left = time.Now(), c.shop.Hasher.Load().Hashed, op.tries+1
		}
	}
	if done {
		return true
	}
	most := int64(op.hashes)
	if op.pace > 0 {
		most += int64(time.Since(began)/op.pace) + 1
	}
	if hashed := c.shop.Hasher.Load().Hashed - before; hashed == 0 || hashed > most {
		c.t.Errorf("%s: %d requests that hung up cost %d hashes, want %d at most", op.name, op.tries, hashed, most)
	}
	if !stopped && op.pace == 0 {
		c.t.Errorf("%s: it is not stopped", op.name)
	}
	return false
}

// TestCancelledRequestsCount checks that requests that are cancelled while a password is being hashed count against the
// limits like any others.
func TestCancelledRequestsCount(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		env := apptest.Environ(t, o, "CLIENTELE_TRUSTED_PROXIES=127.0.0.0/8")
		s, h := apptest.OpenAtCost(t, apptest.Slow, env...)
		c := &impatient{t: t, shop: s}
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c.serve(h, w, r)
		}))
		t.Cleanup(server.Close)
		c.url = server.URL
		p := &apptest.Program{T: t, URL: server.URL, Env: env}
		first := p.FirstToken()
		var owner, key, ann, new apptest.Headers
		var invitation string
		founded := false // by createFirstStaffMember
		n := 0
		fresh := func(name string) string { n++; return fmt.Sprintf("%s%d@example.com", name, n) }
		nothing := func() {}

		for i, op := range []operation{
			{
				firstMember, 20, 10, 0, nothing,
				`mutation($t: String!) { createFirstStaffMember(token: $t, input: { email: "olga@shop.example", name: "Olga", password: "owner's password" }) { userErrors { code } } }`,
				func() apptest.Headers { return nil }, func() apptest.Vars { return apptest.Vars{"t": first} },
			},
			{
				"acceptStaffInvitation", 30, 20, 0, func() {
					switch {
					case founded:
						owner = p.Send(nil, apptest.StaffLogin, apptest.Vars{"e": "olga@shop.example", "p": "owner's password"}).OK().Bearer("staffLogin")
					case owner == nil:
						owner = p.SignInOwner()
					}
					a := p.Send(owner, `mutation($e: String!) { createStaffMember(input: { email: $e, name: "Sam", role: SUPPORT }) { invitationToken userErrors { code } } }`, apptest.Vars{"e": fresh("sam")}).OK()
					invitation = a.Text("createStaffMember.invitationToken")
				},
				`mutation($t: String!) { acceptStaffInvitation(token: $t, password: "member's password") { userErrors { code } } }`,
				func() apptest.Headers { return nil }, func() apptest.Vars { return apptest.Vars{"t": invitation} },
			},
			{
				"staffLogin", 20, 10, 0, nothing, apptest.StaffLogin,
				func() apptest.Headers { return nil }, func() apptest.Vars { return apptest.Vars{"e": "olga@shop.example", "p": "owner's password"} },
			},
			{
				"changeStaffPassword", 30, 40, 0, func() {
					owner = p.Send(nil, apptest.StaffLogin, apptest.Vars{"e": "olga@shop.example", "p": "owner's password"}).OK().Bearer("staffLogin")
				},
				`mutation { changeStaffPassword(currentPassword: "owner's password", newPassword: "owner's password") { userErrors { code } } }`,
				func() apptest.Headers { return owner }, func() apptest.Vars { return nil },
			},
			{
				"createCustomer", 90, 60, 15 * time.Second, nothing,
				`mutation($e: String!) { createCustomer(input: { email: $e, password: "correct horse" }) { customer { id } userErrors { code } } }`,
				func() apptest.Headers { return nil }, func() apptest.Vars { return apptest.Vars{"e": fresh("new")} },
			},
			{
				"login", 20, 10, 0, func() {
					if ann == nil {
						_, ann = p.SignUp("ann@example.com")
					}
				},
				`mutation { login(email: "ann@example.com", password: "correct horse") { userErrors { code } } }`,
				func() apptest.Headers { return nil }, func() apptest.Vars { return nil },
			},
			{
				"requestEmailChange", 30, 20, 0, nothing,
				`mutation($e: String!) { requestEmailChange(newEmail: $e, password: "correct horse") { userErrors { code } } }`,
				func() apptest.Headers { return ann }, func() apptest.Vars { return apptest.Vars{"e": fresh("other")} },
			},
			{
				"changePassword", 30, 40, 0, nothing,
				`mutation { changePassword(currentPassword: "correct horse", newPassword: "correct horse") { userErrors { code } } }`,
				func() apptest.Headers { return ann }, func() apptest.Vars { return nil },
			},
			{
				"changePassword, of a customer without one", 30, 20, 0, func() {
					key = p.APIKey(apptest.AllScopes...)
					email := fresh("bob")
					id := p.Send(key, `mutation($e: String!) { createCustomer(input: { email: $e }) { customer { id } userErrors { code } } }`, apptest.Vars{"e": email}).OK().Text("createCustomer.customer.id")
					_, code := minted(t, s, models.ToSignIn, id, email)
					new = apptest.Headers{"X-Customer-Token": p.Send(nil, `mutation($c: String!, $e: String!) { loginWithCode(code: $c, email: $e) { customerToken { accessToken } userErrors { code } } }`,
						apptest.Vars{"c": code, "e": email}).OK().Text("loginWithCode.customerToken.accessToken")}
				},
				`mutation { changePassword(newPassword: "correct horse") { userErrors { code } } }`,
				func() apptest.Headers { return new }, func() apptest.Vars { return nil },
			},
		} {
			if c.exhaust(i, op) {
				founded = true
			}
		}
		var rows int64
		if err := s.DB.Read(t.Context()).Model(&models.Customer{}).Where("email LIKE 'new%'").Count(&rows).Error; err != nil || rows > 60 {
			t.Errorf("%d customers, %v", rows, err)
		}
	})
}
