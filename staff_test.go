package main

import (
	"bytes"
	"strings"
	"testing"

	"clientele/models"
)

// bearer is the headers of a staff token that an answer carries.
func (a *answer) bearer(root string) headers {
	a.t.Helper()
	return headers{"Authorization": "Bearer " + a.str(root+".staffToken.accessToken")}
}

const staffLogin = `mutation($e: String!, $p: String!) { staffLogin(email: $e, password: $p) { staffToken { accessToken } staffMember { id role } userErrors { code field message } } }`

// owner makes the first member on the command line and signs in.
func (p *program) owner() headers {
	p.t.Helper()
	var out bytes.Buffer
	if err := run(p.t.Context(), []string{"staff", "create", "--email", "olga@shop.example", "--name", "Olga"}, p.env, strings.NewReader("owner's password\n"), &out); err != nil {
		p.t.Fatal(err)
	}
	return p.send(nil, staffLogin, vars{"e": "Olga@Shop.example", "p": "owner's password"}).good().bearer("staffLogin")
}

// member invites a member and accepts, and returns its id and headers.
func (p *program) member(as headers, email, role string) (string, headers) {
	p.t.Helper()
	a := p.send(as, `mutation($e: String!, $r: StaffRole!) { createStaffMember(input: { email: $e, name: "Member", role: $r }) { staffMember { id invited } invitationToken userErrors { code field message } } }`, vars{"e": email, "r": role}).good()
	token := a.str("createStaffMember.invitationToken")
	accepted := p.send(nil, `mutation($t: String!) { acceptStaffInvitation(token: $t, password: "member's password") { staffToken { accessToken } staffMember { invited } userErrors { code field message } } }`, vars{"t": token}).good()
	if again := p.send(nil, `mutation($t: String!) { acceptStaffInvitation(token: $t, password: "thief's password") { userErrors { code } } }`, vars{"t": token}); !strings.Contains(again.text, "INVITATION_INVALID") {
		p.t.Errorf("an invitation was accepted twice: %s", again.text)
	}
	return a.str("createStaffMember.staffMember.id"), accepted.bearer("acceptStaffInvitation")
}

func TestRolesAndScopes(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		owner := p.owner()
		for _, role := range []models.StaffRole{models.RoleOwner, models.RoleManager, models.RoleSupport, models.RoleReadOnly} {
			_, as := p.member(owner, strings.ToLower(string(role))+"@shop.example", string(role))
			has := map[string]bool{}
			for _, s := range role.Scopes() {
				has[string(s)] = true
			}
			for name, r := range reach {
				if name == "staffLogout" || name == "staffLogin" || name == "acceptStaffInvitation" || name == "createFirstStaffMember" || name == "changeStaffPassword" {
					continue
				}
				a := p.send(as, r.query, nil)
				may := r.scope == "" || r.scope == "staff only" || has[r.scope]
				if r.scope == "customers only" {
					may = false
				}
				refused := a.code() == "FORBIDDEN" || a.code() == "UNAUTHENTICATED" || a.code() == "GRAPHQL_VALIDATION_FAILED"
				if refused == may {
					t.Errorf("%s by %s: %s", name, role, a.text)
				}
			}
		}
	})
}

