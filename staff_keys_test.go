package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// TestMailsAreForOwners: what an email in the outbox says is shown to signed-in owners, and never to an API key.
func TestMailsAreForOwners(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		owner := p.owner()
		_, ann := p.signUp("ann@example.com")
		p.send(nil, askReset, vars{"e": "ann@example.com"}).good()
		p.send(nil, askSignIn, vars{"e": "ann@example.com"}).good()
		until(t, "both emails in the outbox", func() bool {
			return p.send(owner, `{ emails(status: OUTBOX) { totalCount } }`, nil).good().at("emails.totalCount") == 2.0
		})
		read := p.send(owner, `{ emails { nodes { to subject text html } } }`, nil).good()
		secrets := regexp.MustCompile(`\b([A-Z2-7]{26}|[A-Z0-9]{10})\b`).FindAllString(read.text, -1)
		if len(secrets) < 3 || !strings.Contains(read.text, "ann@example.com") {
			t.Fatalf("an owner sees %v: %s", secrets, read.text)
		}
		all := p.key(everything...)
		for name, as := range map[string]headers{"a key that manages the staff": p.key("STAFF_WRITE"), "a key with all scopes": all} {
			for _, field := range []string{"subject", "text", "html"} {
				a := p.send(as, `{ emails { nodes { kind status `+field+` } } }`, nil)
				if a.code() != "FORBIDDEN" || !strings.Contains(a.text, `"kind":"password_reset","status":"OUTBOX","`+field+`":null`) {
					t.Errorf("%s reads %s: %s", name, field, a.text)
				}
				for _, secret := range secrets {
					if strings.Contains(a.text, secret) {
						t.Errorf("%s is shown %q", name, secret)
					}
				}
			}
		}
		if a := p.send(p.key("STAFF_WRITE"), `{ emails { nodes { kind to } } }`, nil); a.code() != "FORBIDDEN" || a.Errors[0].Extensions["requiredScope"] != "CUSTOMERS_READ" || strings.Contains(a.text, "ann@") {
			t.Errorf("a key that does not read customers: %s", a.text)
		}
		p.send(all, `{ emails(to: "ann@example.com") { nodes { kind to } } }`, nil).good()
		_, manager := p.member(owner, "manager@shop.example", "MANAGER")
		for name, as := range map[string]headers{"a manager": manager, "a customer": ann, "an owner for a customer": owner.with(ann), "a visitor": nil} {
			if a := p.send(as, `{ emails { nodes { kind subject text html } } }`, nil); a.code() != "FORBIDDEN" && a.code() != "GRAPHQL_VALIDATION_FAILED" {
				t.Errorf("%s: %s", name, a.text)
			}
		}
	})
}

