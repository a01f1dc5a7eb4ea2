package apptest

import (
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/app"
	"clientele/internal/auth"
	"clientele/internal/config"
)

// Open opens the program in this process, for tests that use its services, and returns its HTTP handler too.
func Open(t *testing.T, environ ...string) (*app.App, http.Handler) {
	t.Helper()
	return OpenAtCost(t, Cheap, environ...)
}

// OpenAtCost is Open with a cost of hashing passwords.
func OpenAtCost(t *testing.T, cost auth.Cost, environ ...string) (*app.App, http.Handler) {
	t.Helper()
	cmd, _, err := config.Parse(nil, environ, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	s, err := app.Open(t.Context(), cmd, cost)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.DB.Close() })
	h, err := s.Handler(t.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	return s, h
}

// DatabaseOf returns where a program with the given settings stores its data.
func DatabaseOf(env []string) db.Options {
	if url := setting(env, "DATABASE_URL"); url != "" {
		return db.Options{URL: url}
	}
	return db.Options{File: filepath.Join(setting(env, "CLIENTELE_DATA"), "clientele.db")}
}

// OpenDatabase opens the database of a program with the given settings until the test ends.
func OpenDatabase(t *testing.T, env []string) *db.DB {
	t.Helper()
	o := DatabaseOf(env)
	o.MaxConns = 2
	return dbtest.Open(t, o)
}

// patience limits how long a request may take: one that waits for another transaction fails instead of hanging.
const patience = time.Minute

// Serve is Open with a server that trusts X-Forwarded-For, so that requests can come from any address.
func Serve(t *testing.T, o db.Options, settings ...string) (*app.App, *Program) {
	t.Helper()
	return ServeAtCost(t, Cheap, o, settings...)
}

// ServeAtCost is Serve with a cost of hashing passwords.
func ServeAtCost(t *testing.T, cost auth.Cost, o db.Options, settings ...string) (*app.App, *Program) {
	t.Helper()
	env := Environ(t, o, append([]string{"CLIENTELE_TRUSTED_PROXIES=127.0.0.0/8"}, settings...)...)
	s, h := OpenAtCost(t, cost, env...)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		h.ServeHTTP(w, r.WithContext(ctx))
	}))
	t.Cleanup(server.Close)
	return s, &Program{T: t, URL: server.URL, Env: env}
}

// CountStatements is Open with a server that stores the number of SQL statements of the last request in ran.
func CountStatements(t *testing.T, o db.Options) (p *Program, ran *int64) {
	t.Helper()
	env := Environ(t, o)
	_, h := Open(t, env...)
	ran = new(int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, count := db.CountStatements(r.Context())
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, r.WithContext(ctx))
		*ran = count() // before the test has the answer
		maps.Copy(w.Header(), answer.Header())
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	}))
	t.Cleanup(server.Close)
	return &Program{T: t, URL: server.URL, Env: env}, ran
}
