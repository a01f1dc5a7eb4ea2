package docs

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"clientele/test/apptest"
	"clientele/test/repo"
)

// TestCodeGenerators downloads the schema of a shop with new custom fields, generates typed clients in TypeScript and
// Go from it, compiles both and runs them against the server.
func TestCodeGenerators(t *testing.T) {
	t.Parallel() // it waits for other processes
	p := apptest.Start(t, "CLIENTELE_DATA="+t.TempDir())
	key := p.APIKey(apptest.AllScopes...)
	p.CreateField(key, apptest.Vars{"key": "shoeSize", "type": "INTEGER"})
	p.CreateField(key, apptest.Vars{"key": "loyaltyTier", "type": "ENUM", "options": []apptest.Vars{{"value": "GOLD"}, {"value": "SILVER"}}})
	for email, custom := range map[string]string{"ann": `{ shoeSize: 43, loyaltyTier: GOLD }`, "bob": `{ shoeSize: 39, loyaltyTier: SILVER }`} {
		p.Send(key, `mutation { createCustomer(input: { email: "`+email+`@example.com", customFields: `+custom+` }) { userErrors { code field message } } }`, nil).OK()
	}
	sdl := p.SDL(key)
	env := append(os.Environ(), "URL="+p.URL+"/graphql", "KEY="+strings.TrimPrefix(key["Authorization"], "Bearer "))
	required := os.Getenv("CLIENTELE_TEST_WEB") == "required"

	// in runs a command in a copy of an example, next to the schema.
	in := func(t *testing.T, folder string, args ...string) (string, error) {
		t.Helper()
		c := exec.Command(args[0], args[1:]...)
		c.Dir, c.Env = folder, env
		out, err := c.CombinedOutput()
		return string(out), err
	}
	example := func(t *testing.T, name string) string {
		t.Helper()
		folder := filepath.Join(t.TempDir(), name)
		if err := os.CopyFS(folder, onlyFiles{os.DirFS(repo.Path("examples/codegen", name))}); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "schema.graphql"), []byte(sdl), 0o600); err != nil {
			t.Fatal(err)
		}
		return folder
	}
	run := func(t *testing.T, folder string, commands ...[]string) {
		t.Helper()
		last := ""
		for _, args := range commands {
			out, err := in(t, folder, args...)
			if err != nil {
				t.Fatalf("%v: %v\n%s", args, err, out)
			}
			last = out
		}
		if !strings.Contains(last, "ann@example.com 43 GOLD") || strings.Contains(last, "bob@") {
			t.Errorf("the generated client found %q", last)
		}
	}

	t.Run("TypeScript", func(t *testing.T) {
		modules := repo.Path("examples/codegen/typescript/node_modules")
		if _, err := os.Stat(modules); err != nil {
			if required {
				t.Fatal("run npm ci in examples/codegen/typescript")
			}
			t.Skip("NOT TESTED: run npm ci in examples/codegen/typescript")
		}
		folder := example(t, "typescript")
		if err := os.Symlink(modules, filepath.Join(folder, "node_modules")); err != nil {
			t.Fatal(err)
		}
		bin := filepath.Join(modules, ".bin")
		run(t, folder, []string{filepath.Join(bin, "graphql-codegen"), "--config", "codegen.ts"}, []string{filepath.Join(bin, "tsc")}, []string{"node", "out/run.js"})
	})
	t.Run("Go", func(t *testing.T) {
		folder := example(t, "go")
		if out, err := in(t, folder, "go", "mod", "download"); err != nil {
			if required {
				t.Fatalf("%v: %s", err, out)
			}
			t.Skipf("NOT TESTED: the modules of examples/codegen/go are not there: %v", err)
		}
		run(t, folder, []string{"go", "tool", "genqlient"}, []string{"go", "vet", "."}, []string{"go", "run", "."})
	})
}

// onlyFiles is a folder without node_modules.
type onlyFiles struct{ fs.FS }

// ReadDir omits node_modules.
func (f onlyFiles) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(f.FS, name)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.Name() == "node_modules" }), err
}
