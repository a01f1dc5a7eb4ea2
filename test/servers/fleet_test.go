package servers

import (
	"bytes"
	"context"
	"database/sql"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"clientele/db/dbtest"
	"clientele/test/apptest"
	"clientele/test/repo"
)

// fleet is several servers on one database.
type fleet struct {
	t       *testing.T
	binary  string
	env     []string
	servers []*apptest.Program
	mu      sync.Mutex
	logs    []*bytes.Buffer // of all servers, also those that were killed; complete when they have ended
	box     *apptest.MailServer
	db      *sql.DB
	proxy   *proxy // between the last server and the database
	key     apptest.Headers
}

// newFleet starts the servers at the same time on an empty database. Only the last one is behind the proxy.
func newFleet(t *testing.T) *fleet {
	t.Helper()
	at := dbtest.PostgresURL(t)
	f := &fleet{t: t, binary: repo.Build(t), box: apptest.NewMailServer(t), proxy: newProxy(t, at)}
	var err error
	if f.db, err = sql.Open("pgx", dbtest.Direct(t, at)); err != nil {
		t.Fatal(err)
	}
	f.db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = f.db.Close() })
	if _, err := f.db.Exec("DROP SCHEMA public CASCADE; CREATE SCHEMA public"); err != nil {
		t.Fatal(err)
	}
	f.env = slices.Concat([]string{
		apptest.TokenKey, "CLIENTELE_DATA=" + t.TempDir(), "DATABASE_URL=" + at,
		"CLIENTELE_TRUSTED_PROXIES=127.0.0.0/8", "CLIENTELE_WEBHOOKS_PRIVATE=true",
	}, f.box.Settings())
	f.servers = make([]*apptest.Program, *count)
	began := time.Now()
	f.each(func(i int) { f.start(i) })
	for i, p := range f.servers {
		if p.URL == "" {
			t.Fatalf("server %d did not start", i)
		}
		if status, text := apptest.Get(t, p.URL+"/readyz"); status != 200 {
			t.Fatalf("server %d is not ready: %s", i, text)
		}
	}
	figures.add(t, "all are ready on an empty database, which one of them migrates", "%v after their start",
		time.Since(began).Round(100*time.Millisecond))
	f.key = f.servers[0].APIKey(apptest.AllScopes...)
	return f
}

// start starts or replaces a server.
func (f *fleet) start(i int) {
	env := f.env
	if i == *count-1 {
		env = append(slices.Clone(env), "DATABASE_URL="+f.proxy.url)
	}
	p, log := apptest.StartProcess(f.t, f.binary, env...)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.servers[i], f.logs = p, append(f.logs, log)
}

// each calls do for all servers at the same time.
func (f *fleet) each(do func(i int)) { parallel(*count, do) }

// parallel calls do with 0 to n-1 at the same time.
func parallel(n int, do func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { do(i) })
	}
	all.Wait()
}

// server returns one of the servers in turn.
func (f *fleet) server(i int) *apptest.Program { return f.servers[i%len(f.servers)] }

// send sends a request. If other tests use up the machine, so that the database does not answer in time, it repeats the
// request, as the error says: nothing was stored.
func (f *fleet) send(p *apptest.Program, as apptest.Headers, query string, v apptest.Vars) *apptest.Response {
	for {
		a := p.Send(as, query, v)
		if *strict || a.ErrorCode() != "SERVICE_UNAVAILABLE" || strings.Contains(a.Body, `"outcome"`) {
			return a
		}
		<-time.After(100 * time.Millisecond)
	}
}

// number returns the result of a query.
func (f *fleet) number(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	if err := f.db.QueryRowContext(context.Background(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// from returns the headers of a request from an address.
func from(address string) apptest.Headers { return apptest.Headers{"X-Forwarded-For": address} }

// TestServers checks several servers on one database. Its parts share the servers.
func TestServers(t *testing.T) {
	if testing.Short() {
		t.Skip("starts ten processes")
	}
	f := newFleet(t)
	for _, part := range []struct {
		name string
		test func(t *testing.T, f *fleet)
	}{
		{"idle", testIdle},
		{"schema", testSchema},
		{"limits", testLimits},
		{"sessions", testSessions},
		{"checkout", testCheckout},
		{"jobs", testJobs},
		{"queues", testQueues},
		{"cut off", testCutOff},
		{"connections", testConnections},
	} {
		t.Run(part.name, func(t *testing.T) { part.test(t, f) })
	}
	f.each(func(i int) {
		if err := f.servers[i].Stop(); err != nil {
			t.Errorf("server %d ended with %v", i, err)
		}
	})
	migrated := 0
	for _, log := range f.logs {
		migrated += strings.Count(log.String(), "the database is up to date")
	}
	if migrated != 1 {
		t.Errorf("%d servers have migrated the database", migrated)
	}
}

// withHost returns a URL with another host and port.
func withHost(t *testing.T, at, host string) string {
	t.Helper()
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = host
	return u.String()
}

func hostOf(t *testing.T, at string) string {
	t.Helper()
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	return u.Host
}
