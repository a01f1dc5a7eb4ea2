package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Replica is how a replica of the database does.
type Replica struct {
	Name, Host string
	InUse      bool
	Lag        time.Duration // negative while it is not known
	Reads      int64         // so far
	Failed     int64         // so far
}

func replicas(look func() []Replica) collector {
	labels := []string{"replica", "host"}
	inUse := prometheus.NewDesc("clientele_replica_in_use", "1 where the replica may answer queries.", labels, nil)
	lag := prometheus.NewDesc("clientele_replica_lag_seconds", "How far behind the primary the replica is; absent while it is not known.", labels, nil)
	reads := prometheus.NewDesc("clientele_replica_reads_total", "SQL statements that the replica answered.", labels, nil)
	failed := prometheus.NewDesc("clientele_replica_failures_total", "SQL statements that failed at the replica, and were the primary's then.", labels, nil)
	return func(to chan<- prometheus.Metric) {
		for _, r := range look() {
			used := 0.0
			if r.InUse {
				used = 1
			}
			to <- prometheus.MustNewConstMetric(inUse, prometheus.GaugeValue, used, r.Name, r.Host)
			if r.Lag >= 0 {
				to <- prometheus.MustNewConstMetric(lag, prometheus.GaugeValue, r.Lag.Seconds(), r.Name, r.Host)
			}
			to <- prometheus.MustNewConstMetric(reads, prometheus.CounterValue, float64(r.Reads), r.Name, r.Host)
			to <- prometheus.MustNewConstMetric(failed, prometheus.CounterValue, float64(r.Failed), r.Name, r.Host)
		}
	}
}
