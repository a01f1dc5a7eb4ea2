package metrics

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// collector is a prometheus.Collector that calls a function at each scrape.
type collector func(chan<- prometheus.Metric)

// Describe sends nothing, which makes the collector unchecked.
func (collector) Describe(chan<- *prometheus.Desc) {}

// Collect calls the function.
func (c collector) Collect(ch chan<- prometheus.Metric) { c(ch) }

// hashing returns the collector of the password hashing.
func hashing(state func() Hashing) collector {
	desc := func(name, help string) *prometheus.Desc {
		return prometheus.NewDesc("clientele_hashing_"+name, help, nil, nil)
	}
	slots := desc("slots", "Maximum number of passwords hashed at the same time.")
	running := desc("running", "Passwords being hashed.")
	waiting := desc("waiting", "Passwords waiting to be hashed.")
	refused := desc("refused_total", "Requests rejected because too many were waiting.")
	hashed := desc("total", "Passwords hashed.")
	return func(ch chan<- prometheus.Metric) {
		h := state()
		ch <- prometheus.MustNewConstMetric(slots, prometheus.GaugeValue, float64(h.Slots))
		ch <- prometheus.MustNewConstMetric(running, prometheus.GaugeValue, float64(h.Running))
		ch <- prometheus.MustNewConstMetric(waiting, prometheus.GaugeValue, float64(h.Waiting))
		ch <- prometheus.MustNewConstMetric(refused, prometheus.CounterValue, float64(h.Refused))
		ch <- prometheus.MustNewConstMetric(hashed, prometheus.CounterValue, float64(h.Hashed))
	}
}

// The minimum interval between two counts of emails, and the timeout of one.
const (
	emailsInterval = 15 * time.Second
	emailsTimeout  = 2 * time.Second
)

// emails counts emails in the database, at most once per emailsInterval however often the metrics are scraped.
type emails struct {
	count func(context.Context) (map[string]int64, error)

	mu      sync.Mutex
	counted time.Time
	last    map[string]int64
}

var emailsDesc = prometheus.NewDesc("clientele_emails",
	"Emails in the database by status, except SENT and DROPPED.", []string{"status"}, nil)

// Describe sends the description of the metric.
func (*emails) Describe(ch chan<- *prometheus.Desc) { ch <- emailsDesc }

// Collect sends the counts, or nothing if the database does not respond.
func (m *emails) Collect(ch chan<- prometheus.Metric) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if time.Since(m.counted) >= emailsInterval {
		ctx, cancel := context.WithTimeout(context.Background(), emailsTimeout)
		defer cancel()
		var err error
		if m.last, err = m.count(ctx); err != nil {
			slog.WarnContext(ctx, "Failed to count emails", "error", err)
			m.last = nil
		}
		m.counted = time.Now()
	}
	for status, n := range m.last {
		ch <- prometheus.MustNewConstMetric(emailsDesc, prometheus.GaugeValue, float64(n), status)
	}
}
