package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"clientele/bench/internal/lab"
)

// maxSpread is the maximum relative difference of medians that must not be distinguishable.
const maxSpread = 0.20

// kind is a kind of account or order that a request refers to. Each has several, since attempts per account are
// limited.
type kind struct {
	name string
	vars func(i int) map[string]any
}

// timing is a request whose duration must be the same for all kinds.
type timing struct {
	name, query, want string
	kinds             []kind
}

// TestTimings checks over HTTP that response times reveal neither who has an account nor which half of a guess was
// right.
func TestTimings(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("CLIENTELE_BENCH_TIMINGS"))
	if err != nil || n < 1 {
		t.Skip("a measurement; set CLIENTELE_BENCH_TIMINGS to the number of requests of each kind, such as 50")
	}
	p := start(t, "CLIENTELE_EMAIL_VERIFICATION=required", "CLIENTELE_TRUSTED_PROXIES=127.0.0.0/8")
	for _, c := range p.timings(n/8 + 1) { // so that the attempts per account stay below the limit
		t.Run(c.name, func(t *testing.T) {
			times := make([][]time.Duration, len(c.kinds))
			for i := range n + 5 {
				for j := range c.kinds {
					k := (i + j) % len(c.kinds) // each kind is first equally often
					from := fmt.Sprintf("10.%d.%d.%d", k, i/250, i%250)
					duration := p.visit(from, c.query, c.kinds[k].vars(i), c.want)
					if i >= 5 { // the first requests open connections and prepare statements
						times[k] = append(times[k], duration)
					}
				}
			}
			compareMedians(t, c.kinds, times)
		})
	}
}

// compareMedians fails the test if the medians of the kinds differ by more than maxSpread.
func compareMedians(t *testing.T, kinds []kind, times [][]time.Duration) {
	t.Helper()
	least, most := time.Duration(0), time.Duration(0)
	for k, list := range times {
		slices.Sort(list)
		n := len(list)
		median := list[n/2]
		t.Logf("%-14s median %8.2f ms, middle half %.2f to %.2f ms",
			kinds[k].name, lab.Millis(median), lab.Millis(list[n/4]), lab.Millis(list[n*3/4]))
		if k == 0 || median < least {
			least = median
		}
		most = max(most, median)
	}
	spread := float64(most-least) / float64(least)
	if t.Logf("medians differ by %.1f %%", spread*100); spread > maxSpread {
		t.Errorf("medians differ by more than %.0f %%; measure again on an idle machine", maxSpread*100)
	}
}

// timings creates the accounts and orders that the requests refer to, and returns the requests.
func (p *program) timings(accounts int) []timing {
	p.tb.Helper()
	emails := func(name string) func(i int) map[string]any {
		return func(i int) map[string]any {
			return map[string]any{"e": fmt.Sprintf("%s%d@example.com", name, i%accounts)}
		}
	}
	var numbers []string
	for i := range accounts {
		for _, c := range []struct{ name, password string }{
			{"known", "correct horse"}, {"none", ""}, {"off", "correct horse"},
		} {
			p.createAccount(emails(c.name)(i)["e"], c.password, c.name == "off")
		}
		order := p.send(`mutation { checkout(input: {
			items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }],
			contact: { name: "Gus", email: "gus@example.com" },
			shippingAddress: { address: {
				firstName: "Gus", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } },
			billingSameAsShipping: true }) { order { number } userErrors { code } } }`, nil)
		numbers = append(numbers, regexp.MustCompile(`"number":"([^"]+)"`).FindStringSubmatch(order)[1])
	}
	guestOrder := func(suffix, email string) func(i int) map[string]any {
		return func(i int) map[string]any {
			return map[string]any{"n": numbers[i%accounts] + suffix, "e": email}
		}
	}
	known, unknown := kind{"known", emails("known")}, kind{"unknown", emails("nobody")}
	noPassword, disabled := kind{"no password", emails("none")}, kind{"disabled", emails("off")}
	const sent = `"emailSent":true`
	return []timing{
		{
			"login",
			`mutation($e: String!) {
				login(email: $e, password: "wrong horse") { customer { id } userErrors { code } } }`,
			`"code":"INVALID_CREDENTIALS"`,
			[]kind{unknown, noPassword, known, disabled},
		},
		{
			"requestPasswordReset",
			`mutation($e: String!) { requestPasswordReset(email: $e) { emailSent userErrors { code } } }`,
			sent,
			[]kind{known, unknown, noPassword, disabled},
		},
		{
			"requestLoginCode",
			`mutation($e: String!) { requestLoginCode(email: $e) { emailSent userErrors { code } } }`,
			sent,
			[]kind{known, unknown, disabled},
		},
		{
			"sign-up by email",
			`mutation($e: String!) { createCustomer(input: { email: $e, password: "correct horse" }) {
				emailSent userErrors { code } } }`,
			sent,
			[]kind{{"free", emails("free")}, {"taken", emails("known")}},
		},
		{
			"guestOrderByNumber",
			`query($n: String!, $e: String!) { guestOrderByNumber(number: $n, email: $e) { id } }`,
			`"guestOrderByNumber":null`,
			[]kind{
				{"wrong number", guestOrder("0", "gus@example.com")},
				{"wrong email", guestOrder("", "eve@example.com")},
			},
		},
	}
}

// createAccount creates a customer, and disables the account if disabled is true.
func (p *program) createAccount(email any, password string, disabled bool) {
	p.tb.Helper()
	input := map[string]any{"email": email}
	if password != "" {
		input["password"] = password
	}
	created := p.send(`mutation($in: CreateCustomerInput!) {
		createCustomer(input: $in) { customer { id } userErrors { code } } }`, map[string]any{"in": input})
	if disabled {
		id := regexp.MustCompile(`customer_\w+`).FindString(created)
		p.send(`mutation($id: ID!) { disableCustomer(id: $id) { userErrors { code } } }`, map[string]any{"id": id})
	}
}

// visit sends an unauthenticated operation from an IP address, and returns the time until the response.
func (p *program) visit(from, query string, variables map[string]any, want string) time.Duration {
	p.tb.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		p.tb.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, p.url, bytes.NewReader(body))
	if err != nil {
		p.tb.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Forwarded-For", from)
	began := time.Now()
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		p.tb.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	duration := time.Since(began)
	if err != nil || !strings.Contains(string(text), want) {
		p.tb.Fatalf("%v %.500s", err, text)
	}
	return duration
}
