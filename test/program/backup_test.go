package program

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/app"
	"clientele/test/apptest"
	"clientele/test/repo"
)

// TestBackupAndRestore runs the commands of the guide while the shop is in use, and starts the program on the restored
// data.
func TestBackupAndRestore(t *testing.T) {
	guide, err := os.ReadFile(repo.Path("docs/guides/running.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, part, _ := strings.Cut(string(guide), "## Backup and restore")
	sqlite, postgres, found := strings.Cut(part, "**PostgreSQL.**")
	if !found {
		t.Fatal("the guide does not say how to back PostgreSQL up")
	}
	blocks := regexp.MustCompile("(?s)```sh\n(.*?)```")
	binary := repo.Build(t)
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		text, path := sqlite, filepath.Dir(binary)
		var restored, direct, bin string
		env := []string{"CLIENTELE_DATA=" + filepath.Join(t.TempDir(), "data")} // the program creates the token key there
		if o.URL != "" {
			bin, direct = dbtest.Postgres(t), dbtest.Direct(t, o.URL)
			text, path, restored = postgres, path+":"+bin, emptyDatabase(t, o.URL)
			env = []string{apptest.TokenKey, "CLIENTELE_DATA=" + t.TempDir(), "DATABASE_URL=" + o.URL, "RESTORED_URL=" + dbtest.Direct(t, restored)}
		}
		commands := blocks.FindAllStringSubmatch(text, -1)
		if len(commands) != 2 {
			t.Fatalf("%d blocks", len(commands))
		}
		work := t.TempDir()
		shell := func(script string) {
			t.Helper()
			c := exec.Command("bash", "-c", "set -eu\n"+script)
			c.Dir, c.Env = work, append(slices.Clone(env), "PATH="+path+":"+os.Getenv("PATH"), "DATABASE_URL="+direct)
			if out, err := c.CombinedOutput(); err != nil {
				t.Fatalf("%s: %v\n%s", script, err, out)
			}
		}

		p := apptest.Start(t, env...)
		key := p.APIKey(apptest.AllScopes...)
		_, ann := p.SignUp("ann@example.com")
		order := orderOf(p, key)
		var made atomic.Int64
		load, rest := context.WithCancel(t.Context())
		var writers sync.WaitGroup
		for w := range 3 {
			writers.Go(func() {
				for i := 0; load.Err() == nil; i++ {
					p.Send(key, `mutation($e: String!) { createCustomer(input: { email: $e, name: "Load" }) { customer { id } userErrors { code } } }`,
						apptest.Vars{"e": fmt.Sprintf("load%d.%d@example.com", w, i)}).OK()
					made.Add(1)
				}
			})
		}
		apptest.Eventually(t, func() string { return map[bool]string{true: "nobody writes"}[made.Load() < 5] })
		before := made.Load()
		shell(commands[0][1])
		after := made.Load()
		rest()
		writers.Wait()
		p.Send(key, `mutation { createCustomer(input: { email: "late@example.com" }) { userErrors { code } } }`, nil).OK()
		if err := p.Stop(); err != nil {
			t.Fatal(err)
		}

		shell(commands[1][1])
		env = []string{"CLIENTELE_DATA=" + filepath.Join(work, "restored")}
		if o.URL != "" {
			env = []string{apptest.TokenKey, "CLIENTELE_DATA=" + t.TempDir(), "DATABASE_URL=" + restored}
		}
		q := apptest.Start(t, env...)
		if email := q.Send(ann, `{ me { email } }`, nil).OK().Text("me.email"); email != "ann@example.com" {
			t.Errorf("the session of before belongs to %s", email)
		}
		q.Send(nil, `mutation { login(email: "ann@example.com", password: "correct horse") { customerToken { accessToken } userErrors { code } } }`, nil).OK().Text("login.customerToken.accessToken")
		got := q.Send(key, `query($id: ID!) { order(id: $id) { number items { sku } } customers(first: 1, search: "ann exam") { totalCount nodes { email } }
			load: customers(first: 1, search: "load") { totalCount } late: customers(first: 1, search: "late@") { totalCount } }`, apptest.Vars{"id": order}).OK()
		if got.Text("order.items.0.sku") != "TEA-1" || got.Text("customers.nodes.0.email") != "ann@example.com" || got.At("late.totalCount").(float64) != 0 {
			t.Error(got.Body)
		}
		if n := int64(got.At("load.totalCount").(float64)); n < before || n > after+3 { // up to three requests are in flight
			t.Errorf("%d customers, and the backup began at %d and ended at %d", n, before, after)
		}
		q.SignUp("new@example.com") // the restored shop accepts writes
	})
}

