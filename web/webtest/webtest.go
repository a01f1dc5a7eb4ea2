// Package webtest runs the scripts that use the pages in a browser, or audit the endpoint by npm's means. Where what they need is not
// there they are skipped, loudly; where CLIENTELE_TEST_WEB=required they fail.
package webtest

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Browser asks for Chromium.
func Browser(t *testing.T) {
	t.Helper()
	name := cmp.Or(os.Getenv("CHROMIUM"), "/usr/bin/chromium")
	if _, err := os.Stat(name); err != nil {
		lacks(t, "there is no Chromium, name one in CHROMIUM")
	}
}

// Modules asks for what npm installs in a folder.
func Modules(t *testing.T, dir string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err != nil {
		lacks(t, "run npm ci in "+dir)
	}
}

func lacks(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CLIENTELE_TEST_WEB") == "required" {
		t.Fatal("required: " + what)
	}
	t.Skip("NOT TESTED: " + what)
}

// Node runs a script in a folder, with more in its environment.
func Node(t *testing.T, dir string, env []string, args ...string) {
	t.Helper()
	Modules(t, dir)
	c := exec.Command("node", args...)
	c.Dir = dir
	c.Env = append(os.Environ(), env...)
	out, err := c.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}
