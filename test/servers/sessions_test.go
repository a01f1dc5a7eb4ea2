package servers

import (
	"testing"
	"time"

	"clientele/test/apptest"
)

// testSessions ends sessions, keys and permissions through one server, and checks that all servers refuse them at once.
func testSessions(t *testing.T, f *fleet) {
	const read = `{ customers(first: 1) { totalCount } }`
	refusedByAll := func(t *testing.T, as apptest.Headers, query, code string) {
		t.Helper()
		f.each(func(i int) {
			if a := f.servers[i].Send(as, query, nil); a.ErrorCode() != code {
				t.Errorf("server %d: %s", i, a.Body)
			}
		})
	}
	acceptedByAll := func(t *testing.T, as apptest.Headers, query string) {
		t.Helper()
		f.each(func(i int) { f.servers[i].Send(as, query, nil).OK() })
	}
	t.Run("a customer", func(t *testing.T) {
		a := f.server(0).Send(from("192.0.2.1"), `mutation { createCustomer(input: { email: "ann@example.com", password: "correct horse" }) {
			customer { id } customerToken { accessToken refreshToken } userErrors { code } } }`, nil).OK()
		token := apptest.Vars{"t": a.Text("createCustomer.customerToken.refreshToken")}
		renewed := make([]string, *count)
		f.each(func(i int) {
			renewed[i] = f.servers[i].Send(nil, apptest.RefreshToken, token).OK().Text("refreshToken.customerToken.refreshToken")
		})
		for _, next := range renewed {
			if next != renewed[0] || next == token["t"] {
				t.Error("the servers renew a token differently")
			}
		}
		ann := apptest.Headers{"X-Customer-Token": a.Text("createCustomer.customerToken.accessToken")}
		acceptedByAll(t, ann, `{ me { id } }`)
		f.server(3).Send(ann, `mutation { logout { userErrors { code } } }`, nil).OK()
		refusedByAll(t, ann, `{ me { id } }`, "UNAUTHENTICATED")
	})
	owner := f.server(0).SignInOwner()
	t.Run("a member's scopes", func(t *testing.T) {
		id, member := f.server(1).CreateMember(owner, "sam@example.com", "MANAGER")
		acceptedByAll(t, member, read)
		f.server(2).Send(owner, `mutation($id: ID!) { updateStaffMember(id: $id, input: { role: READ_ONLY }) { staffMember { id } userErrors { code } } }`, apptest.Vars{"id": id}).OK()
		refusedByAll(t, member, `mutation { createCustomer(input: { email: "x@example.com" }) { userErrors { code } } }`, "FORBIDDEN")
		f.server(4).Send(owner, `mutation($id: ID!) { removeStaffMember(id: $id) { userErrors { code } } }`, apptest.Vars{"id": id}).OK()
		refusedByAll(t, member, read, "UNAUTHENTICATED")
	})
	t.Run("a key", func(t *testing.T) {
		a := f.server(5).Send(owner, `mutation { createApiKey(input: { name: "ERP", scopes: [CUSTOMERS_READ] }) { apiKey { id } secret userErrors { code } } }`, nil).OK()
		key := apptest.Headers{"Authorization": "Bearer " + a.Text("createApiKey.secret")}
		acceptedByAll(t, key, read)
		revoked := make(chan time.Duration)
		go func() {
			began := time.Now()
			f.server(6).Send(owner, `mutation($id: ID!) { revokeApiKey(id: $id) { userErrors { code } } }`, apptest.Vars{"id": a.Text("createApiKey.apiKey.id")}).OK()
			revoked <- time.Since(began)
		}()
		var took time.Duration
		for took == 0 { // so that it is in the cache of each server
			select {
			case took = <-revoked:
			default:
				f.each(func(i int) { f.servers[i].Send(key, read, nil) })
			}
		}
		refusedByAll(t, key, read, "UNAUTHENTICATED")
		if took > within(3*time.Second/2) {
			t.Errorf("revoking a key took %v", took)
		}
		figures.add(t, "a revoked API key is refused by every server", "after %v", took.Round(time.Millisecond))
	})
}
