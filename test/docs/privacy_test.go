package docs

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"clientele/test/apptest"
	"clientele/test/repo"
)

// TestErasuresAreRepeated follows the commands of the guide: they list the erasures of a shop, and repeat them in a
// restored backup that was made before. The other tests of the commands also run on PostgreSQL.
func TestErasuresAreRepeated(t *testing.T) {
	text, err := os.ReadFile(repo.Path("docs/guides/privacy.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(blocks) != 2 {
		t.Fatalf("the guide has %d blocks, want the list and its repetition", len(blocks))
	}
	binary, dir := repo.Build(t), t.TempDir()
	run := func(p *apptest.Program, commands string) {
		t.Helper()
		c := exec.CommandContext(t.Context(), "bash", "-c", "set -eu\n"+strings.ReplaceAll(commands, "clientele ", binary+" "))
		c.Dir, c.Env = dir, append(slices.Clone(p.Env), "PATH="+os.Getenv("PATH"))
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s\n%s", err, commands, out)
		}
	}
	stored := func(p *apptest.Program, key apptest.Headers) string {
		t.Helper()
		return p.Send(key, `{ customers(first: 1) { totalCount }
			orders(first: 1, filter: { anonymized: { eq: false } }) { totalCount } }`, nil).OK().Body
	}
	shop := apptest.Start(t, apptest.TokenKey, apptest.Data(t))
	key := shop.APIKey(apptest.AllScopes...)
	withAnn(shop, key)
	before := stored(shop, key)
	backup := filepath.Join(t.TempDir(), "backup")
	shop.Command("backup", backup)
	shop.Send(key, `mutation { erasePersonalData(input: { email: "ann@example.com" }) { userErrors { code } } }`, nil).OK()
	erased := stored(shop, key)
	if erased == before {
		t.Fatalf("nothing was erased: %s", erased)
	}
	run(shop, blocks[0][1])
	list, err := os.ReadFile(filepath.Join(dir, "erasures.jsonl"))
	if err != nil || strings.Contains(string(list), "ann@") {
		t.Fatalf("%v\n%s", err, list)
	}

	restored := apptest.Start(t, apptest.TokenKey, "CLIENTELE_DATA="+backup)
	if got := stored(restored, key); got != before {
		t.Fatalf("the backup has %s, want %s", got, before)
	}
	run(restored, blocks[1][1])
	if got := stored(restored, key); got != erased {
		t.Errorf("after the erasures were repeated: %s, want %s", got, erased)
	}
}
