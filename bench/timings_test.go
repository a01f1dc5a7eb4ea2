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
)

// apart is how far the medians of requests may lie apart, of which nobody shall tell one from the other.
const apart = 0.20

// kind is a kind of person or order that a request asks about; of each there are several, since requests about one are counted.
type kind struct {
	name string
	vars func(i int) map[string]any
}

// TestTimings measures over HTTP that the time of an answer does not tell who has an account, or which half of a guess was right.
func TestTimings(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("CLIENTELE_BENCH_TIMINGS"))
	if err != nil || n < 1 {
		t.Skip("a measurement: set CLIENTELE_BENCH_TIMINGS=50, which is the number of requests of a kind")
	}
	p := start(t, "CLIENTELE_EMAIL_VERIFICATION=required", "CLIENTELE_TRUSTED_PROXIES=127.0.0.0/8")
	each := n/8 + 1 // so that no account is asked about too often
	emails := func(who string) func(i int) map[string]any {
		return func(i int) map[string]any { return map[string]any{"e": fmt.Sprintf("%s%d@example.com", who, i%each)} }
	}
	var numbers []string
	for i := range each {
		for _, c := range []struct{ who, password string }{{"known", "correct horse"}, {"none", ""}, {"off", "correct horse"}} {
			input := map[string]any{"email": emails(c.who)(i)["e"]}
			if c.password != "" {
				input["password"] = c.password
			}
			made := p.send(`mutation($in: CreateCustomerInput!) { createCustomer(input: $in) { customer { id } userErrors { code } } }`, map[string]any{"in": input})
			if c.who == "off" {
				id := regexp.MustCompile(`customer_\w+`).FindString(made)
				p.send(`mutation($id: ID!) { disableCustomer(id: $id) { userErrors { code } } }`, map[string]any{"id": id})
			}
		}
		order := p.send(`mutation { checkout(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }], contact: { name: "Gus", email: "gus@example.com" },
			shippingAddress: { address: { firstName: "Gus", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } }, billingSameAsShipping: true }) { order { number } userErrors { code } } }`, nil)
		numbers = append(numbers, regexp.MustCompile(`"number":"([^"]+)"`).FindStringSubmatch(order)[1])
	}
	const logIn = `mutation($e: String!) { login(email: $e, password: "wrong horse") { customer { id } userErrors { code } } }`
	for _, g := range []struct {
		name, query, answer string
		kinds               []kind
	}{
		{"login", logIn, `"code":"INVALID_CREDENTIALS"`, []kind{{"unknown", emails("nobody")}, {"passwordless", emails("none")}, {"wrong password", emails("known")}, {"disabled", emails("off")}}},
		{
			"requestPasswordReset", `mutation($e: String!) { requestPasswordReset(email: $e) { emailSent userErrors { code } } }`, `"emailSent":true`,
			[]kind{{"known", emails("known")}, {"unknown", emails("nobody")}, {"passwordless", emails("none")}, {"disabled", emails("off")}},
		},
		{
			"requestLoginCode", `mutation($e: String!) { requestLoginCode(email: $e) { emailSent userErrors { code } } }`, `"emailSent":true`,
			[]kind{{"known", emails("known")}, {"unknown", emails("nobody")}, {"disabled", emails("off")}},
		},
		{
			"sign-up by email", `mutation($e: String!) { createCustomer(input: { email: $e, password: "correct horse" }) { emailSent userErrors { code } } }`, `"emailSent":true`,
			[]kind{{"free", emails("free")}, {"taken", emails("known")}},
		},
		{
			"guestOrderByNumber", `query($n: String!, $e: String!) { guestOrderByNumber(number: $n, email: $e) { id } }`, `"guestOrderByNumber":null`,
			[]kind{
				{"wrong number", func(i int) map[string]any {
					return map[string]any{"n": numbers[i%each] + "0", "e": "gus@example.com"}
				}},
				{"wrong email", func(i int) map[string]any { return map[string]any{"n": numbers[i%each], "e": "eve@example.com"} }},
			},
		},
	} {
		t.Run(g.name, func(t *testing.T) {
			times := make([][]time.Duration, len(g.kinds))
			for i := range n + 5 {
				for j := range g.kinds {
					k := (i + j) % len(g.kinds) // each comes first as often as the others
					took := p.visit(fmt.Sprintf("10.%d.%d.%d", k, i/250, i%250), g.query, g.kinds[k].vars(i), g.answer)
					if i >= 5 { // the first ones open connections and statements
						times[k] = append(times[k], took)
					}
				}
			}
			least, most := time.Duration(0), time.Duration(0)
			for k, list := range times {
				slices.Sort(list)
				median := list[n/2]
				t.Logf("%-14s median %8.2f ms, half of them between %.2f and %.2f", g.kinds[k].name, ms(median), ms(list[n/4]), ms(list[n*3/4]))
				if k == 0 || median < least {
					least = median
				}
				most = max(most, median)
			}
			spread := float64(most-least) / float64(least)
			if t.Logf("medians lie %.1f %% apart", spread*100); spread > apart {
				t.Errorf("that is more than %.0f %%: measure again on a quiet machine", apart*100)
			}
		})
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// visit sends an operation as a visitor from an address of its own, and returns how long the answer took.
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
	took := time.Since(began)
	if err != nil || !strings.Contains(string(text), want) {
		p.tb.Fatalf("%v %.500s", err, text)
	}
	return took
}
