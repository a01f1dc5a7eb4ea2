package access

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/app"
	"clientele/test/apptest"
)

const createFirst = `mutation($t: String!, $in: FirstStaffMemberInput!) { createFirstStaffMember(token: $t, input: $in) { staffToken { accessToken } staffMember { role } userErrors { code field message } } }`

// TestFirstMemberRace submits the form of the first link ten times at once: one request creates the owner.
func TestFirstMemberRace(t *testing.T) {
	// One slot for each request, so that none is refused because a busy machine hashes slowly.
	apptest.OnEachWith(t, []string{"CLIENTELE_HASH_SLOTS=10"}, func(t *testing.T, p *apptest.Program) {
		token := p.FirstToken()
		var made, refused atomic.Int64
		var owner atomic.Value
		var wg sync.WaitGroup
		for i := range 10 {
			wg.Go(func() {
				a := p.Send(nil, createFirst, apptest.Vars{"t": token, "in": apptest.Vars{"email": fmt.Sprintf("o%d@shop.example", i), "name": "Owner", "password": "owner's password"}})
				switch {
				case a.At("createFirstStaffMember.staffMember.role") == "OWNER":
					made.Add(1)
					owner.Store(a.Bearer("createFirstStaffMember"))
				case a.At("createFirstStaffMember.userErrors.0.code") == "INVITATION_INVALID" && a.At("createFirstStaffMember.staffToken") == nil:
					refused.Add(1)
				default:
					t.Errorf("%s", a.Body)
				}
			})
		}
		wg.Wait()
		if made.Load() != 1 || refused.Load() != 9 {
			t.Fatalf("%d were made, %d were refused", made.Load(), refused.Load())
		}
		a := p.Send(owner.Load().(apptest.Headers), `{ staffMembers { role } }`, nil).OK()
		if strings.Count(a.Body, `"role"`) != 1 {
			t.Errorf("%s", a.Body)
		}
	})
}

// TestGreeting checks that the greeting contains the link while the shop has no staff member, and that the link is the
// same on every server.
func TestGreeting(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		env := apptest.Environ(t, o, "CLIENTELE_ADDR=127.0.0.1:0")
		p := &apptest.Program{T: t, Env: env}
		link := "/dashboard/welcome#" + p.FirstToken()
		for _, c := range []struct {
			name string
			link bool
		}{{"a new shop", true}, {"the next start", true}, {"a member", false}} {
			if c.name == "a member" {
				if err := app.Run(t.Context(), []string{"staff", "create", "--email", "olga@shop.example"}, env, strings.NewReader("owner's password\n"), io.Discard); err != nil {
					t.Fatal(err)
				}
			}
			text := greeting(t, env)
			if strings.Contains(text, link) != c.link || strings.Contains(text, "setup_") != c.link || !strings.Contains(text, "/dashboard/\n") {
				t.Errorf("%s: %s", c.name, text)
			}
		}
	})
}

// greeting starts the program, stops it and returns its greeting.
func greeting(t *testing.T, env []string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := app.Run(ctx, nil, env, nil, in)
		_ = in.CloseWithError(io.EOF)
		ended <- err
	}()
	var text strings.Builder
	for lines := bufio.NewScanner(out); lines.Scan(); {
		fmt.Fprintln(&text, lines.Text())
		if strings.Contains(lines.Text(), "go run . demo") { // its last line
			cancel()
		}
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	return text.String()
}
