package access

import (
	"strings"
	"testing"

	"clientele/models"
	"clientele/test/apptest"
)

// TestRolesAndScopes calls every root field with every role.
func TestRolesAndScopes(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		owner := p.SignInOwner()
		for _, role := range []models.StaffRole{models.RoleOwner, models.RoleManager, models.RoleSupport, models.RoleReadOnly} {
			_, as := p.CreateMember(owner, strings.ToLower(string(role))+"@shop.example", string(role))
			has := map[string]bool{}
			for _, s := range role.Scopes() {
				has[string(s)] = true
			}
			for name, r := range reach {
				if name == "staffLogout" || name == "staffLogin" || name == "acceptStaffInvitation" || name == "createFirstStaffMember" || name == "changeStaffPassword" {
					continue
				}
				a := p.Send(as, r.query, nil)
				may := r.scope == "" || r.scope == "staff only" ||
					suffices(r.scope, func(scope string) bool { return has[scope] })
				if r.scope == "customers only" {
					may = false
				}
				refused := a.ErrorCode() == "FORBIDDEN" || a.ErrorCode() == "UNAUTHENTICATED" || a.ErrorCode() == "GRAPHQL_VALIDATION_FAILED"
				if refused == may {
					t.Errorf("%s by %s: %s", name, role, a.Body)
				}
			}
		}
	})
}

