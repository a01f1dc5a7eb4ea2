package program

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/app"
	"clientele/test/apptest"
	"clientele/test/repo"
)

// TestMetrics reads the metrics after a few requests; nothing that a client sent may become a label.
func TestMetrics(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		at := apptest.FreeAddress(t)
		p := apptest.Start(t, apptest.Environ(t, o, "CLIENTELE_METRICS_ADDR="+at, "CLIENTELE_SMTP_URL=smtp://"+apptest.FreeAddress(t), "CLIENTELE_EMAIL_FROM=shop@example.com")...)
		_, ann := p.SignUp("ann@example.com")
		p.Send(nil, `mutation { requestPasswordReset(email: "ann@example.com") { userErrors { code } } }`, nil).OK()
		p.Send(ann, `query FirstNameOfAClient { me { id } }`, nil).OK()
		p.Send(ann, `query SecondNameOfAClient { mine: me { name } ...more } fragment more on Query { me { id } }`, nil).OK()
		p.Send(ann, `{ me { id } shop { name } __typename }`, nil).OK()
		p.Send(ann, `{ nonsense }`, nil)
		p.Send(nil, `mutation { deleteAddress(id: "address_x") { userErrors { code } } }`, nil)
		p.Send(apptest.Headers{"X-Customer-Token": "nonsense"}, `{ me { id } }`, nil)
		pools := []string{`{db_name="write"}`, `{db_name="read"}`}
		if o.URL != "" {
			pools = []string{`{db_name="all"}`}
		}
		want := []string{
			`clientele_operation_seconds_count{kind="query",operation="me"} 2`,
			`clientele_operation_seconds_count{kind="query",operation="several"} 1`,
			`clientele_operation_seconds_count{kind="mutation",operation="createCustomer"} 1`,
			`clientele_operation_errors_total{code="GRAPHQL_VALIDATION_FAILED",operation="none"} 1`,
			`clientele_operation_errors_total{code="UNAUTHENTICATED",operation="none"} 1`,
			`clientele_operation_errors_total{code="UNAUTHENTICATED",operation="deleteAddress"} 1`,
			`clientele_requests_total{route="/graphql",status="200"} 8`,
			`clientele_hashing_slots`, `clientele_hashing_running 0`, `clientele_hashing_refused_total 0`, `clientele_hashing_total 1`,
			`clientele_emails{status="FAILED"} 0`, `clientele_emails{status="OUTBOX"} 0`,
			`clientele_webhook_deliveries_total{outcome="delivered"} 0`, `clientele_webhook_deliveries_pending 0`,
			`clientele_emails{status="QUEUED"} 1`, `go_goroutines`, `process_resident_memory_bytes`, `clientele_request_statements_total`,
		}
		for _, pool := range pools {
			want = append(want, "go_sql_in_use_connections"+pool, "go_sql_wait_duration_seconds_total"+pool)
		}
		var text string
		apptest.Eventually(t, func() string {
			_, text = apptest.Get(t, "http://"+at+"/metrics")
			for _, line := range want {
				if !strings.Contains(text, line) {
					return "there is no " + line + " in\n" + text
				}
			}
			return ""
		})
		if strings.Contains(text, "NameOfAClient") || strings.Contains(text, "nonsense") {
			t.Error("a client's text became a label")
		}
		if _, text := apptest.Get(t, p.URL+"/metrics"); strings.Contains(text, "go_goroutines") {
			t.Error("the shop's address shows the metrics")
		}
	})
}

// TestReadiness checks that /readyz fails while the database is unavailable or has another schema version, and /healthz
// does not.
func TestReadiness(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		for name, c := range map[string]struct {
			spoil func(t *testing.T, s *app.App)
			only  db.Dialect
		}{
			"a newer database": {spoil: func(t *testing.T, s *app.App) {
				err := s.DB.InTx(t.Context(), func(tx *gorm.DB) error {
					return tx.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)").Error
				})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() {
					_ = s.DB.InTx(context.Background(), func(tx *gorm.DB) error { return tx.Exec("DELETE FROM goose_db_version WHERE version_id = 9999").Error })
				})
			}},
			"a database that hangs": {only: db.Postgres, spoil: func(t *testing.T, s *app.App) {
				locked, release := make(chan error, 1), make(chan struct{})
				go func() {
					locked <- s.DB.InTx(context.Background(), func(tx *gorm.DB) error {
						locked <- tx.Exec("LOCK TABLE goose_db_version IN ACCESS EXCLUSIVE MODE").Error
						<-release
						return nil
					})
				}()
				if err := <-locked; err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() {
					close(release)
					if err := <-locked; err != nil {
						t.Error(err)
					}
				})
			}},
			"no database": {spoil: func(t *testing.T, s *app.App) {
				if err := s.DB.Close(); err != nil {
					t.Fatal(err)
				}
			}},
		} {
			t.Run(name, func(t *testing.T) {
				if c.only != "" && (c.only == db.Postgres) != (o.URL != "") {
					t.Skip("the other database cannot do that")
				}
				s, h := apptest.Open(t, apptest.Environ(t, o)...)
				server := httptest.NewServer(h)
				t.Cleanup(server.Close)
				if status, text := apptest.Get(t, server.URL+"/readyz"); status != http.StatusOK {
					t.Fatal(status, text)
				}
				c.spoil(t, s)
				began := time.Now()
				if status, text := apptest.Get(t, server.URL+"/readyz"); status != http.StatusServiceUnavailable {
					t.Error(status, text)
				}
				if took := time.Since(began); took > 10*time.Second {
					t.Errorf("it took %v", took)
				}
				if status, _ := apptest.Get(t, server.URL+"/healthz"); status != http.StatusOK {
					t.Error("the program itself is well")
				}
			})
		}
	})
}

