// Package apptest starts the whole program for tests, over SQLite and PostgreSQL, and sends requests to it as a client
// does.
package apptest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/app"
	"clientele/internal/auth"
	"clientele/internal/config"
	"clientele/internal/staff"
)

// Program is a running program: its address, its settings, and Stop, which ends it and returns its error. Kill is nil
// unless it runs in a separate process.
type Program struct {
	T    *testing.T
	URL  string
	Env  []string
	Stop func() error
	Kill func()
}

// DatabaseURL returns the URL of the program's database, or "" if it uses SQLite.
func (p *Program) DatabaseURL() string { return setting(p.Env, "DATABASE_URL") }

// DataFolder returns the folder in which the program stores its files.
func (p *Program) DataFolder() string {
	p.T.Helper()
	folder := setting(p.Env, "CLIENTELE_DATA")
	if folder == "" {
		p.T.Fatal("the program has no data folder")
	}
	return folder
}

// setting returns the value of a setting, or "". The last one counts, as for the program.
func setting(env []string, name string) string {
	found := ""
	for _, one := range env {
		if value, ok := strings.CutPrefix(one, name+"="); ok {
			found = value
		}
	}
	return found
}

// TokenKey is a setting for the secret that tokens are signed with.
const TokenKey = "CLIENTELE_TOKEN_KEY=a key of the tests that is long enough"

// OnEach runs test with a program over each database.
func OnEach(t *testing.T, test func(t *testing.T, p *Program)) {
	t.Helper()
	OnEachWith(t, nil, test)
}

// OnEachWith is OnEach with additional settings.
func OnEachWith(t *testing.T, settings []string, test func(t *testing.T, p *Program)) {
	t.Helper()
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) { test(t, Start(t, Environ(t, o, settings...)...)) })
}

// Environ returns the settings of a program that uses the database of o, followed by more.
func Environ(t *testing.T, o db.Options, more ...string) []string {
	t.Helper()
	folder := t.TempDir()
	if o.File != "" {
		folder = filepath.Dir(o.File)
	}
	env := append([]string{TokenKey, "CLIENTELE_DATA=" + folder}, more...)
	if o.URL != "" {
		env = append(env, "DATABASE_URL="+o.URL)
	}
	return env
}

// Data returns the setting of a data folder with a migrated SQLite database.
func Data(t *testing.T) string {
	t.Helper()
	return "CLIENTELE_DATA=" + filepath.Dir(dbtest.SQLiteFile(t))
}

// Start starts the program on a free port and stops it at the end of the test.
func Start(t *testing.T, env ...string) *Program {
	t.Helper()
	return StartAtCost(t, Cheap, env...)
}

// StartAtCost is Start with a cost of hashing passwords.
func StartAtCost(t *testing.T, cost auth.Cost, env ...string) *Program {
	t.Helper()
	env = append(env, "CLIENTELE_ADDR=127.0.0.1:0")
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := app.RunWithCost(ctx, cost, nil, env, nil, in)
		_ = in.CloseWithError(io.EOF)
		ended <- err
	}()
	p := &Program{T: t, Env: env}
	if p.URL = urlIn(t, out); p.URL == "" {
		t.Fatalf("the program did not start: %v", <-ended)
	}
	p.Stop = sync.OnceValue(func() error {
		http.DefaultClient.CloseIdleConnections() // else it waits a moment for what may come on them
		cancel()
		select {
		case err := <-ended:
			return err
		case <-time.After(30 * time.Second):
			return errors.New("it did not end")
		}
	})
	t.Cleanup(func() {
		if err := p.Stop(); err != nil {
			t.Errorf("the program ended with %v", err)
		}
	})
	return p
}

// urlIn returns the address in the program's greeting, and discards the rest of the output so that writing it does not
// block.
func urlIn(t *testing.T, out io.Reader) string {
	t.Helper()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if fields := strings.Fields(lines.Text()); len(fields) == 2 && fields[0] == "GraphiQL" {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return strings.TrimSuffix(fields[1], "/")
		}
	}
	return ""
}

// Command runs one of the program's commands over the same database and returns its output.
func (p *Program) Command(args ...string) string {
	p.T.Helper()
	var out bytes.Buffer
	if err := app.RunWithCost(context.Background(), Cheap, args, p.Env, nil, &out); err != nil {
		p.T.Fatalf("%v: %v", args, err)
	}
	return out.String()
}

// CommandWith runs a command that reads from standard input.
func (p *Program) CommandWith(in string, args ...string) {
	p.T.Helper()
	var out bytes.Buffer
	if err := app.RunWithCost(p.T.Context(), Cheap, args, p.Env, strings.NewReader(in+"\n"), &out); err != nil {
		p.T.Fatalf("%v: %v", args, err)
	}
}

// FirstToken returns the token that creates the first staff member.
func (p *Program) FirstToken() string {
	p.T.Helper()
	cmd, _, err := config.Parse(nil, p.Env, io.Discard)
	if err != nil {
		p.T.Fatal(err)
	}
	secret, _, err := cmd.Storage()
	if err != nil {
		p.T.Fatal(err)
	}
	return staff.FirstToken(secret)
}
