// Package webtest runs tests that are written in JavaScript: in a browser, or with packages of npm. Tests whose
// requirements are missing are skipped with a message; with CLIENTELE_TEST_WEB=required they fail.
package webtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// Browser skips the test if Chromium is not installed.
func Browser(t *testing.T) {
	t.Helper()
	names := []string{"/usr/bin/chromium-headless-shell", "/usr/bin/chromium"} // as in playwright.config.ts
	if set := os.Getenv("CHROMIUM"); set != "" {
		names = []string{set}
	}
	for _, name := range names {
		if _, err := os.Stat(name); err == nil {
			return
		}
	}
	skip(t, "Chromium not found; set CHROMIUM to its path")
}

// Modules skips the test if the npm packages of a folder are not installed.
func Modules(t *testing.T, dir string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err != nil {
		skip(t, "run npm ci in "+dir)
	}
}

// skip skips the test, or fails it if its requirements are mandatory.
func skip(t *testing.T, missing string) {
	t.Helper()
	if os.Getenv("CLIENTELE_TEST_WEB") == "required" {
		t.Fatal("missing requirement: " + missing)
	}
	t.Skip("NOT TESTED: " + missing)
}

// Playwright runs the browser tests of a folder against the program at a URL, with additions to their environment.
// After a failure the screenshots stay in a temporary folder, and the log says where.
func Playwright(t *testing.T, dir, url string, env []string, args ...string) {
	t.Helper()
	Browser(t)
	Modules(t, dir)
	output, err := os.MkdirTemp("", "clientele-browser-")
	if err != nil {
		t.Fatal(err)
	}
	env = append(env, "CLIENTELE_URL="+url, "CLIENTELE_TEST_OUTPUT="+output)
	Node(t, dir, env, append([]string{"node_modules/@playwright/test/cli.js", "test"}, args...)...)
	if t.Failed() {
		t.Logf("screenshots: %s", output)
		return
	}
	if err := os.RemoveAll(output); err != nil {
		t.Error(err)
	}
}

// Node runs a script in a folder, with additions to its environment. Its output goes to the test's log immediately, so
// that the log of a test that times out says how far it came. A script that still runs when the test ends gets SIGTERM.
func Node(t *testing.T, dir string, env []string, args ...string) {
	t.Helper()
	Modules(t, dir)
	c := exec.CommandContext(t.Context(), "node", args...)
	c.Dir = dir
	c.Env = append(os.Environ(), env...)
	c.Stdout, c.Stderr = t.Output(), t.Output()
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) } // Node.js then stops its child processes
	c.WaitDelay = 10 * time.Second
	if err := c.Run(); err != nil {
		t.Error(err)
	}
}
