package httpd

import (
	"net/http"
	"slices"
	"strings"

	"github.com/rs/cors"
)

// preflightLife is for how many seconds browsers may remember what they may send: the longest time that all of them keep.
const preflightLife = 7200

var (
	// readHeaders are what the API reads.
	readHeaders = []string{"Accept", "Accept-Language", "Authorization", "Content-Type", "X-Customer-Token"}
	// clientHeaders are what GraphQL and HTTP clients add by themselves or by a usual setting.
	clientHeaders = []string{
		"Apollo-Require-Preflight", "ApolloGraphQL-Client-Name", "ApolloGraphQL-Client-Version", "Cache-Control",
		"GraphQL-Client-Name", "GraphQL-Client-Version", "GraphQL-Preflight", "GraphQL-Require-Preflight", "Pragma",
		"X-Apollo-Operation-Id", "X-Apollo-Operation-Name", "X-Apollo-Operation-Type", "X-Apollo-Tracing", "X-Correlation-Id",
		"X-GraphQL-Client-Name", "X-GraphQL-Client-Version", "X-GraphQL-Operation-Name", "X-GraphQL-Yoga-Csrf",
		"X-Request-Id", "X-Requested-With",
	}
	// tracingHeaders are what libraries add that follow a request from the browser on.
	tracingHeaders = []string{
		"Baggage", "Traceparent", "Tracestate", // W3C Trace Context, W3C Baggage
		"B3", "X-B3-Flags", "X-B3-ParentSpanId", "X-B3-Sampled", "X-B3-SpanId", "X-B3-TraceId", // Zipkin
		"Elastic-Apm-Traceparent", "Newrelic", "Sentry-Trace", "Sw8", "Uber-Trace-Id",
		"Request-Context", "Request-Id", // Azure Application Insights
		"X-Amzn-Trace-Id", "X-Cloud-Trace-Context", "X-Dtc", "X-Dtpc", "X-Dtreferer", "X-Instana-L", "X-Instana-S", "X-Instana-T",
		"X-Datadog-Origin", "X-Datadog-Parent-Id", "X-Datadog-Sampling-Priority", "X-Datadog-Tags", "X-Datadog-Trace-Id",
	}
	// shownHeaders are what pages of other origins may read of an answer.
	shownHeaders = []string{"Retry-After", "WWW-Authenticate", "X-Request-Id"}
)

// origins lets browsers call from pages of other origins. Cookies never count there.
type origins struct{ cors *cors.Cors }

func crossOrigin(o Options) origins {
	return origins{cors.New(cors.Options{
		AllowedOrigins: o.Origins, AllowedMethods: []string{http.MethodGet, http.MethodPost},
		AllowedHeaders: slices.Concat(readHeaders, clientHeaders, tracingHeaders, o.Headers), ExposedHeaders: shownHeaders,
		MaxAge: preflightLife,
	})}
}

// Handler returns h with the headers of CORS. The library wants the names of headers as the Fetch standard has browsers
// write them, sorted and in lower case; web views and test tools do not always.
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
