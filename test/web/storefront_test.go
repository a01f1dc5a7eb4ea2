package web

import (
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"clientele/test/apptest"
	"clientele/test/repo"
	"clientele/web/webtest"
)

// storefront builds the example storefront.
func storefront(t *testing.T) {
	t.Helper()
	webtest.Browser(t)
	webtest.Modules(t, repo.Path("examples/storefront"))
	if testing.Short() {
		t.Skip("a minute of clicking")
	}
	if err := built(); err != nil {
		t.Fatal(err)
	}
}

var built = sync.OnceValue(func() error {
	c := exec.Command("npm", "run", "build")
	c.Dir = repo.Path("examples/storefront")
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
})

// shops runs tests of the storefront against a program.
func shops(t *testing.T, p *apptest.Program, project string) {
	t.Helper()
	bearer := func(as apptest.Headers) string { return strings.TrimPrefix(as["Authorization"], "Bearer ") }
	env := []string{
		"CLIENTELE_STAFF_TOKEN=" + bearer(p.SignInOwner()),
		"CLIENTELE_KEY=" + bearer(p.APIKey("ORDERS_WRITE")),
	}
	webtest.Playwright(t, repo.Path("examples/storefront"), p.URL, env, "--project="+project)
}

// shopSettings are those of a shop behind the example's server, whose emails lie in the outbox. Access tokens live as
// short as they can, so that pages renew them while people are at work.
var shopSettings = []string{
	"CLIENTELE_STOREFRONT_URL=https://shop.example", "CLIENTELE_TRUSTED_PROXIES=127.0.0.0/8", "CLIENTELE_ACCESS_TOKEN_LIFE=1m", "CLIENTELE_EMAILS_PER_HOUR=100",
}

// TestStorefrontExample uses the example storefront in a browser, and follows the links in its emails. The tests of the
// API send the same operations on both databases, so one is enough here.
func TestStorefrontExample(t *testing.T) {
	storefront(t)
	settings := append([]string{apptest.TokenKey, apptest.Data(t)}, shopSettings...)
	shops(t, apptest.Start(t, settings...), "shop")
}

// TestStorefrontExampleWithVerification signs up in the example storefront when sign-up requires a verified email
// address, on each database.
func TestStorefrontExampleWithVerification(t *testing.T) {
	storefront(t)
	settings := append([]string{"CLIENTELE_EMAIL_VERIFICATION=required"}, shopSettings...)
	apptest.OnEachWith(t, settings, func(t *testing.T, p *apptest.Program) { shops(t, p, "email-verification") })
}