func TestStaffComeAndGo(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		owner := p.owner()
		ownerID := p.send(owner, `{ staffMe { id } }`, nil).good().str("staffMe.id")
		sam, support := p.member(owner, "sam@shop.example", "SUPPORT")
		works := func(as headers) bool { return p.send(as, `{ staffMe { id } }`, nil).code() == "" }
		say := func(as headers, query string, v vars, want string) *answer {
			t.Helper()
			a := p.send(as, query, v)
			if want == "" && (len(a.Errors) > 0 || strings.Contains(a.text, `"userErrors":[{`)) || !strings.Contains(a.text, want) {
				t.Errorf("%s: %s, want %q", query, a.text, want)
			}
			return a
		}
		const update = `mutation($id: ID!, $in: UpdateStaffMemberInput!) { updateStaffMember(id: $id, input: $in) { staffMember { role version } userErrors { code field message } } }`
		const remove = `mutation($id: ID!) { removeStaffMember(id: $id) { deletedId userErrors { code field message } } }`
		say(owner, update, vars{"id": ownerID, "in": vars{"role": "SUPPORT"}}, "LAST_OWNER")
		say(owner, remove, vars{"id": ownerID}, "LAST_OWNER")
		say(owner, update, vars{"id": sam, "in": vars{"name": " "}}, "REQUIRED")
		say(owner, update, vars{"id": sam, "in": vars{"expectedVersion": 9}}, `"role":"SUPPORT","version":2`)
		say(owner, update, vars{"id": "staff_x", "in": vars{}}, "NOT_FOUND")
		say(owner, `mutation { createStaffMember(input: { email: "SAM@shop.example", name: "x", role: SUPPORT }) { userErrors { code } } }`, nil, "EMAIL_TAKEN")
		say(owner, `mutation { createStaffMember(input: { email: "no", name: "", role: SUPPORT }) { userErrors { code field } } }`, nil, `"field":["input","name"]`)

		// Another role works at once, with the token that there is.
		say(support, `mutation { createApiKey(input: { name: "x", scopes: [ORDERS_READ] }) { secret } }`, nil, "STAFF_WRITE")
		say(owner, update, vars{"id": sam, "in": vars{"role": "READ_ONLY"}}, "")
		if a := p.send(support, `mutation { updateCustomer(id: "customer_x", input: {}) { userErrors { code } } }`, nil); a.code() != "FORBIDDEN" {
			t.Errorf("a reader writes: %s", a.text)
		}
		// Nobody gives more than they have: a key that only manages the staff makes no owner of anybody.
		manager := p.key("STAFF_WRITE")
		say(manager, update, vars{"id": sam, "in": vars{"role": "OWNER"}}, "INVALID")
		say(manager, `mutation { createStaffMember(input: { email: "x@shop.example", name: "x", role: READ_ONLY }) { userErrors { code } } }`, nil, "INVALID")
		say(manager, `mutation { createApiKey(input: { name: "x", scopes: [CUSTOMERS_READ] }) { userErrors { code } } }`, nil, "INVALID")
		say(manager, remove, vars{"id": sam}, "INVALID")
		say(manager, `mutation($id: ID!) { inviteStaffMember(id: $id) { invitationToken userErrors { code } } }`, vars{"id": ownerID}, "INVALID")

		// Passwords, sessions, removal.
		say(support, `mutation { changeStaffPassword(currentPassword: "wrong password", newPassword: "another password") { userErrors { code } } }`, nil, "INVALID_CREDENTIALS")
		fresh := say(support, `mutation { changeStaffPassword(currentPassword: "member's password", newPassword: "another password") { staffToken { accessToken } userErrors { code field message } } }`, nil, "").bearer("changeStaffPassword")
		if works(support) || !works(fresh) {
			t.Error("after a change of the password the wrong token works")
		}
		say(nil, staffLogin, vars{"e": "sam@shop.example", "p": "member's password"}, "INVALID_CREDENTIALS")
		say(nil, staffLogin, vars{"e": "nobody@shop.example", "p": "member's password"}, "INVALID_CREDENTIALS")
		again := say(nil, staffLogin, vars{"e": "sam@shop.example", "p": "another password"}, "").bearer("staffLogin")
		say(again, `mutation { staffLogout { endedSessions } }`, nil, `"endedSessions":1`)
		if works(again) || !works(fresh) {
			t.Error("after signing out the wrong token works")
		}
		say(owner, remove, vars{"id": sam}, "")
		if a := p.send(fresh, `{ staffMe { id } }`, nil); a.code() != "UNAUTHENTICATED" || a.Errors[0].Extensions["reason"] != "REVOKED" {
			t.Errorf("a member who has gone: %s", a.text)
		}

		// Keys, made and ended by the API.
		a := say(owner, `mutation { createApiKey(input: { name: "server", scopes: [ORDERS_READ] }) { apiKey { id scopes lastUsedAt } secret userErrors { code field message } } }`, nil, "")
		key := headers{"Authorization": "Bearer " + a.str("createApiKey.secret")}
		say(key, `{ orders { totalCount } }`, nil, `"totalCount":0`)
		say(owner, `{ apiKeys { id name lastUsedAt revokedAt } }`, nil, `"name":"server","lastUsedAt":"`)
		say(owner, `mutation($id: ID!) { revokeApiKey(id: $id) { apiKey { revokedAt } userErrors { code } } }`, vars{"id": a.str("createApiKey.apiKey.id")}, `"revokedAt":"`)
		say(key, `{ orders { totalCount } }`, nil, "REVOKED")

		// A member who looks after an order stands in its history.
		order := p.send(owner, `mutation { checkout(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }], contact: { name: "G", email: "g@example.com" },
			shippingAddress: { address: { firstName: "G", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } }, billingSameAsShipping: true }) { order { history { actor { kind id name } } } userErrors { code field message } } }`, nil).good()
		if !strings.Contains(order.text, `{"kind":"STAFF","id":"`+ownerID+`","name":"Olga"}`) {
			t.Errorf("%s", order.text)
		}
	})
}

func TestStaffGuessesAreThrottled(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		owner := p.owner()
		for range 10 {
			p.send(nil, staffLogin, vars{"e": "olga@shop.example", "p": "a guess of it"})
		}
		if a := p.send(nil, staffLogin, vars{"e": "olga@shop.example", "p": "owner's password"}); a.code() != "RATE_LIMITED" || a.Errors[0].Extensions["retryAfter"] == nil {
			t.Errorf("%s", a.text)
		}
		if a := p.send(owner, `{ staffMe { name scopes } }`, nil).good(); a.at("staffMe.name") != "Olga" {
			t.Errorf("%s", a.text)
		}
	})
}
