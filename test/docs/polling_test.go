package docs

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"clientele/test/apptest"
	"clientele/test/repo"
)

// TestPollingExample runs the program of the guide on events. It is killed and started again, and prints each event
// once.
func TestPollingExample(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		file := filepath.Join(t.TempDir(), "cursor.txt")
		update := func(id string, n int) {
			p.Send(key, `mutation($id: ID!, $name: String!) { updateCustomer(id: $id, input: { name: $name }) { userErrors { code } } }`,
				apptest.Vars{"id": id, "name": fmt.Sprint("Name ", n)}).OK()
		}
		id := p.CreateCustomer(key, apptest.Vars{"email": "ann@example.com"})
		seen := map[string]bool{}
		for round := range 3 {
			update(id, round)
			program := exec.CommandContext(t.Context(), "node", repo.Path("examples/polling/poll.mjs"))
			program.Env = append(os.Environ(), "URL="+p.URL+"/graphql", "CURSOR_FILE="+file,
				"KEY="+strings.TrimPrefix(key["Authorization"], "Bearer "))
			program.Stderr = os.Stderr
			out, err := program.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := program.Start(); err != nil {
				t.Fatal(err)
			}
			want := fmt.Sprint("Name ", round)
			for lines := bufio.NewScanner(out); ; {
				if !lines.Scan() {
					t.Fatalf("the program ended: %v", program.Wait())
				}
				var e struct {
					ID, SubjectID string
					Changes       []struct{ Field, To string }
				}
				if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
					t.Fatalf("%s: %v", lines.Text(), err)
				}
				if seen[e.ID] {
					t.Errorf("%s is printed again", lines.Text())
				}
				seen[e.ID] = true
				if e.SubjectID == id && len(e.Changes) == 1 && e.Changes[0].To == want {
					break
				}
			}
			apptest.WaitUntil(t, "the cursor to be stored", func() bool {
				cursor, err := os.ReadFile(file)
				return err == nil && strings.Contains(p.Send(key, `query($after: String) { events(after: $after) { nodes { id } } }`,
					apptest.Vars{"after": string(cursor)}).OK().Body, `"nodes":[]`)
			})
			if err := program.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = program.Wait() // killed
		}
		if len(seen) < 4 {
			t.Errorf("only %d events were printed", len(seen))
		}
	})
}
