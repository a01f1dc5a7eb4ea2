// Package metrics counts what the program does, for Prometheus. Labels take their values from closed sets only (the schema's
// root fields, codes, statuses), so that no caller can make them many.
package metrics

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"clientele/internal/httpd"
)

// Options is what is looked at when somebody asks for the metrics.
type Options struct {
	Pools   map[string]*sql.DB
	Hashing func() Hashing
	// Replicas are those of the database, always the same ones in the same order.
	Replicas func() []Replica
	// Emails returns how many emails there are by status, of those that are not done with.
	Emails func(context.Context) (map[string]int64, error)
}

// Hashing is how busy the hashing of passwords is.
type Hashing struct {
	Slots, Running, Waiting int
	Refused, Hashed         int64 // so far
}

// Metrics is the program's metrics. On nil nothing is counted.
type Metrics struct {
	registry   *prometheus.Registry
	operations *prometheus.HistogramVec
	errors     *prometheus.CounterVec
	requests   *prometheus.CounterVec
	statements prometheus.Counter
}

// New returns metrics that stand at nothing.
func New(o Options) (*Metrics, error) {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		operations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "clientele_operation_seconds", Help: "GraphQL operations that ran, by the root field that they ask for.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"kind", "operation"}),
		errors: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "clientele_operation_errors_total", Help: "Answers with an error of a code, by the root field; none where nothing ran.",
		}, []string{"operation", "code"}),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "clientele_requests_total", Help: "HTTP requests by the pattern that answered and the status.",
		}, []string{"route", "status"}),
		statements: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "clientele_request_statements_total", Help: "SQL statements of requests.",
		}),
	}
	all := []prometheus.Collector{
		m.operations, m.errors, m.requests, m.statements, &emails{count: o.Emails}, hashing(o.Hashing), replicas(o.Replicas),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewBuildInfoCollector(),
	}
	for name, pool := range o.Pools {
		all = append(all, collectors.NewDBStatsCollector(pool, name))
	}
	var errs []error
	for _, c := range all {
		errs = append(errs, m.registry.Register(c))
	}
	return m, errors.Join(errs...)
}

// Ended counts a request.
func (m *Metrics) Ended(e httpd.Ended) {
	if m == nil {
		return
	}
	field := "none"
	if e.Kind != "" {
		field = e.Field
		m.operations.WithLabelValues(e.Kind, field).Observe(e.Took.Seconds())
	}
	for _, code := range e.Codes {
		m.errors.WithLabelValues(field, code).Inc()
	}
	m.requests.WithLabelValues(e.Route, strconv.Itoa(e.Status)).Inc()
	m.statements.Add(float64(e.Statements))
}

// Handler answers GET /metrics.
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: 4, Timeout: 10 * time.Second,
		ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
	}))
	return mux
}
