package jobs

import (
	"slices"
	"strings"
	"testing"

	"clientele/test/apptest"
)

// TestPendingIsNotExported checks that nobody who has not confirmed a subscription is listed or exported as subscribed,
// by any filter and in any format.
func TestPendingIsNotExported(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key, owner := p.APIKey(apptest.AllScopes...), p.SignInOwner()
		people := map[string]string{"subscribed": "true", "pending": "true", "unsubscribed": "true", "none": "false"}
		for name, accepts := range people {
			if name == "pending" {
				continue
			}
			p.Send(nil, `mutation { createCustomer(input: { email: "`+name+`@example.com", password: "correct horse", acceptsMarketing: `+accepts+` }) { userErrors { code } } }`, nil).OK()
		}
		p.Send(owner, `mutation { updateShop(input: { doubleOptIn: true }) { userErrors { code } } }`, nil).OK()
		p.Send(nil, `mutation { createCustomer(input: { email: "pending@example.com", password: "correct horse", acceptsMarketing: true }) { userErrors { code } } }`, nil).OK()
		p.Send(nil, `mutation { subscribe(email: "guest@example.com") { userErrors { code } } }`, nil).OK()
		out := p.Send(key, `{ customers(filter: { email: { eq: "unsubscribed@example.com" } }) { nodes { id } } }`, nil).OK().Text("customers.nodes.0.id")
		p.Send(key, `mutation($id: ID!) { updateCustomer(id: $id, input: { acceptsMarketing: false }) { userErrors { code } } }`, apptest.Vars{"id": out}).OK()

		for filter, want := range map[string][]string{
			`acceptsMarketing: { eq: true }`:                                            {"subscribed"},
			`acceptsMarketing: { eq: false }`:                                           {"none", "pending", "unsubscribed"},
			`marketing: { channel: EMAIL, state: [SUBSCRIBED] }`:                        {"subscribed"},
			`marketing: { channel: EMAIL, state: [PENDING] }`:                           {"pending"},
			`marketing: { channel: EMAIL, state: [PENDING, UNSUBSCRIBED] }`:             {"pending", "unsubscribed"},
			`marketing: { channel: SMS, state: [SUBSCRIBED] }`:                          nil,
			`not: { marketing: { channel: EMAIL, state: [SUBSCRIBED] } }`:               {"none", "pending", "unsubscribed"},
			`acceptsMarketing: { eq: true }, emailVerified: { eq: false }`:              {"subscribed"},
			`or: [{ marketing: { channel: EMAIL, state: [UNSUBSCRIBED] } }]`:            {"unsubscribed"},
			`marketing: { channel: EMAIL, state: [SUBSCRIBED, SUBSCRIBED] }`:            {"subscribed"},
			`marketing: { channel: EMAIL, state: [UNSUBSCRIBED, PENDING, SUBSCRIBED] }`: {"pending", "subscribed", "unsubscribed"},
		} {
			var got []string
			a := p.Send(key, `{ customers(filter: { `+filter+` }) { totalCount nodes { email acceptsMarketing } } }`, nil).OK()
			for _, node := range a.At("customers.nodes").([]any) {
				email := node.(map[string]any)["email"].(string)
				got = append(got, strings.TrimSuffix(email, "@example.com"))
				if node.(map[string]any)["acceptsMarketing"].(bool) != (email == "subscribed@example.com") {
					t.Errorf("%v", node)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, want) || a.At("customers.totalCount") != float64(len(want)) {
				t.Errorf("%s: %v, want %v", filter, got, want)
			}
			for _, format := range []string{"CSV", "JSONL"} {
				made := p.Send(key, `mutation { createExport(input: { kind: CUSTOMERS, format: `+format+`, customerFilter: { `+filter+` } }) { job { id } userErrors { code message } } }`, nil).OK()
				file := send(t, "GET", await(p, key, made.Text("createExport.job.id"), "fileUrl").Text("job.fileUrl"), nil).body
				checkExport(t, file, want)
			}
		}
		for _, filter := range []string{
			`marketing: { channel: EMAIL, state: [] }`, `marketing: { channel: EMAIL, state: [PENDING, PENDING, PENDING, PENDING] }`,
		} {
			if a := p.Send(key, `{ customers(filter: { `+filter+` }) { nodes { id } } }`, nil); a.ErrorCode() != "BAD_USER_INPUT" {
				t.Errorf("%s: %s", filter, a.Body)
			}
		}
		guests := p.Send(key, `{ marketingConsents(guests: true, current: true, state: SUBSCRIBED) { nodes { email } } }`, nil).OK()
		if strings.Contains(guests.Body, "guest@") {
			t.Errorf("the guest is subscribed: %s", guests.Body)
		}
	})
}

// checkExport checks which customers an export has, and whom it shows as subscribed.
func checkExport(t *testing.T, file string, want []string) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(file), "\n")
	column := slices.Index(strings.Split(strings.TrimRight(strings.TrimPrefix(lines[0], "\ufeff"), "\r"), ","), "accepts_marketing")
	found := 0
	for _, line := range lines {
		for _, name := range []string{"none", "pending", "unsubscribed", "subscribed"} {
			if !strings.Contains(line, `"`+name+"@") && !strings.Contains(line, ","+name+"@") && !strings.HasPrefix(line, name+"@") {
				continue
			}
			found++
			accepts := strings.Contains(line, `"acceptsMarketing":true`) || strings.Contains(line, `"accepts_marketing":true`)
			if column >= 0 {
				accepts = strings.Split(line, ",")[column] == "true"
			}
			if !slices.Contains(want, name) || accepts != (name == "subscribed") {
				t.Errorf("exported %s: %s", name, line)
			}
		}
	}
	if found != len(want) {
		t.Errorf("%d of %v in %s", found, want, file)
	}
}
