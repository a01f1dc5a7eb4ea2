package clients

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
	"clientele/web/webtest"
)

// example is a copy of a folder in examples/codegen. Its programs run against a shop.
type example struct {
	t   *testing.T
	dir string
	env []string
}

// newExample copies a folder in examples/codegen without the packages of npm.
func newExample(t *testing.T, folder string, p *apptest.Program, key apptest.Headers) *example {
	t.Helper()
	e := &example{t: t, dir: filepath.Join(t.TempDir(), filepath.Base(folder))}
	if err := os.CopyFS(e.dir, onlyFiles{os.DirFS(repo.Path("examples/codegen", folder))}); err != nil {
		t.Fatal(err)
	}
	e.env = append(os.Environ(), "URL="+p.URL+"/graphql", "KEY="+strings.TrimPrefix(key["Authorization"], "Bearer "))
	return e
}

// newNodeExample copies a folder in examples/codegen/typescript, next to what these folders share.
func newNodeExample(t *testing.T, folder string, p *apptest.Program, key apptest.Headers) *example {
	t.Helper()
	shared := repo.Path("examples/codegen/typescript")
	webtest.Modules(t, shared)
	e := newExample(t, filepath.Join("typescript", folder), p, key)
	parent := filepath.Dir(e.dir)
	if err := os.Symlink(filepath.Join(shared, "node_modules"), filepath.Join(parent, "node_modules")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"package.json", "send.ts", "tsconfig.json"} { // copies, since tsc follows links
		text, err := os.ReadFile(filepath.Join(shared, name))
		if err != nil {
			t.Fatal(err)
		}
		e.write(filepath.Join("..", name), string(text))
	}
	return e
}

// write writes a file of the example.
func (e *example) write(name, text string) {
	e.t.Helper()
	if err := os.WriteFile(filepath.Join(e.dir, name), []byte(text), 0o600); err != nil {
		e.t.Fatal(err)
	}
}

// run runs a command, which must succeed, and returns its output. The commands of npm packages are found by name.
func (e *example) run(args ...string) string {
	e.t.Helper()
	out, err := e.try(args...)
	if err != nil {
		e.t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return out
}

// fails runs a command, which must fail with an output that contains a text.
func (e *example) fails(want string, args ...string) {
	e.t.Helper()
	if out, err := e.try(args...); err == nil || !strings.Contains(out, want) {
		e.t.Errorf("%v: %v, want a failure with %q\n%s", args, err, want, out)
	}
}

// try runs a command and returns its output.
func (e *example) try(args ...string) (string, error) {
	name := args[0]
	if bin := filepath.Join(filepath.Dir(e.dir), "node_modules/.bin", name); exists(bin) {
		name = bin
	}
	c := exec.CommandContext(e.t.Context(), name, args[1:]...)
	c.Dir, c.Env = e.dir, e.env
	out, err := c.CombinedOutput()
	return string(out), err
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// onlyFiles is a folder without node_modules.
type onlyFiles struct{ fs.FS }

// ReadDir omits node_modules.
func (f onlyFiles) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(f.FS, name)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.Name() == "node_modules" }), err
}
