package metrics

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// collector is a prometheus.Collector of a function, which is asked at each scrape.
type collector func(chan<- prometheus.Metric)

// Describe says nothing beforehand.
func (collector) Describe(chan<- *prometheus.Desc) {}

// Collect asks the function.
func (c collector) Collect(to chan<- prometheus.Metric) { c(to) }

func hashing(look func() Hashing) collector {
	slots := prometheus.NewDesc("clientele_hashing_slots", "Passwords that may be hashed at the same time.", nil, nil)
	running := prometheus.NewDesc("clientele_hashing_running", "Passwords that are being hashed.", nil, nil)
	waiting := prometheus.NewDesc("clientele_hashing_waiting", "Passwords that wait for their turn to be hashed.", nil, nil)
	refused := prometheus.NewDesc("clientele_hashing_refused_total", "Requests sent away because too many waited.", nil, nil)
	hashed := prometheus.NewDesc("clientele_hashing_total", "Passwords hashed since the start.", nil, nil)
	return func(to chan<- prometheus.Metric) {
		h := look()
		to <- prometheus.MustNewConstMetric(slots, prometheus.GaugeValue, float64(h.Slots))
		to <- prometheus.MustNewConstMetric(running, prometheus.GaugeValue, float64(h.Running))
		to <- prometheus.MustNewConstMetric(waiting, prometheus.GaugeValue, float64(h.Waiting))
		to <- prometheus.MustNewConstMetric(refused, prometheus.CounterValue, float64(h.Refused))
		to <- prometheus.MustNewConstMetric(hashed, prometheus.CounterValue, float64(h.Hashed))
	}
}

// How often the database is asked about emails at most, and how long it may take.
const (
	mailsEvery = 15 * time.Second
	mailsTime  = 2 * time.Second
)

// emails counts the emails that are not done with, however many ask for the metrics.
type emails struct {
	count func(context.Context) (map[string]int64, error)

	mu    sync.Mutex
	asked time.Time
	last  map[string]int64
}

var emailsDesc = prometheus.NewDesc("clientele_emails", "Emails in the queue by status, of those that are not done with.", []string{"status"}, nil)

// Describe names the metric.
func (*emails) Describe(to chan<- *prometheus.Desc) { to <- emailsDesc }

// Collect counts. While the database does not answer, there is no number instead of an old one.
func (m *emails) Collect(to chan<- prometheus.Metric) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if time.Since(m.asked) >= mailsEvery {
		ctx, cancel := context.WithTimeout(context.Background(), mailsTime)
		defer cancel()
		var err error
		if m.last, err = m.count(ctx); err != nil {
			slog.WarnContext(ctx, "counting emails for the metrics failed", "error", err)
			m.last = nil
		}
		m.asked = time.Now()
	}
	for status, n := range m.last {
		to <- prometheus.MustNewConstMetric(emailsDesc, prometheus.GaugeValue, float64(n), status)
	}
}
