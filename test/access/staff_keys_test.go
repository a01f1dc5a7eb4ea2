package access

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"clientele/test/apptest"
)

// TestOnlyOwnersReadEmails checks that owners who are signed in can read the email in the outbox, and API keys cannot.
func TestOnlyOwnersReadEmails(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		owner := p.SignInOwner()
		_, ann := p.SignUp("ann@example.com")
		p.Send(nil, apptest.RequestPasswordReset, apptest.Vars{"e": "ann@example.com"}).OK()
		p.Send(nil, apptest.RequestLoginCode, apptest.Vars{"e": "ann@example.com"}).OK()
		apptest.WaitUntil(t, "both emails in the outbox", func() bool {
			return p.Send(owner, `{ emails(status: OUTBOX) { totalCount } }`, nil).OK().At("emails.totalCount") == 2.0
		})
		read := p.Send(owner, `{ emails { nodes { to subject text html } } }`, nil).OK()
		secrets := regexp.MustCompile(`\b([A-Z2-7]{26}|[A-Z0-9]{10})\b`).FindAllString(read.Body, -1)
		if len(secrets) < 3 || !strings.Contains(read.Body, "ann@example.com") {
			t.Fatalf("an owner sees %v: %s", secrets, read.Body)
		}
		all := p.APIKey(apptest.AllScopes...)
		for name, as := range map[string]apptest.Headers{"a key that manages the staff": p.APIKey("STAFF_WRITE"), "a key with all scopes": all} {
			for _, field := range []string{"subject", "text", "html"} {
				a := p.Send(as, `{ emails { nodes { kind status `+field+` } } }`, nil)
				if a.ErrorCode() != "FORBIDDEN" || !strings.Contains(a.Body, `"kind":"password_reset","status":"OUTBOX","`+field+`":null`) {
					t.Errorf("%s reads %s: %s", name, field, a.Body)
				}
				for _, secret := range secrets {
					if strings.Contains(a.Body, secret) {
						t.Errorf("%s is shown %q", name, secret)
					}
				}
			}
		}
		if a := p.Send(p.APIKey("STAFF_WRITE"), `{ emails { nodes { kind to } } }`, nil); a.ErrorCode() != "FORBIDDEN" || a.Errors[0].Extensions["requiredScope"] != "CUSTOMERS_READ" || strings.Contains(a.Body, "ann@") {
			t.Errorf("a key that does not read customers: %s", a.Body)
		}
		p.Send(all, `{ emails(to: "ann@example.com") { nodes { kind to } } }`, nil).OK()
		_, manager := p.CreateMember(owner, "manager@shop.example", "MANAGER")
		for name, as := range map[string]apptest.Headers{"a manager": manager, "a customer": ann, "an owner for a customer": owner.With(ann), "a visitor": nil} {
			if a := p.Send(as, `{ emails { nodes { kind subject text html } } }`, nil); a.ErrorCode() != "FORBIDDEN" && a.ErrorCode() != "GRAPHQL_VALIDATION_FAILED" {
				t.Errorf("%s: %s", name, a.Body)
			}
		}
	})
}

