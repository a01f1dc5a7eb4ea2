package moving

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"

	"clientele/test/apptest"
	"clientele/test/repo"
)

// conversions lists the scripts that convert the exports of sign-in services, with their arguments, and the file that
// they read from standard input.
var conversions = []struct {
	script, input string
	args          []string
	contains      []string
}{
	{"auth0.mjs", "", []string{"auth0-users.ndjson", "auth0-hashes.ndjson"}, []string{`"externalId":"google-oauth2|10004"`, `"disabled":true`, `"passwordHash":"$2b$`}},
	{"firebase.mjs", "", []string{"firebase-users.json", "firebase-parameters.json"}, []string{`"passwordHash":"firebase-scrypt$8$14$Bw==$`, `"createdAt":"2017-07-14T02:40:00.000Z"`}},
	{"supabase.mjs", "supabase-users.jsonl", nil, []string{`"passwordHash":"$2a$`, `"phone":"+821012345678"`}},
}

// TestConversions converts the samples of sign-in services with the scripts of the guides, and imports the results.
func TestConversions(t *testing.T) {
	if _, err := exec.LookPath("node"); err != nil {
		if os.Getenv("CLIENTELE_TEST_WEB") == "required" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	sample := func(name string) string { return repo.Path("docs/guides/moving/samples", name) }
	for _, c := range conversions {
		t.Run(c.script, func(t *testing.T) {
			args := []string{repo.Path("docs/guides/moving/convert", c.script)}
			for _, name := range c.args {
				args = append(args, sample(name))
			}
			var converted bytes.Buffer
			node := exec.CommandContext(t.Context(), "node", args...)
			node.Stdout, node.Stderr = &converted, t.Output()
			if c.input != "" {
				node.Stdin = strings.NewReader(read(t, sample(c.input)))
			}
			if err := node.Run(); err != nil {
				t.Fatal(err)
			}
			for _, text := range c.contains {
				if !strings.Contains(converted.String(), text) {
					t.Errorf("the result does not contain %s:\n%s", text, converted.String())
				}
			}
			path := file(t, "customers.jsonl", converted.String())
			apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
				out, err := command(p, "import", "customers", path, "--format", "jsonl")
				if err != nil || !strings.Contains(out, "13 records: 13 created, 0 updated, 0 unchanged, 0 failed") {
					t.Errorf("%v\n%s", err, out)
				}
			})
		})
	}
}