// TestStaffLifecycle invites staff members, changes their roles and removes them.
func TestStaffLifecycle(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		owner := p.SignInOwner()
		ownerID := p.Send(owner, `{ staffMe { id } }`, nil).OK().Text("staffMe.id")
		sam, support := p.CreateMember(owner, "sam@shop.example", "SUPPORT")
		works := func(as apptest.Headers) bool { return p.Send(as, `{ staffMe { id } }`, nil).ErrorCode() == "" }
		say := func(as apptest.Headers, query string, v apptest.Vars, want string) *apptest.Response {
			t.Helper()
			a := p.Send(as, query, v)
			if want == "" && (len(a.Errors) > 0 || strings.Contains(a.Body, `"userErrors":[{`)) || !strings.Contains(a.Body, want) {
				t.Errorf("%s: %s, want %q", query, a.Body, want)
			}
			return a
		}
		const update = `mutation($id: ID!, $in: UpdateStaffMemberInput!) { updateStaffMember(id: $id, input: $in) { staffMember { role version } userErrors { code field message } } }`
		const remove = `mutation($id: ID!) { removeStaffMember(id: $id) { deletedId userErrors { code field message } } }`
		say(owner, update, apptest.Vars{"id": ownerID, "in": apptest.Vars{"role": "SUPPORT"}}, "LAST_OWNER")
		say(owner, remove, apptest.Vars{"id": ownerID}, "LAST_OWNER")
		say(owner, update, apptest.Vars{"id": sam, "in": apptest.Vars{"name": " "}}, "REQUIRED")
		say(owner, update, apptest.Vars{"id": sam, "in": apptest.Vars{"expectedVersion": 9}}, `"role":"SUPPORT","version":2`)
		say(owner, update, apptest.Vars{"id": "staff_x", "in": apptest.Vars{}}, "NOT_FOUND")
		say(owner, `mutation { createStaffMember(input: { email: "SAM@shop.example", name: "x", role: SUPPORT }) { userErrors { code } } }`, nil, "EMAIL_TAKEN")
		say(owner, `mutation { createStaffMember(input: { email: "no", name: "", role: SUPPORT }) { userErrors { code field } } }`, nil, `"field":["input","name"]`)

		// A new role takes effect at once, with the existing token.
		say(support, `mutation { createApiKey(input: { name: "x", scopes: [ORDERS_READ] }) { secret } }`, nil, "STAFF_WRITE")
		say(owner, update, apptest.Vars{"id": sam, "in": apptest.Vars{"role": "READ_ONLY"}}, "")
		if a := p.Send(support, `mutation { updateCustomer(id: "customer_x", input: {}) { userErrors { code } } }`, nil); a.ErrorCode() != "FORBIDDEN" {
			t.Errorf("a reader writes: %s", a.Body)
		}
		// Callers cannot grant more than they have: a key that manages staff cannot make anyone an owner.
		manager := p.APIKey("STAFF_WRITE")
		say(manager, update, apptest.Vars{"id": sam, "in": apptest.Vars{"role": "OWNER"}}, "INVALID")
		say(manager, `mutation { createStaffMember(input: { email: "x@shop.example", name: "x", role: READ_ONLY }) { userErrors { code } } }`, nil, "INVALID")
		say(manager, `mutation { createApiKey(input: { name: "x", scopes: [CUSTOMERS_READ] }) { userErrors { code } } }`, nil, "INVALID")
		say(manager, remove, apptest.Vars{"id": sam}, "INVALID")
		say(manager, `mutation($id: ID!) { inviteStaffMember(id: $id) { invitationToken userErrors { code } } }`, apptest.Vars{"id": ownerID}, "INVALID")

		// Change the password, end sessions and remove members.
		say(support, `mutation { changeStaffPassword(currentPassword: "wrong password", newPassword: "another password") { userErrors { code } } }`, nil, "INVALID_CREDENTIALS")
		fresh := say(support, `mutation { changeStaffPassword(currentPassword: "member's password", newPassword: "another password") { staffToken { accessToken } userErrors { code field message } } }`, nil, "").Bearer("changeStaffPassword")
		if works(support) || !works(fresh) {
			t.Error("after a change of the password the wrong token works")
		}
		say(nil, apptest.StaffLogin, apptest.Vars{"e": "sam@shop.example", "p": "member's password"}, "INVALID_CREDENTIALS")
		say(nil, apptest.StaffLogin, apptest.Vars{"e": "nobody@shop.example", "p": "member's password"}, "INVALID_CREDENTIALS")
		again := say(nil, apptest.StaffLogin, apptest.Vars{"e": "sam@shop.example", "p": "another password"}, "").Bearer("staffLogin")
		say(again, `mutation { staffLogout { endedSessions } }`, nil, `"endedSessions":1`)
		if works(again) || !works(fresh) {
			t.Error("after signing out the wrong token works")
		}
		say(owner, remove, apptest.Vars{"id": sam}, "")
		if a := p.Send(fresh, `{ staffMe { id } }`, nil); a.ErrorCode() != "UNAUTHENTICATED" || a.Errors[0].Extensions["reason"] != "REVOKED" {
			t.Errorf("a member who has gone: %s", a.Body)
		}

		// Create and revoke keys.
		a := say(owner, `mutation { createApiKey(input: { name: "server", scopes: [ORDERS_READ] }) { apiKey { id scopes lastUsedAt } secret userErrors { code field message } } }`, nil, "")
		key := apptest.Headers{"Authorization": "Bearer " + a.Text("createApiKey.secret")}
		say(key, `{ orders { totalCount } }`, nil, `"totalCount":0`)
		say(owner, `{ apiKeys { id name lastUsedAt revokedAt } }`, nil, `"name":"server","lastUsedAt":"`)
		say(owner, `mutation($id: ID!) { revokeApiKey(id: $id) { apiKey { revokedAt } userErrors { code } } }`, apptest.Vars{"id": a.Text("createApiKey.apiKey.id")}, `"revokedAt":"`)
		say(key, `{ orders { totalCount } }`, nil, "REVOKED")

		// The history of an order names the staff member.
		order := p.Send(owner, `mutation { checkout(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }], contact: { name: "G", email: "g@example.com" },
			shippingAddress: { address: { firstName: "G", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } }, billingSameAsShipping: true }) { order { history { actor { kind actorId name } } } userErrors { code field message } } }`, nil).OK()
		if !strings.Contains(order.Body, `{"kind":"STAFF","actorId":"`+ownerID+`","name":"Olga"}`) {
			t.Errorf("%s", order.Body)
		}
	})
}

// TestStaffLoginIsThrottled checks that wrong passwords of staff are limited.
func TestStaffLoginIsThrottled(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		owner := p.SignInOwner()
		for range 10 {
			p.Send(nil, apptest.StaffLogin, apptest.Vars{"e": "olga@shop.example", "p": "a guess of it"})
		}
		if a := p.Send(nil, apptest.StaffLogin, apptest.Vars{"e": "olga@shop.example", "p": "owner's password"}); a.ErrorCode() != "RATE_LIMITED" || a.Errors[0].Extensions["retryAfter"] == nil {
			t.Errorf("%s", a.Body)
		}
		if a := p.Send(owner, `{ staffMe { name scopes } }`, nil).OK(); a.At("staffMe.name") != "Olga" {
			t.Errorf("%s", a.Body)
		}
	})
}
