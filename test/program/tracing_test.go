package program

import (
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	spans "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/app"
	"clientele/test/apptest"
)

// receiver accepts traces as an OTLP/HTTP collector does.
type receiver struct {
	url string
	mu  sync.Mutex
	all []*spans.Span
	raw []byte
	who string
}

func receive(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		var sent collector.ExportTraceServiceRequest
		if err != nil || q.URL.Path != "/v1/traces" || proto.Unmarshal(body, &sent) != nil {
			t.Errorf("no traces: %s %v", q.URL.Path, err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.raw = append(r.raw, body...)
		for _, of := range sent.ResourceSpans {
			r.who = of.Resource.String()
			for _, in := range of.ScopeSpans {
				r.all = append(r.all, in.Spans...)
			}
		}
		w.Header().Set("Content-Type", "application/x-protobuf")
	}))
	t.Cleanup(server.Close)
	r.url = server.URL
	return r
}

// named returns the spans with a name.
func (r *receiver) named(name string) []*spans.Span {
	var all []*spans.Span
	for _, s := range r.all {
		if s.Name == name {
			all = append(all, s)
		}
	}
	return all
}

// TestTraces checks the spans of requests, operations and statements.
func TestTraces(t *testing.T) {
	const stranger = "4bf92f3577b34da6a3ce929d0e0e4736"
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		for name, c := range map[string]struct {
			more   []string
			parent bool
		}{
			"anybody's":       {nil, false},
			"a trusted proxy": {[]string{"CLIENTELE_TRUSTED_PROXIES=127.0.0.1"}, true},
		} {
			t.Run(name, func(t *testing.T) {
				r := receive(t)
				p := apptest.Start(t, apptest.Environ(t, o, append(c.more, "OTEL_EXPORTER_OTLP_ENDPOINT="+r.url)...)...)
				const password, wrong = "Sentinel-password-1", "Sentinel-wrong-2"
				email := "sentinel." + strings.ReplaceAll(name, " ", "-") + "@example.com"
				email = strings.ReplaceAll(email, "'", "")
				p.Send(apptest.Headers{"traceparent": "00-" + stranger + "-00f067aa0ba902b7-01"}, `mutation SignUp($e: String!, $p: String!) { createCustomer(input: { email: $e, password: $p }) { customer { id } userErrors { code } } }`,
					apptest.Vars{"e": email, "p": password}).OK()
				p.Send(nil, `mutation { login(email: "`+email+`", password: "`+wrong+`") { userErrors { code } } }`, nil)
				p.Send(nil, `mutation { deleteAddress(id: "address_x") { userErrors { code } } }`, nil)
				apptest.Get(t, p.URL+"/readyz")
				apptest.Get(t, p.URL+"/graphql?query=query($e:String!){guestOrder(token:$e){id}}&variables={\"e\":\""+wrong+"\"}")
				if err := p.Stop(); err != nil {
					t.Fatal(err)
				}
				r.mu.Lock()
				defer r.mu.Unlock()
				byID := map[string]*spans.Span{}
				for _, s := range r.all {
					byID[string(s.SpanId)] = s
				}
				made := r.named("mutation createCustomer")
				if len(made) != 1 || len(r.named("POST")) != 3 || len(r.named("GET")) != 1 || !strings.Contains(r.who, "clientele") {
					t.Fatalf("%s: %v", r.who, r.all)
				}
				request := byID[string(made[0].ParentSpanId)]
				if request == nil || request.Name != "POST" {
					t.Fatal("the operation is not within its request")
				}
				if adopted := hex.EncodeToString(request.TraceId) == stranger; adopted != c.parent {
					t.Errorf("a caller's trace became ours: %v, want %v", adopted, c.parent)
				}
				statements := 0
				for _, s := range r.named("INSERT") {
					if string(s.ParentSpanId) == string(made[0].SpanId) && strings.Contains(s.String(), "INSERT INTO") && strings.Contains(s.String(), "customers") {
						statements++
					}
				}
				if statements == 0 {
					t.Errorf("no statement of the operation inserts a customer: %v", r.all)
				}
				for _, s := range r.all {
					if s.Name == "SELECT" && byID[string(s.ParentSpanId)] == nil {
						t.Errorf("a statement belongs to no request: %v", s)
					}
				}
				if failed := r.named("mutation deleteAddress"); len(failed) != 1 || failed[0].Status.GetMessage() != "UNAUTHENTICATED" {
					t.Error(failed)
				}
				for _, secret := range []string{email, password, wrong} {
					if strings.Contains(string(r.raw), secret) {
						t.Errorf("the spans hold %s: %v", secret, r.all)
					}
				}
			})
		}
	})
}

// TestTracingIsOptional checks that nothing is sent without the settings, and that an unsupported protocol is an error.
func TestTracingIsOptional(t *testing.T) {
	r := receive(t)
	for name, env := range map[string][]string{
		"nothing":      nil,
		"switched off": {"OTEL_EXPORTER_OTLP_ENDPOINT=" + r.url, "OTEL_TRACES_EXPORTER=none"},
		"disabled":     {"OTEL_EXPORTER_OTLP_ENDPOINT=" + r.url, "OTEL_SDK_DISABLED=true"},
	} {
		t.Run(name, func(t *testing.T) {
			p := apptest.Start(t, apptest.Environ(t, db.Options{}, env...)...)
			p.Send(nil, `{ shop { name } }`, nil).OK()
			if err := p.Stop(); err != nil {
				t.Fatal(err)
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			if len(r.all) > 0 {
				t.Error(r.all)
			}
		})
	}
	for name, c := range map[string]struct{ env, want string }{
		"another exporter": {"OTEL_TRACES_EXPORTER=zipkin", "otlp or none"},
		"gRPC":             {"OTEL_EXPORTER_OTLP_PROTOCOL=grpc", "http/protobuf"},
		"no URL":           {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=localhost:4318", "http://"},
	} {
		err := app.Run(t.Context(), nil, apptest.Environ(t, db.Options{}, "OTEL_EXPORTER_OTLP_ENDPOINT="+r.url, c.env), nil, io.Discard)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
