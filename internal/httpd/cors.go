package httpd

import (
	"net/http"
	"slices"
	"strings"

	"github.com/rs/cors"
)

// preflightMaxAge is the time in seconds for which browsers may cache a preflight response. Longer times are not
// supported by all of them.
const preflightMaxAge = 7200

var (
	// apiHeaders are the headers that the API reads.
	apiHeaders = []string{
		"Accept", "Accept-Language", "Authorization", "Content-Encoding", "Content-Type", "If-None-Match", "X-Customer-Token",
	}
	// clientHeaders are headers that GraphQL and HTTP clients add by default or by a common option.
	clientHeaders = []string{
		"Apollo-Require-Preflight", "ApolloGraphQL-Client-Name", "ApolloGraphQL-Client-Version", "Cache-Control",
		"GraphQL-Client-Name", "GraphQL-Client-Version", "GraphQL-Preflight", "GraphQL-Require-Preflight", "Pragma",
		"X-Apollo-Operation-Id", "X-Apollo-Operation-Name", "X-Apollo-Operation-Type", "X-Apollo-Tracing",
		"X-Correlation-Id",
		"X-GraphQL-Client-Name", "X-GraphQL-Client-Version", "X-GraphQL-Operation-Name", "X-GraphQL-Yoga-Csrf",
		"X-Request-Id", "X-Requested-With",
	}
	// tracingHeaders are headers that tracing libraries add in the browser.
	tracingHeaders = []string{
		"Baggage", "Traceparent", "Tracestate", // W3C Trace Context, W3C Baggage
		"B3", "X-B3-Flags", "X-B3-ParentSpanId", "X-B3-Sampled", "X-B3-SpanId", "X-B3-TraceId", // Zipkin
		"Elastic-Apm-Traceparent", "Newrelic", "Sentry-Trace", "Sw8", "Uber-Trace-Id",
		"Request-Context", "Request-Id", // Azure Application Insights
		"X-Amzn-Trace-Id", "X-Cloud-Trace-Context", "X-Dtc", "X-Dtpc", "X-Dtreferer",
		"X-Instana-L", "X-Instana-S", "X-Instana-T",
		"X-Datadog-Origin", "X-Datadog-Parent-Id", "X-Datadog-Sampling-Priority", "X-Datadog-Tags",
		"X-Datadog-Trace-Id",
	}
	// exposedHeaders are the response headers that pages of other origins may read.
	exposedHeaders = []string{"ETag", "Retry-After", "WWW-Authenticate", "X-Request-Id"}
)

// origins allows calls from browsers on other origins, without cookies.
type origins struct{ cors *cors.Cors }

func newOrigins(o Options, methods ...string) origins {
	return origins{cors.New(cors.Options{
		AllowedOrigins: o.Origins, AllowedMethods: methods,
		AllowedHeaders: slices.Concat(apiHeaders, clientHeaders, tracingHeaders, o.Headers),
		ExposedHeaders: exposedHeaders, MaxAge: preflightMaxAge,
	})}
}

// Handler returns h with CORS headers. It normalizes the requested header names first: the library requires them sorted
// and in lower case, as the Fetch standard does, but web views and test tools do not always comply.
func (o origins) Handler(h http.Handler) http.Handler {
	const requested = "Access-Control-Request-Headers"
	checked := o.cors.Handler(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if values := r.Header.Values(requested); r.Method == http.MethodOptions && len(values) > 0 {
			names := strings.Split(strings.ToLower(strings.Join(values, ",")), ",")
			for i, name := range names {
				names[i] = strings.TrimSpace(name)
			}
			slices.Sort(names)
			names = slices.DeleteFunc(slices.Compact(names), func(name string) bool { return name == "" })
			r.Header.Set(requested, strings.Join(names, ","))
		}
		checked.ServeHTTP(w, r)
	})
}
