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

// webhooks returns the collector of the attempts to deliver events to webhooks.
func webhooks(outcomes func() map[string]int64) collector {
	desc := prometheus.NewDesc("clientele_webhook_deliveries_total",
		"Attempts to deliver events to webhooks by outcome: delivered, retried or failed.", []string{"outcome"}, nil)
	return func(ch chan<- prometheus.Metric) {
		for outcome, n := range outcomes() {
			ch <- prometheus.MustNewConstMetric(desc, prometheus.CounterValue, float64(n), outcome)
		}
	}
}

// The minimum interval between two counts of rows, and the timeout of one.
const (
	countInterval = 15 * time.Second
	countTimeout  = 2 * time.Second
)

// counted counts rows of the database by a label, at most once per countInterval however often the metrics are scraped.
type counted struct {
	what  string
	desc  *prometheus.Desc
	count func(context.Context) (map[string]int64, error)

	mu   sync.Mutex
	at   time.Time
	last map[string]int64
}

// emails returns the collector of the emails in the database.
func emails(count func(context.Context) (map[string]int64, error)) *counted {
	return &counted{what: "emails", count: count, desc: prometheus.NewDesc("clientele_emails",
		"Emails in the database by status, except SENT and DROPPED.", []string{"status"}, nil)}
}

// pendingDeliveries returns the collector of the deliveries of webhooks that are waiting.
func pendingDeliveries(count func(context.Context) (int64, error)) *counted {
	desc := prometheus.NewDesc("clientele_webhook_deliveries_pending",
		"Deliveries of active webhooks that are waiting or being sent.", nil, nil)
	return &counted{what: "deliveries", desc: desc, count: func(ctx context.Context) (map[string]int64, error) {
		n, err := count(ctx)
		return map[string]int64{"": n}, err
	}}
}

// Describe sends the description of the metric.
func (m *counted) Describe(ch chan<- *prometheus.Desc) { ch <- m.desc }

// Collect sends the counts, or nothing if the database does not respond.
func (m *counted) Collect(ch chan<- prometheus.Metric) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if time.Since(m.at) >= countInterval {
		ctx, cancel := context.WithTimeout(context.Background(), countTimeout)
		defer cancel()
		var err error
		if m.last, err = m.count(ctx); err != nil {
			slog.WarnContext(ctx, "Failed to count "+m.what, "error", err)
			m.last = nil
		}
		m.at = time.Now()
	}
	for label, n := range m.last {
		var labels []string
		if label != "" {
			labels = []string{label}
		}
		ch <- prometheus.MustNewConstMetric(m.desc, prometheus.GaugeValue, float64(n), labels...)
	}
}
