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

// movingFiles maps the files that the commands of the guides about moving read to the samples of these guides.
var movingFiles = map[string]map[string]string{
	"README.md":      {"customers.csv": "customers.csv", "orders.csv": "orders.csv"},
	"shopify.md":     {"customers_export.csv": "shopify-customers.csv", "orders_export.csv": "shopify-orders.csv"},
	"woocommerce.md": {"users.csv": "woocommerce-customers.csv", "orders.json": "woocommerce-orders.json"},
	"magento.md": {
		"customer.csv": "magento-customers.csv", "customer_address.csv": "magento-addresses.csv",
		"orders.json": "magento-orders.json",
	},
	"moltin.md": {
		"customers.json": "moltin-customers.json", "addresses.json": "moltin-addresses.jsonl",
		"orders.json": "moltin-orders.json",
	},
	"jsonl.md": {
		"users.ndjson": "auth0-users.ndjson", "hashes.ndjson": "auth0-hashes.ndjson",
		"users.json": "firebase-users.json", "parameters.json": "firebase-parameters.json",
		"users.jsonl": "supabase-users.jsonl",
	},
}

// TestMovingGuides runs the shell blocks of the guides about moving in order, with the sample files, on an empty shop.
// No command may fail, and so no record. The blocks of jsonl.md are about different shops.
func TestMovingGuides(t *testing.T) {
	binary := repo.Build(t)
	block := regexp.MustCompile("(?s)```sh\n(.*?)```")
	for guide, files := range movingFiles {
		text, err := os.ReadFile(repo.Path("docs/guides/moving", guide))
		if err != nil {
			t.Fatal(err)
		}
		var scripts []string
		for _, m := range block.FindAllStringSubmatch(string(text), -1) {
			scripts = append(scripts, strings.ReplaceAll(m[1], "go run .", binary))
		}
		if guide != "jsonl.md" {
			scripts = []string{strings.Join(scripts, "")}
		}
		for _, script := range scripts {
			t.Run(guide, func(t *testing.T) {
				apptest.OnEach(t, func(t *testing.T, p *apptest.Program) { runGuide(p, script, files) })
			})
		}
	}
}

// runGuide runs a script in a folder with the documents and the files.
func runGuide(p *apptest.Program, script string, files map[string]string) {
	t := p.T
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "docs"), os.DirFS(repo.Path("docs"))); err != nil {
		t.Fatal(err)
	}
	for name, sample := range files {
		if err := os.Rename(filepath.Join(dir, "docs/guides/moving/samples", sample), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	p.Send(p.APIKey(apptest.AllScopes...), `mutation { createCustomField(input: { owner: CUSTOMER, key: "birthday",
		label: "Birthday", type: DATE }) { userErrors { code } } }`, nil).OK()
	c := exec.CommandContext(t.Context(), "bash", "-c", "set -eu\n"+script)
	c.Dir = dir
	c.Env = append(slices.Clone(p.Env), "PATH="+os.Getenv("PATH"))
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s\n%s", err, script, out)
	}
}
