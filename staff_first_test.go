package main

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
)

const createFirst = `mutation($t: String!, $in: FirstStaffMemberInput!) { createFirstStaffMember(token: $t, input: $in) { staffToken { accessToken } staffMember { role } userErrors { code field message } } }`

// TestOneOfManyUsesTheLink: ten send the link's form at the same moment; one becomes the owner and is signed in.
func TestOneOfManyUsesTheLink(t *testing.T) {
	// With a slot for each, nobody is turned away because a busy machine takes seconds for the hashes.
	onEachWith(t, []string{"CLIENTELE_HASH_SLOTS=10"}, func(t *testing.T, p *program) {
		token := p.firstToken()
		var made, refused atomic.Int64
		var owner atomic.Value
		var wg sync.WaitGroup
		for i := range 10 {
			wg.Go(func() {
				a := p.send(nil, createFirst, vars{"t": token, "in": vars{"email": fmt.Sprintf("o%d@shop.example", i), "name": "Owner", "password": "owner's password"}})
				switch {
				case a.at("createFirstStaffMember.staffMember.role") == "OWNER":
					made.Add(1)
					owner.Store(a.bearer("createFirstStaffMember"))
				case a.at("createFirstStaffMember.userErrors.0.code") == "INVITATION_INVALID" && a.at("createFirstStaffMember.staffToken") == nil:
					refused.Add(1)
				default:
					t.Errorf("%s", a.text)
				}
			})
		}
		wg.Wait()
		if made.Load() != 1 || refused.Load() != 9 {
			t.Fatalf("%d were made, %d were refused", made.Load(), refused.Load())
		}
		a := p.send(owner.Load().(headers), `{ staffMembers { role } }`, nil).good()
		if strings.Count(a.text, `"role"`) != 1 {
			t.Errorf("%s", a.text)
		}
	})
}

// TestGreeting: the link stands in the greeting while the shop has no member, the same one on every server.
func TestGreeting(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		env := environ(t, o, "CLIENTELE_ADDR=127.0.0.1:0")
		p := &program{t: t, env: env}
		link := "/dashboard/welcome#" + p.firstToken()
		for _, c := range []struct {
			name string
			link bool
		}{{"a new shop", true}, {"the next start", true}, {"a member", false}} {
			if c.name == "a member" {
				if err := run(t.Context(), []string{"staff", "create", "--email", "olga@shop.example"}, env, strings.NewReader("owner's password\n"), io.Discard); err != nil {
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

// greeting starts the program, returns what it greets with, and ends it.
func greeting(t *testing.T, env []string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, nil, env, nil, in)
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
