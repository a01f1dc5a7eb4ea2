package merging

import (
	"strings"
	"testing"

	"clientele/test/apptest"
)

// TestAfterMerge checks what the merged customer's tokens, email address and ID are good for.
func TestAfterMerge(t *testing.T) {
	onEach(t, nil, func(t *testing.T, s *shop) {
		keep, merged := s.signUp(), s.signUp()
		order, _ := s.checkout(s.key, merged.id, 3)
		s.Send(s.key, `mutation($id: ID!) { updateOrder(id: $id, input: { paymentStatus: PAID }) { order { paid { amount } } userErrors { code } } }`, apptest.Vars{"id": order}).OK()
		spent := s.Send(s.key, `query($id: ID!) { customer(id: $id) { spent { amount } } }`, apptest.Vars{"id": merged.id}).OK().Text("customer.spent.0.amount")
		a := s.Send(s.key, `mutation($keep: ID!, $merge: ID!) { mergeCustomers(input: { keep: $keep, merge: $merge, expectedVersions: { keep: 1, merge: 1 } }) {
			customerId customer { id version mergedIds spent { amount } orders(first: 5) { nodes { id customer { id } } } history(first: 1) { nodes { type changes { field from to } } } }
			userErrors { code field message } } }`, apptest.Vars{"keep": keep.id, "merge": merged.id}).OK()
		for path, want := range map[string]string{
			"customerId": keep.id, "customer.id": keep.id, "customer.mergedIds.0": merged.id, "customer.spent.0.amount": spent, "customer.orders.nodes.0.id": order, "customer.orders.nodes.0.customer.id": keep.id,
			"customer.history.nodes.0.type": "CUSTOMER_MERGED", "customer.history.nodes.0.changes.0.field": "mergedIds", "customer.history.nodes.0.changes.0.to": merged.id,
		} {
			if got := a.Text("mergeCustomers." + path); got != want {
				t.Errorf("%s is %s, want %s", path, got, want)
			}
		}

		q := apptest.Quote
		for name, c := range map[string]struct {
			as          apptest.Headers
			query, want string
		}{
			"the access token":  {merged.headers, `{ me { id } }`, "UNAUTHENTICATED"},
			"the refresh token": {s.from(), `mutation { result: refreshToken(refreshToken: ` + q(merged.refresh) + `) { customer { id } userErrors { code } } }`, "REFRESH_TOKEN_INVALID"},
			"the password":      {s.from(), `mutation { result: login(email: ` + q(merged.email) + `, password: ` + q(merged.password) + `) { customer { id } userErrors { code } } }`, "INVALID_CREDENTIALS"},
			"the password with the address that remains": {s.from(), `mutation { result: login(email: ` + q(keep.email) + `, password: ` + q(merged.password) + `) { customer { id } userErrors { code } } }`, "INVALID_CREDENTIALS"},
			"the same merge again":                       {s.key, `mutation { result: mergeCustomers(input: { keep: ` + q(keep.id) + `, merge: ` + q(merged.id) + ` }) { customer { id } userErrors { code } } }`, "NOT_FOUND"},
			"an update by the former id":                 {s.key, `mutation { result: updateCustomer(id: ` + q(merged.id) + `, input: { name: "x" }) { customer { id } userErrors { code } } }`, "NOT_FOUND"},
			"an order for the former id":                 {s.key, `mutation { result: attachOrder(orderId: ` + q(order) + `, customerId: ` + q(merged.id) + `) { orderId userErrors { code } } }`, "NOT_FOUND"},
		} {
			if got := outcome(s.Send(c.as, c.query, nil), "result"); got != c.want {
				t.Errorf("%s: got %q, want %q", name, got, c.want)
			}
		}

		both := apptest.Vars{"id": merged.id, "ids": []string{merged.id, keep.id, merged.id}}
		const find = `query($id: ID!, $ids: [ID!]!) { customer(id: $id) { id } node(id: $id) { id ... on Customer { email } } nodes(ids: $ids) { id } }`
		a = s.Send(s.APIKey("CUSTOMERS_READ"), find, both).OK()
		for _, path := range []string{"customer.id", "node.id", "nodes.0.id", "nodes.1.id", "nodes.2.id"} {
			if got := a.Text(path); got != keep.id {
				t.Errorf("%s is %s, want %s", path, got, keep.id)
			}
		}
		const asCustomer = `query($id: ID!, $ids: [ID!]!) { node(id: $id) { id } nodes(ids: $ids) { id } me { orders(first: 5) { totalCount } history(first: 20) { nodes { type changes { field from to } } } } }`
		a = s.Send(keep.headers, asCustomer, both).OK()
		if a.At("node") != nil || a.At("nodes.0") != nil || a.Text("nodes.1.id") != keep.id || a.At("nodes.2") != nil || a.At("me.orders.totalCount") != 1.0 {
			t.Errorf("the customer sees %s", a.Body)
		}
		if strings.Contains(a.Body, "mergedIds") || strings.Contains(a.Body, merged.id) {
			t.Errorf("the customer sees the former id: %s", a.Body)
		}

		fresh := s.Send(s.from(), `mutation { createCustomer(input: { email: `+q(merged.email)+`, password: "another correct horse" }) {
			customer { id emailVerified orders(first: 5) { totalCount } addresses(first: 5) { totalCount } history(first: 5) { nodes { type } } } customerToken { accessToken } userErrors { code } } }`, nil).OK()
		if id := fresh.Text("createCustomer.customer.id"); id == merged.id || id == keep.id || fresh.At("createCustomer.customer.orders.totalCount") != 0.0 ||
			fresh.At("createCustomer.customer.emailVerified") != false || len(fresh.At("createCustomer.customer.history.nodes").([]any)) > 2 {
			t.Errorf("the new customer with the old address sees %s", fresh.Body)
		}
		s.checkConsistent()
	})
}

// TestEmailsOfMergedCustomers merges customers whose emails are queued, or have arrived.
func TestEmailsOfMergedCustomers(t *testing.T) {
	onEach(t, nil, func(t *testing.T, s *shop) {
		for range rounds(30) {
			keep, merged := s.signUp(), s.signUp()
			together(
				func() { s.Send(s.from(), apptest.RequestPasswordReset, apptest.Vars{"e": merged.email}) },
				func() { s.Send(s.from(), apptest.RequestLoginCode, apptest.Vars{"e": merged.email}) },
				func() { s.Send(merged.headers, apptest.RequestEmailVerification, nil) },
				func() {
					if got := s.merge(keep.id, merged.id); got != "" {
						t.Error(got)
					}
				},
			)
			if left := s.rows("SELECT id FROM one_time_tokens WHERE customer_id = ?", merged.id); len(left) > 0 {
				t.Errorf("%d tokens of the merged customer are left", len(left))
			}
		}
		apptest.WaitUntil(t, "the end of the email queue", func() bool {
			return len(s.rows("SELECT id FROM emails WHERE status IN ('QUEUED', 'SENDING')")) == 0
		})
		if failed := s.rows("SELECT kind FROM emails WHERE status = 'FAILED' OR attempts > 1"); len(failed) > 0 {
			t.Errorf("the emails %q failed", failed)
		}
		s.checkConsistent()
		s.checkNoDeadlock()
	})
}