// TestBackupErrors checks the errors of the backup command.
func TestBackupErrors(t *testing.T) {
	env := []string{"CLIENTELE_DATA=" + t.TempDir()}
	if err := app.Run(t.Context(), []string{"migrate"}, env, nil, io.Discard); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		env  []string
		to   []string
		want string
	}{
		"no database":           {[]string{"CLIENTELE_DATA=" + t.TempDir()}, []string{filepath.Join(t.TempDir(), "to")}, "no database"},
		"PostgreSQL":            {[]string{apptest.TokenKey, "DATABASE_URL=postgres://x/y"}, []string{filepath.Join(t.TempDir(), "to")}, "pg_dump"},
		"a folder there":        {env, []string{t.TempDir()}, "already exists"},
		"no folder":             {env, nil, "new folder"},
		"a folder and --record": {env, []string{filepath.Join(t.TempDir(), "to"), "--record"}, "takes no folder"},
	} {
		err := app.Run(t.Context(), append([]string{"backup"}, c.to...), c.env, nil, io.Discard)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestBackupTime checks that the dashboard shows when a backup was made: by the program, or recorded with --record.
func TestBackupTime(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		_, p := apptest.Serve(t, o)
		owner := p.SignInOwner()
		last := func() *time.Time {
			t.Helper()
			text, ok := p.Send(owner, `{ overview { lastBackupAt } }`, nil).OK().At("overview.lastBackupAt").(string)
			if !ok {
				return nil
			}
			at, err := time.Parse(time.RFC3339, text)
			if err != nil {
				t.Fatal(err)
			}
			return &at
		}
		if at := last(); at != nil {
			t.Errorf("before the first backup: %v", at)
		}
		commands := [][]string{{"backup", "--record"}}
		if o.URL == "" {
			commands = append(commands, []string{"backup", filepath.Join(t.TempDir(), "copy")})
		}
		for _, command := range commands {
			began := time.Now().Add(-time.Microsecond) // stored times have microseconds
			if err := app.Run(t.Context(), command, p.Env, nil, io.Discard); err != nil {
				t.Fatal(err)
			}
			if at := last(); at == nil || at.Before(began.Truncate(time.Microsecond)) || at.After(time.Now()) {
				t.Errorf("after %v at %v: %v", command, began, at)
			}
		}
	})
}

// orderOf places a guest order and returns its ID.
func orderOf(p *apptest.Program, key apptest.Headers) string {
	p.T.Helper()
	return p.Send(key, `mutation($i: CheckoutInput!) { checkout(input: $i) { order { id } userErrors { code field message } } }`, apptest.Vars{"i": apptest.Vars{
		"contact": apptest.Vars{"name": "Guest", "email": "guest@example.com"}, "billingSameAsShipping": true,
		"shippingAddress": apptest.Vars{"address": apptest.Vars{"firstName": "Ann", "lastName": "Guest", "line1": "14 Main Street", "city": "Dublin", "region": "Dublin", "country": "IE"}},
		"items":           []apptest.Vars{{"sku": "TEA-1", "name": "Tea", "quantity": 1, "unitPrice": apptest.Vars{"amount": "7.95", "currency": "EUR"}}},
	}}).OK().Text("checkout.order.id")
}

// emptyDatabase creates an empty database on the server of another one.
func emptyDatabase(t *testing.T, beside string) string {
	t.Helper()
	u, err := url.Parse(beside)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/") + "_restored"
	u.Path = "/postgres"
	admin, err := sql.Open("pgx", u.String())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := admin.Exec("CREATE DATABASE " + name + " TEMPLATE template0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
		_ = admin.Close()
	})
	u.Path = "/" + name
	return u.String()
}
