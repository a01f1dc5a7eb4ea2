package dbtest

import (
	"net/url"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest/cluster"
)

var recording bool

// RecordStatements makes the PostgreSQL server of the test binary record statements. It must be called before Main.
func RecordStatements() { recording = true }

// Statements returns the statements that were sent to a database of the server, each once, with parameters for its
// constants. ok is false if the server does not record them, such as behind another program.
func Statements(t testing.TB, databaseURL string) (texts []string, ok bool) {
	t.Helper()
	c := recorder(t)
	if c == nil {
		return nil, false
	}
	texts, err := c.Statements(database(t, databaseURL))
	if err != nil {
		t.Fatal(err)
	}
	return texts, true
}

// MigrationStatements migrates an empty database and returns the statements that it took, like Statements.
func MigrationStatements(t testing.TB) (texts []string, ok bool) {
	t.Helper()
	c := recorder(t)
	if c == nil {
		return nil, false
	}
	const name = "recorded"
	if _, err := c.Admin.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatal(err)
	}
	if err := migrate(db.Options{URL: c.URL(name)}); err != nil {
		t.Fatal(err)
	}
	texts, err := c.Statements(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Admin.Exec("DROP DATABASE " + name); err != nil {
		t.Fatal(err)
	}
	return texts, true
}

// ForgetStatements forgets the statements that were sent to a database so far, such as those that fill it.
func ForgetStatements(t testing.TB, databaseURL string) {
	t.Helper()
	if c := recorder(t); c != nil {
		if err := c.ForgetStatements(database(t, databaseURL)); err != nil {
			t.Fatal(err)
		}
	}
}

func recorder(t testing.TB) *cluster.Cluster {
	t.Helper()
	s, err := server()
	if err != nil {
		t.Fatal(err)
	}
	if p, ok := s.(plain); ok && recording {
		return p.Cluster
	}
	return nil
}

func database(t testing.TB, databaseURL string) string {
	t.Helper()
	u, err := url.Parse(databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(u.Path, "/")
}
