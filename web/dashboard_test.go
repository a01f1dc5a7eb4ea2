package web_test

import (
	"bufio"
	"io"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"clientele/db/dbtest"
	"clientele/models"
	"clientele/test/repo"
	"clientele/web/webtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// TestDashboardInBrowser runs the browser tests of the dashboard against the program.
func TestDashboardInBrowser(t *testing.T) {
	webtest.Browser(t)
	webtest.Modules(t, ".")
	if testing.Short() {
		t.Skip("takes several minutes")
	}
	binary := repo.Build(t)
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		inBrowser(t, binary, "")
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		inBrowser(t, binary, dbtest.PostgresURL(t))
	})
}

// inBrowser runs browser tests against a new shop. On PostgreSQL, those for which the database makes no difference are
// left out.
func inBrowser(t *testing.T, binary, database string) {
	t.Helper()
	env := []string{
		"CLIENTELE_TOKEN_KEY=a key of the tests that is long enough", "CLIENTELE_ADDR=127.0.0.1:0",
		"CLIENTELE_DATA=" + t.TempDir(), "CLIENTELE_WEBHOOKS_PRIVATE=true",
	}
	if database != "" {
		env = append(env, "DATABASE_URL="+database)
	}
	url, first := serveShop(t, binary, env)
	shop := []string{"CLIENTELE_FIRST_TOKEN=" + first, "CLIENTELE_KEY=" + createKey(t, binary, env)}
	if database != "" {
		shop = append(shop, "CLIENTELE_TEST_SKIP=@any-database")
	}
	webtest.Playwright(t, ".", url, shop, "--project=dashboard-*")
}

var (
	greetingURL   = regexp.MustCompile(`GraphiQL +(\S+)/`)
	greetingFirst = regexp.MustCompile(`/dashboard/welcome#(\S+)`)
)

// serveShop starts the program, and returns its URL and the token that creates the first staff member.
func serveShop(t *testing.T, binary string, env []string) (url, first string) {
	t.Helper()
	c := exec.Command(binary)
	c.Env = env
	c.Stderr = t.Output() // the cause of failures that the browser only reports
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Process.Signal(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		if err := c.Wait(); err != nil {
			t.Errorf("the program exited with %v", err)
		}
	})
	lines := bufio.NewScanner(out)
	for (url == "" || first == "") && lines.Scan() {
		if found := greetingURL.FindStringSubmatch(lines.Text()); found != nil {
			url = found[1]
		}
		if found := greetingFirst.FindStringSubmatch(lines.Text()); found != nil {
			first = found[1]
		}
	}
	if url == "" || first == "" {
		t.Fatal("the program did not print its URL and the token")
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return url, first
}

// createKey creates an API key with all scopes.
func createKey(t *testing.T, binary string, env []string) string {
	t.Helper()
	var scopes []string
	for _, scope := range models.Scopes() {
		scopes = append(scopes, string(scope))
	}
	c := exec.Command(binary, "key", "create", "--name", "test", "--scopes", strings.Join(scopes, ","))
	c.Env = env
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	secret, _, _ := strings.Cut(string(out), "\n")
	return secret
}