// TestShutdownDelay checks that a program that is shutting down is not ready, but still answers requests during the
// delay.
func TestShutdownDelay(t *testing.T) {
	at := apptest.FreeAddress(t)
	p := apptest.Start(t, apptest.Environ(t, db.Options{}, "CLIENTELE_SHUTDOWN_DELAY=3s")...)
	check := []string{"CLIENTELE_ADDR=" + strings.TrimPrefix(p.URL, "http://")}
	if err := app.Run(t.Context(), []string{"healthcheck"}, check, nil, io.Discard); err != nil {
		t.Fatal(err)
	}
	if err := app.Run(t.Context(), []string{"healthcheck", "--addr", at}, nil, nil, io.Discard); err == nil {
		t.Error("nobody is healthy")
	}
	var ended sync.WaitGroup
	ended.Go(func() {
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	})
	defer ended.Wait()
	apptest.Eventually(t, func() string {
		if status, text := apptest.Get(t, p.URL+"/readyz"); status != http.StatusServiceUnavailable {
			return fmt.Sprint(status, text)
		}
		return ""
	})
	p.Send(nil, `{ shop { name } }`, nil).OK()
	if err := app.Run(t.Context(), []string{"healthcheck"}, check, nil, io.Discard); err == nil || !strings.Contains(err.Error(), "shutting down") {
		t.Error(err)
	}
}

// TestRequestLog reads the request lines in the log of a separate process.
func TestRequestLog(t *testing.T) {
	binary := repo.Build(t)
	for level, lines := range map[string]int{"debug": 4, "info": 0} {
		t.Run(level, func(t *testing.T) {
			env := apptest.Environ(t, db.Options{}, "CLIENTELE_LOG_FORMAT=json", "CLIENTELE_LOG_LEVEL="+level)
			p, log := apptest.StartProcess(t, binary, env...)
			long := strings.Repeat("x", 250) // longer names are rejected
			_, ann := p.SignUp("ann@example.com")
			p.Send(ann, `query `+long+` { me { id } shop { name } }`, nil).OK()
			p.Send(apptest.Headers{"X-Customer-Token": "nonsense"}, `{ me { id } }`, nil)
			apptest.Get(t, p.URL+"/nowhere?secret=1")
			if err := p.Stop(); err != nil {
				t.Fatal(err, log.String())
			}
			var got []map[string]any
			for line := range strings.Lines(log.String()) {
				var entry map[string]any
				if err := json.Unmarshal([]byte(line), &entry); err != nil {
					t.Fatalf("%s: %v", line, err)
				}
				if entry["msg"] == "request" && entry["ms"].(float64) < 1000 {
					got = append(got, entry)
				}
			}
			if len(got) > lines || lines > 0 && len(got) == 0 {
				t.Fatalf("%d lines of requests, want %d: %s", len(got), lines, log.String())
			}
			if strings.Contains(log.String(), "secret") || strings.Contains(log.String(), "nowhere") || strings.Contains(log.String(), "ann@example.com") {
				t.Errorf("the log holds what a caller wrote:\n%s", log.String())
			}
			for _, entry := range got {
				want := map[string]map[string]any{
					"createCustomer": {"caller": "anonymous", "kind": "mutation", "status": 200.0},
					"several":        {"caller": "customer", "kind": "query", "name": long[:60]},
				}[fmt.Sprint(entry["field"])]
				if entry["codes"] != nil {
					want = map[string]any{"codes": "UNAUTHENTICATED", "route": "/graphql", "caller": nil}
				}
				for name, value := range want {
					if entry[name] != value {
						t.Errorf("%s is %v, want %v: %v", name, entry[name], value, entry)
					}
				}
				if n, _ := entry["statements"].(float64); n == 0 && entry["codes"] == nil && entry["field"] != nil {
					t.Errorf("no statements: %v", entry)
				}
				if id, _ := entry["request"].(string); !strings.HasPrefix(id, "request_") {
					t.Error(entry)
				}
			}
		})
	}
}
