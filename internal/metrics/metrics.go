// Package metrics provides metrics for Prometheus. Labels take their values from closed sets only (root fields of the
// schema, error codes, statuses), so that callers cannot create time series.
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

// Options holds what the metrics are read from at each scrape.
type Options struct {
	Pools   map[string]*sql.DB
	Hashing func() Hashing
	// Replicas returns the replicas of the database, always in the same order.
	Replicas func() []Replica
	// Emails returns the number of emails by status.
	Emails func(context.Context) (map[string]int64, error)
	// Webhooks returns the number of attempts to deliver events to webhooks since the start, by outcome, and Pending
	// the number of deliveries that are waiting.
	Webhooks func() map[string]int64
	Pending  func(context.Context) (int64, error)
}

// Hashing is the state of the password hashing.
type Hashing struct {
	Slots, Running, Waiting int
	Refused, Hashed         int64 // since the start
}

// Metrics holds the program's metrics. Observe does nothing on nil.
type Metrics struct {
	registry   *prometheus.Registry
	operations *prometheus.HistogramVec
	errors     *prometheus.CounterVec
	requests   *prometheus.CounterVec
	statements prometheus.Counter
}

// New registers the metrics.
func New(o Options) (*Metrics, error) {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		operations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "clientele_operation_seconds", Help: "Duration of GraphQL operations by root field.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"kind", "operation"}),
		errors: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "clientele_operation_errors_total",
			Help: "Responses with an error by root field and error code; none if no operation ran.",
		}, []string{"operation", "code"}),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "clientele_requests_total", Help: "HTTP requests by route and status code.",
		}, []string{"route", "status"}),
		statements: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "clientele_request_statements_total", Help: "SQL statements executed by requests.",
		}),
	}
	all := []prometheus.Collector{
		m.operations, m.errors, m.requests, m.statements, emails(o.Emails), hashing(o.Hashing),
		webhooks(o.Webhooks), pendingDeliveries(o.Pending), replicas(o.Replicas), collectors.NewGoCollector(),
		collectors.NewBuildInfoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
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

// Observe counts a request.
func (m *Metrics) Observe(r httpd.CompletedRequest) {
	if m == nil {
		return
	}
	field := "none"
	if r.Kind != "" {
		field = r.Field
		m.operations.WithLabelValues(r.Kind, field).Observe(r.Duration.Seconds())
	}
	for _, code := range r.Codes {
		m.errors.WithLabelValues(field, code).Inc()
	}
	m.requests.WithLabelValues(r.Route, strconv.Itoa(r.Status)).Inc()
	m.statements.Add(float64(r.Statements))
}

// Handler serves GET /metrics.
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: 4, Timeout: 10 * time.Second,
		ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
	}))
	return mux
}
