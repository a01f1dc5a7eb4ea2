package dbtest

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"clientele/db/dbtest/cluster"
)

// ViaPgBouncer is the value of Via with which all databases of tests are behind PgBouncer in transaction mode.
const ViaPgBouncer = "pgbouncer"

// pooledSettings are those of PgBouncer in tests. There are fewer connections to a database than the program opens, so
// that its transactions really share them.
var pooledSettings = []string{"pool_mode=transaction", "default_pool_size=3", "query_wait_timeout=20"}

// notPooled are the tests that can't run through PgBouncer, and why.
var notPooled = map[string]string{
	"TestUnsuitablePostgresSettings":  "settings of a database apply to connections that PgBouncer opens later",
	"TestFilteredPageUsesCustomPlans": "it reads the plans of prepared statements, and there are none",
}

// pooled is a PostgreSQL server behind PgBouncer.
type pooled struct {
	plain
	pgbouncer *cluster.PgBouncer
}

func startPooled(bin string) (backend, error) {
	program, err := cluster.FindPgBouncer()
	if err != nil {
		return nil, err
	}
	server, err := startPlain(bin)
	if err != nil {
		return nil, err
	}
	p := &pooled{plain: server.(plain)}
	if p.pgbouncer, err = cluster.StartPgBouncer(program, p.Port(), pooledSettings...); err != nil {
		p.plain.Stop()
		return nil, err
	}
	return p, nil
}

// URL returns the URL of a database behind PgBouncer.
func (p *pooled) URL(name string) string { return p.pgbouncer.URL(name) }

// Stop stops PgBouncer and PostgreSQL.
func (p *pooled) Stop() {
	p.pgbouncer.Stop()
	p.plain.Stop()
}

// skipUnpooled skips the tests that can't run through PgBouncer.
func skipUnpooled(t *testing.T) {
	t.Helper()
	name, _, _ := strings.Cut(t.Name(), "/")
	if why, ok := notPooled[name]; ok && Via() == ViaPgBouncer {
		t.Skipf("NOT RUN THROUGH PGBOUNCER: %s", why)
	}
}

// BehindPgBouncer starts PgBouncer with settings such as "pool_mode=transaction" in front of the server of a database
// on this machine, and returns the URL through it. If PgBouncer is not installed, it skips the test, or fails it if
// CLIENTELE_TEST_POSTGRES=required.
func BehindPgBouncer(t testing.TB, database string, settings ...string) string {
	t.Helper()
	program, err := cluster.FindPgBouncer()
	require(t, "PgBouncer", err)
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(u.Port())
	if err != nil {
		t.Fatal(err)
	}
	b, err := cluster.StartPgBouncer(program, port, settings...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Stop)
	return b.URL(strings.TrimPrefix(u.Path, "/"))
}

// Direct returns the URL of a database of the tests without PgBouncer, for programs such as pg_dump: the settings that
// they change would stay on a connection that others get next.
func Direct(t testing.TB, database string) string {
	t.Helper()
	s, err := server()
	if err != nil {
		t.Fatal(err)
	}
	p, ok := s.(*pooled)
	if !ok {
		return database
	}
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	return p.plain.URL(strings.TrimPrefix(u.Path, "/"))
}

// Between returns the URL of a database through what Via says, for tests that start PostgreSQL themselves.
func Between(t testing.TB, database string) string {
	t.Helper()
	if Via() != ViaPgBouncer {
		return database
	}
	return BehindPgBouncer(t, database, pooledSettings...)
}