// TestAKeyTellsItsCreator: the API and the command line show who created a key, and a member with keys is removed only
// with a decision about them.
func TestAKeyTellsItsCreator(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		owner := p.owner()
		anaID, ana := p.member(owner, "ana@shop.example", "OWNER")
		const create = `mutation($n: String!, $s: [Scope!]!) { createApiKey(input: { name: $n, scopes: $s }) { apiKey { id createdBy { kind id name } } secret userErrors { code field message } } }`
		a := p.send(ana, create, vars{"n": "robot", "s": []string{"STAFF_WRITE", "ORDERS_READ"}}).good()
		robotID, robot := a.str("createApiKey.apiKey.id"), headers{"Authorization": "Bearer " + a.str("createApiKey.secret")}
		if want := fmt.Sprintf(`"createdBy":{"kind":"STAFF","id":%q,"name":"Member"}`, anaID); !strings.Contains(a.text, want) {
			t.Errorf("%s, want %s", a.text, want)
		}
		b := p.send(robot, create, vars{"n": "helper", "s": []string{"ORDERS_READ"}}).good()
		helper := headers{"Authorization": "Bearer " + b.str("createApiKey.secret")}
		if want := fmt.Sprintf(`"createdBy":{"kind":"API_KEY","id":%q,"name":"robot"}`, robotID); !strings.Contains(b.text, want) {
			t.Errorf("%s, want %s", b.text, want)
		}
		if out := p.command("key", "create", "--name", "console", "--scopes", "ORDERS_READ"); !strings.Contains(out, "Created by: command line") {
			t.Errorf("key create: %s", out)
		}
		if a := p.send(owner, `{ apiKeys { name createdBy { kind id name } } }`, nil).good(); !strings.Contains(a.text, `{"name":"console","createdBy":{"kind":"COMMAND_LINE","id":null,"name":null}}`) {
			t.Errorf("%s", a.text)
		}
		members := `{ staffMembers { email apiKeys { name } } }`
		if a := p.send(owner, members, nil).good(); !strings.Contains(a.text, `[{"email":"olga@shop.example","apiKeys":[]},{"email":"ana@shop.example","apiKeys":[{"name":"robot"},{"name":"helper"}]}]`) {
			t.Errorf("%s", a.text)
		}

		const remove = `mutation($id: ID!, $k: [ID!]) { removeStaffMember(id: $id, keepKeys: $k) { deletedId revokedKeys { name revokedAt } keptKeys { name } userErrors { code field message } } }`
		works := func(as headers) bool { return p.send(as, `{ orders { totalCount } }`, nil).code() == "" }
		asked := p.send(owner, remove, vars{"id": anaID})
		if want := `{"deletedId":null,"revokedKeys":null,"keptKeys":null,"userErrors":[{"code":"REQUIRED","field":["keepKeys"],"message":"the member has 2 API keys that work: list those to keep; all others are revoked"}]}`; !strings.Contains(asked.text, want) {
			t.Errorf("%s, want %s", asked.text, want)
		}
		if p.send(ana, `{ staffMe { id } }`, nil).code() != "" || !works(robot) || !works(helper) {
			t.Error("something has changed without a decision")
		}
		done := p.send(owner, remove, vars{"id": anaID, "k": []string{}}).good()
		if names := fmt.Sprint(done.at("removeStaffMember.revokedKeys.0.name"), done.at("removeStaffMember.revokedKeys.1.name"), done.at("removeStaffMember.keptKeys")); names != "robothelper[]" {
			t.Errorf("%s: %s", names, done.text)
		}
		if works(robot) || works(helper) {
			t.Error("a key that was revoked works")
		}
		list := p.command("key", "list")
		for _, want := range []string{"CREATED BY", "Member (" + anaID + ")", "key robot (" + robotID + ")", "command line"} {
			if !strings.Contains(list, want) {
				t.Errorf("key list does not show %q:\n%s", want, list)
			}
		}

		benID, ben := p.member(owner, "ben@shop.example", "OWNER")
		key := func(name string) (string, headers) {
			a := p.send(ben, create, vars{"n": name, "s": []string{"ORDERS_READ"}}).good()
			return a.str("createApiKey.apiKey.id"), headers{"Authorization": "Bearer " + a.str("createApiKey.secret")}
		}
		keptID, kept := key("kept")
		_, late := key("late")
		if a := p.send(owner, remove, vars{"id": benID, "k": []string{keptID, robotID}}); !strings.Contains(a.text, `{"code":"NOT_FOUND","field":["keepKeys","1"],`) || !works(late) {
			t.Errorf("a key of somebody else: %s", a.text)
		}
		done = p.send(owner, remove, vars{"id": benID, "k": []string{keptID}}).good()
		if !strings.Contains(done.text, `"revokedKeys":[{"name":"late"`) || !strings.Contains(done.text, `"keptKeys":[{"name":"kept"}]`) || !works(kept) || works(late) {
			t.Errorf("%s", done.text)
		}
		cleoID, _ := p.member(owner, "cleo@shop.example", "SUPPORT")
		if done := p.send(owner, remove, vars{"id": cleoID}).good(); !strings.Contains(done.text, `"revokedKeys":[],"keptKeys":[]`) {
			t.Errorf("a member without keys: %s", done.text)
		}
	})
}
