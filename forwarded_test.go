package main

import (
	"fmt"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
)

// TestShoppersBehindAProxyAreNotOne: whatever the proxy writes, wrong passwords of one shopper lock nobody else out, and
// the same address with another port is the same address.
func TestShoppersBehindAProxyAreNotOne(t *testing.T) {
	const logIn = `mutation($e: String!, $p: String!) {
		login(email: $e, password: $p) { customer { id } userErrors { code } }
	}`
	const signUp = `mutation($e: String!) {
		createCustomer(input: { email: $e, password: "correct horse" }) { userErrors { code } }
	}`
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		for _, c := range []struct {
			name      string
			settings  []string
			eve, ann  func(i int) headers // from where the requests come
			eveLocked bool                // nobody can be told from others where the address is not known
		}{
			{
				"ports", nil, func(i int) headers { return at(fmt.Sprintf("203.0.113.7:%d", 5000+i)) },
				func(i int) headers { return at(fmt.Sprintf("203.0.113.8:%d", 5000+i)) }, true,
			},
			{
				"Forwarded",
				[]string{"CLIENTELE_FORWARDED_HEADER=Forwarded"},
				func(i int) headers { return headers{"Forwarded": fmt.Sprintf(`for="[2001:db8:1::7]:%d"`, 5000+i)} },
				func(i int) headers { return headers{"Forwarded": `for="[2001:db8:2::8]";proto=https`} }, true,
			},
			{"unknown", nil, func(int) headers { return at("unknown") }, func(int) headers { return at("unknown") }, false},
			{"garbage", nil, func(int) headers { return at("a, b") }, func(int) headers { return at("a, c") }, false},
			{"nothing", nil, func(int) headers { return nil }, func(int) headers { return nil }, false},
		} {
			t.Run(c.name, func(t *testing.T) {
				_, p := served(t, o, c.settings...)
				ann := fmt.Sprintf("ann-%s@example.com", c.name)
				p.send(c.ann(0), signUp, vars{"e": ann}).good()
				for i := range 10 {
					if a := p.send(c.eve(i), logIn, vars{"e": ann, "p": "a guess of it"}); a.code() != "" {
						t.Fatalf("guess %d: %s", i, a.text)
					}
				}
				if locked := p.send(c.eve(10), logIn, vars{"e": ann, "p": "a guess of it"}).code() == "RATE_LIMITED"; locked != c.eveLocked {
					t.Errorf("the eleventh guess is refused: %v", locked)
				}
				p.send(c.ann(1), logIn, vars{"e": ann, "p": "correct horse"}).good()
			})
		}
	})
}
