package httpd_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"clientele/internal/httpd"
)

// TestPreflightHeaders checks that a preflight request allows the headers that the API reads, those of common clients
// and tracing libraries, and the configured ones, in any order and case, but no others.
func TestPreflightHeaders(t *testing.T) {
	h := httpd.API(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), httpd.Options{
		Origins: []string{"https://shop.example"}, Headers: []string{"X-Shop-Experiment"},
	})
	for _, c := range []struct {
		name, headers string
		want          bool
	}{
		{"API", "authorization,content-type,x-customer-token", true},
		{"Content-Type", "content-type", true},
		{"Apollo Client", "apollographql-client-name,apollographql-client-version,content-type", true},
		{"Apollo Client, unsorted", "content-type, apollographql-client-name", true},
		{"Apollo CSRF prevention", "apollo-require-preflight,content-type,x-apollo-operation-name", true},
		{
			"other GraphQL clients",
			"content-type,graphql-client-name,graphql-client-version,graphql-preflight,x-graphql-client-name", true,
		},
		{"Axios, jQuery", "content-type,x-requested-with", true},
		{"OpenTelemetry", "baggage,content-type,traceparent,tracestate", true},
		{"Sentry", "baggage,content-type,sentry-trace", true},
		{
			"Datadog", "content-type,x-datadog-origin,x-datadog-parent-id,x-datadog-sampling-priority,x-datadog-tags," +
				"x-datadog-trace-id", true,
		},
		{"Zipkin", "b3,x-b3-parentspanid,x-b3-sampled,x-b3-spanid,x-b3-traceid", true},
		{"New Relic, Elastic", "elastic-apm-traceparent,newrelic,traceparent", true},
		{"Application Insights", "request-context,request-id,traceparent", true},
		{"configured", "content-type,x-shop-experiment", true},
		{"mixed case, duplicates, spaces", "Content-Type ,  Traceparent, content-type,,", true},
		{"none", "", true},
		{"unknown", "content-type,x-other", false},
		{"staff session", "content-type,x-staff-session", false},
		{"customer IP", "content-type,x-customer-ip", false},
		{"wildcard", "*", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodOptions, "/graphql", nil)
			r.Header.Set("Origin", "https://shop.example")
			r.Header.Set("Access-Control-Request-Method", http.MethodPost)
			r.Header.Set("Access-Control-Request-Headers", c.headers)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			got := w.Header().Get("Access-Control-Allow-Origin") != "" &&
				w.Header().Get("Access-Control-Allow-Methods") == http.MethodPost
			if got != c.want || c.want && w.Header().Get("Access-Control-Max-Age") != "7200" {
				t.Errorf("%v: %v", got, w.Header())
			}
		})
	}
	t.Run("exposed headers", func(t *testing.T) {
		r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
		r.Header.Set("Origin", "https://shop.example")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		const want = "Etag, Retry-After, Www-Authenticate, X-Request-Id"
		if got := w.Header().Get("Access-Control-Expose-Headers"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	})
}
