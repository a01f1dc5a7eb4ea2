package docs

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"clientele/test/apptest"
	"clientele/test/repo"
)

// guides returns the texts of the guides by their paths in docs/guides.
func guides(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	tree(t, ".md", func(file, text string) {
		if name, ok := strings.CutPrefix(file, "docs/guides/"); ok {
			texts[name] = text
		}
	})
	if len(texts) < 5 {
		t.Fatalf("found only the guides %v", slices.Sorted(maps.Keys(texts)))
	}
	return texts
}

var (
	codeBlock = regexp.MustCompile("(?m)(?:^\\[`([^`\n]+)`\\]\\([^)]+\\):\n\n)?^```([^\n]*)\n((?s:.*?))^```$")
	// otherBlocks are the languages of blocks that other tests run, or that nothing runs.
	otherBlocks = []string{"", "graphql", "sh", "text"}
	// withFiles matches the documents in which every other block must have a file.
	withFiles = regexp.MustCompile(`^(docs/guides/(clients/|webhooks\.md$)|examples/clients/)`)
)

// TestGuideCode checks that the code in the documents is the code that tests run. A block follows a line with a link to
// its file, and is a part of that file or all of it.
func TestGuideCode(t *testing.T) {
	tree(t, ".md", func(name, guide string) {
		for _, block := range codeBlock.FindAllStringSubmatch(guide, -1) {
			file, language, code := block[1], block[2], block[3]
			if slices.Contains(otherBlocks, language) || file == "" && !withFiles.MatchString(name) {
				continue
			}
			if file == "" {
				t.Errorf("%s: this block does not follow a link to its file:\n%s", name, code)
				continue
			}
			text, err := os.ReadFile(repo.Path(file))
			if err != nil {
				t.Errorf("%s: %v", name, err)
			} else if !strings.Contains(string(text), code) {
				t.Errorf("%s: this block is not in %s:\n%s", name, file, code)
			}
		}
	})
}

// remembered are the values of answers that later operations of a guide use, and the names of their variables.
var remembered = map[string]string{
	"customFields.0.id": "id", "checkout.order.id": "id", "createWebhook.webhook.id": "id", "createImport.job.id": "id",
	"customers.nodes.0.id": "id", "createCustomerGroup.customerGroup.id": "group", "createCustomer.customer.id": "id",
	"first.customer.id": "keep", "second.customer.id": "merge",
	"checkout.order.items.0.id": "item", "createShipment.order.shipments.0.id": "shipment",
	"recordRefund.order.refunds.0.id": "refund",
}

// prepared are the guides that do not begin with an empty shop, and what prepares it.
var prepared = map[string]func(*apptest.Program, apptest.Headers){"privacy.md": withAnn}

// TestGuides runs the operations of each guide in order.
func TestGuides(t *testing.T) {
	for file, text := range guides(t) {
		blocks := regexp.MustCompile("(?s)```graphql\n(.*?)```").FindAllStringSubmatch(text, -1)
		if len(blocks) == 0 {
			continue
		}
		t.Run(file, func(t *testing.T) {
			apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
				key := p.APIKey(apptest.AllScopes...)
				if prepare := prepared[file]; prepare != nil {
					prepare(p, key)
				}
				callers := map[string]apptest.Headers{"as a visitor": nil, "as an API key": key, "as an owner": p.SignInOwner()}
				vars := apptest.Vars{
					"id": "", "keep": "", "merge": "", "group": "", "item": "", "shipment": "", "refund": "",
				}
				for _, block := range blocks {
					who, _, _ := strings.Cut(strings.TrimPrefix(block[1], "# "), "\n")
					who, _, _ = strings.Cut(who, ",")
					as, ok := callers[who]
					if !ok {
						t.Fatalf("unknown caller %q", who)
					}
					a := p.Send(as, block[1], vars).OK()
					if token := a.At("createCustomer.customerToken.accessToken"); token != nil {
						callers["as the customer"] = apptest.Headers{"X-Customer-Token": token.(string)}
					}
					for path, name := range remembered {
						if value := a.At(path); value != nil {
							vars[name] = value
						}
					}
					if id := a.At("exportPersonalData.job.id"); id != nil {
						waitForJob(p, key, id.(string))
					}
				}
			})
		})
	}
}

// withAnn creates a customer with an address, and a completed order that she placed as a guest.
func withAnn(p *apptest.Program, key apptest.Headers) {
	p.T.Helper()
	id := p.CreateCustomer(key, apptest.Vars{"email": "ann@example.com", "name": "Ann Example"})
	address := apptest.Vars{"firstName": "Ann", "line1": "14 Main Street", "city": "Dublin", "region": "Dublin", "country": "IE"}
	p.Send(key, `mutation($id: ID!, $address: CreateAddressInput!) {
		createAddress(customerId: $id, input: $address) { userErrors { code field message } } }`,
		apptest.Vars{"id": id, "address": address}).OK()
	order := p.Send(key, `mutation($address: CreateAddressInput!) {
		checkout(input: {
			items: [{ sku: "TEA", name: "Tea", quantity: 1, unitPrice: { amount: "4.50", currency: "EUR" } }]
			contact: { name: "Ann Example", email: "ann@example.com" }, shippingAddress: { address: $address }
		}) { order { id } userErrors { code field message } } }`, apptest.Vars{"address": address}).OK()
	p.Send(key, `mutation($id: ID!) {
		updateOrder(id: $id, input: { paymentStatus: PAID, fulfillmentStatus: FULFILLED, status: COMPLETED }) {
			userErrors { code field message } } }`, apptest.Vars{"id": order.Text("checkout.order.id")}).OK()
}

// waitForJob waits until a job has succeeded.
func waitForJob(p *apptest.Program, key apptest.Headers, id string) {
	p.T.Helper()
	apptest.Eventually(p.T, func() string {
		a := p.Send(key, `query($id: ID!) { job(id: $id) { status error } }`, apptest.Vars{"id": id}).OK()
		if a.Text("job.status") == "SUCCEEDED" {
			return ""
		}
		return a.Body
	})
}
