package servers

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"clientele/test/apptest"
)

func oneByOne(n int, do func(i int)) {
	for i := range n {
		do(i)
	}
}

// testLimits checks that attempts at all servers together are refused from the same number on as attempts at one.
func testLimits(t *testing.T, f *fleet) {
	for i, c := range []struct {
		name, query string
		allowed     int
	}{
		{"login", `mutation($of: String!) { login(email: $of, password: "a wrong password") { userErrors { code } } }`, 10},
		{"staffLogin", `mutation($of: String!) { staffLogin(email: $of, password: "a wrong password") { userErrors { code } } }`, 10},
		{"requestPasswordReset", `mutation($of: String!) { requestPasswordReset(email: $of) { emailSent userErrors { code } } }`, 10},
		{"loginWithCode", `mutation($of: String!) { loginWithCode(email: $of, code: "AAAAAAAAAA") { userErrors { code } } }`, 10},
		{"guestOrderByNumber", `query($of: String!) { guestOrderByNumber(number: $of, email: "eve@example.com") { id } }`, 10},
		{"requestGuestOrderLink", `mutation($of: String!) { requestGuestOrderLink(number: $of, email: "eve@example.com") { emailSent userErrors { code } } }`, 10},
		{"guestOrderByNumber of one address", `query($of: String!) { guestOrderByNumber(number: $of, email: "eve@example.com") { id } }`, 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			for place, servers := range [][]*apptest.Program{f.servers, f.servers[:1]} {
				address := fmt.Sprintf("198.51.100.%d", 2*i+place)
				var allowed, refused atomic.Int64
				spread := parallel
				if strings.HasSuffix(c.name, "ogin") { // a busy machine refuses passwords that it cannot hash in time
					spread = oneByOne
				}
				spread(c.allowed*3/2, func(n int) {
					of := fmt.Sprintf("limit%d-%d@example.com", i, place)
					if strings.HasSuffix(c.name, "address") {
						of = fmt.Sprintf("NUMBER%d", n)
					}
					if a := f.send(servers[n%len(servers)], from(address), c.query, apptest.Vars{"of": of}); a.ErrorCode() == "RATE_LIMITED" {
						refused.Add(1)
					} else if len(a.Errors) > 0 {
						t.Error(a.Body)
					} else {
						allowed.Add(1)
					}
				})
				if got := int(allowed.Load()); got != c.allowed {
					t.Errorf("%d servers allowed %d attempts and refused %d, want %d", len(servers), got, refused.Load(), c.allowed)
				}
				if place == 0 {
					figures.add(t, "limit of "+c.name, "%d of %d allowed, by all servers together", allowed.Load(), c.allowed*3/2)
				}
			}
		})
	}
}