// TestKeyCreator checks that the API and the command line show who created a key, and that removing a member with keys
// needs a decision about the keys.
func TestKeyCreator(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		owner := p.SignInOwner()
		anaID, ana := p.CreateMember(owner, "ana@shop.example", "OWNER")
		const create = `mutation($n: String!, $s: [Scope!]!) { createApiKey(input: { name: $n, scopes: $s }) { apiKey { id createdBy { kind creatorId name } } secret userErrors { code field message } } }`
		a := p.Send(ana, create, apptest.Vars{"n": "robot", "s": []string{"STAFF_WRITE", "ORDERS_READ"}}).OK()
		robotID, robot := a.Text("createApiKey.apiKey.id"), apptest.Headers{"Authorization": "Bearer " + a.Text("createApiKey.secret")}
		if want := fmt.Sprintf(`"createdBy":{"kind":"STAFF","creatorId":%q,"name":"Member"}`, anaID); !strings.Contains(a.Body, want) {
			t.Errorf("%s, want %s", a.Body, want)
		}
		b := p.Send(robot, create, apptest.Vars{"n": "helper", "s": []string{"ORDERS_READ"}}).OK()
		helper := apptest.Headers{"Authorization": "Bearer " + b.Text("createApiKey.secret")}
		if want := fmt.Sprintf(`"createdBy":{"kind":"API_KEY","creatorId":%q,"name":"robot"}`, robotID); !strings.Contains(b.Body, want) {
			t.Errorf("%s, want %s", b.Body, want)
		}
		if out := p.Command("key", "create", "--name", "console", "--scopes", "ORDERS_READ"); !strings.Contains(out, "Created by: command line") {
			t.Errorf("key create: %s", out)
		}
		if a := p.Send(owner, `{ apiKeys { name createdBy { kind creatorId name } } }`, nil).OK(); !strings.Contains(a.Body, `{"name":"console","createdBy":{"kind":"COMMAND_LINE","creatorId":null,"name":null}}`) {
			t.Errorf("%s", a.Body)
		}
		members := `{ staffMembers { email apiKeys { name } } }`
		if a := p.Send(owner, members, nil).OK(); !strings.Contains(a.Body, `[{"email":"olga@shop.example","apiKeys":[]},{"email":"ana@shop.example","apiKeys":[{"name":"robot"},{"name":"helper"}]}]`) {
			t.Errorf("%s", a.Body)
		}

		const remove = `mutation($id: ID!, $k: [ID!]) { removeStaffMember(id: $id, keepKeys: $k) { deletedId revokedKeys { name revokedAt } keptKeys { name } userErrors { code field message } } }`
		works := func(as apptest.Headers) bool { return p.Send(as, `{ orders { totalCount } }`, nil).ErrorCode() == "" }
		asked := p.Send(owner, remove, apptest.Vars{"id": anaID})
		if want := `{"deletedId":null,"revokedKeys":null,"keptKeys":null,"userErrors":[{"code":"REQUIRED","field":["keepKeys"],"message":"The member has 2 active API keys. List those to keep; all others are revoked."}]}`; !strings.Contains(asked.Body, want) {
			t.Errorf("%s, want %s", asked.Body, want)
		}
		if p.Send(ana, `{ staffMe { id } }`, nil).ErrorCode() != "" || !works(robot) || !works(helper) {
			t.Error("something has changed without a decision")
		}
		done := p.Send(owner, remove, apptest.Vars{"id": anaID, "k": []string{}}).OK()
		if names := fmt.Sprint(done.At("removeStaffMember.revokedKeys.0.name"), done.At("removeStaffMember.revokedKeys.1.name"), done.At("removeStaffMember.keptKeys")); names != "robothelper[]" {
			t.Errorf("%s: %s", names, done.Body)
		}
		if works(robot) || works(helper) {
			t.Error("a key that was revoked works")
		}
		list := p.Command("key", "list")
		for _, want := range []string{"CREATED BY", "Member (" + anaID + ")", "key robot (" + robotID + ")", "command line"} {
			if !strings.Contains(list, want) {
				t.Errorf("key list does not show %q:\n%s", want, list)
			}
		}

		benID, ben := p.CreateMember(owner, "ben@shop.example", "OWNER")
		key := func(name string) (string, apptest.Headers) {
			a := p.Send(ben, create, apptest.Vars{"n": name, "s": []string{"ORDERS_READ"}}).OK()
			return a.Text("createApiKey.apiKey.id"), apptest.Headers{"Authorization": "Bearer " + a.Text("createApiKey.secret")}
		}
		keptID, kept := key("kept")
		_, late := key("late")
		if a := p.Send(owner, remove, apptest.Vars{"id": benID, "k": []string{keptID, robotID}}); !strings.Contains(a.Body, `{"code":"NOT_FOUND","field":["keepKeys","1"],`) || !works(late) {
			t.Errorf("a key of somebody else: %s", a.Body)
		}
		done = p.Send(owner, remove, apptest.Vars{"id": benID, "k": []string{keptID}}).OK()
		if !strings.Contains(done.Body, `"revokedKeys":[{"name":"late"`) || !strings.Contains(done.Body, `"keptKeys":[{"name":"kept"}]`) || !works(kept) || works(late) {
			t.Errorf("%s", done.Body)
		}
		cleoID, _ := p.CreateMember(owner, "cleo@shop.example", "SUPPORT")
		if done := p.Send(owner, remove, apptest.Vars{"id": cleoID}).OK(); !strings.Contains(done.Body, `"revokedKeys":[],"keptKeys":[]`) {
			t.Errorf("a member without keys: %s", done.Body)
		}
	})
}
