package abuse

import (
	"fmt"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
)

// TestForwardedAddresses checks that failed log-ins of one client behind a proxy do not lock out others, and that the
// port is not part of the address.
func TestForwardedAddresses(t *testing.T) {
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
			eve, ann  func(i int) apptest.Headers // the addresses of the requests
			eveLocked bool                        // clients cannot be told apart if their address is unknown
		}{
			{
				"ports", nil, func(i int) apptest.Headers { return at(fmt.Sprintf("203.0.113.7:%d", 5000+i)) },
				func(i int) apptest.Headers { return at(fmt.Sprintf("203.0.113.8:%d", 5000+i)) }, true,
			},
			{
				"Forwarded",
				[]string{"CLIENTELE_FORWARDED_HEADER=Forwarded"},
				func(i int) apptest.Headers {
					return apptest.Headers{"Forwarded": fmt.Sprintf(`for="[2001:db8:1::7]:%d"`, 5000+i)}
				},
				func(i int) apptest.Headers { return apptest.Headers{"Forwarded": `for="[2001:db8:2::8]";proto=https`} }, true,
			},
			{"unknown", nil, func(int) apptest.Headers { return at("unknown") }, func(int) apptest.Headers { return at("unknown") }, false},
			{"garbage", nil, func(int) apptest.Headers { return at("a, b") }, func(int) apptest.Headers { return at("a, c") }, false},
			{"nothing", nil, func(int) apptest.Headers { return nil }, func(int) apptest.Headers { return nil }, false},
		} {
			t.Run(c.name, func(t *testing.T) {
				_, p := apptest.Serve(t, o, c.settings...)
				ann := fmt.Sprintf("ann-%s@example.com", c.name)
				p.Send(c.ann(0), signUp, apptest.Vars{"e": ann}).OK()
				for i := range 10 {
					if a := p.Send(c.eve(i), logIn, apptest.Vars{"e": ann, "p": "a guess of it"}); a.ErrorCode() != "" {
						t.Fatalf("guess %d: %s", i, a.Body)
					}
				}
				if locked := p.Send(c.eve(10), logIn, apptest.Vars{"e": ann, "p": "a guess of it"}).ErrorCode() == "RATE_LIMITED"; locked != c.eveLocked {
					t.Errorf("the eleventh guess is refused: %v", locked)
				}
				p.Send(c.ann(1), logIn, apptest.Vars{"e": ann, "p": "correct horse"}).OK()
			})
		}
	})
}
