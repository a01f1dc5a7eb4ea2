package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Replica is the state of a replica of the database.
type Replica struct {
	Name, Host string
	InUse      bool
	Lag        time.Duration // negative if unknown
	Reads      int64         // since the start
	Failed     int64         // since the start
}

// replicas returns the collector of the replicas.
func replicas(state func() []Replica) collector {
	labels := []string{"replica", "host"}
	desc := func(name, help string) *prometheus.Desc {
		return prometheus.NewDesc("clientele_replica_"+name, help, labels, nil)
	}
	inUse := desc("in_use", "1 if the replica answers queries, otherwise 0.")
	lag := desc("lag_seconds", "Lag of the replica behind the primary; absent if unknown.")
	reads := desc("reads_total", "SQL statements answered by the replica.")
	failed := desc("failures_total", "SQL statements that failed on the replica and were retried on the primary.")
	return func(ch chan<- prometheus.Metric) {
		for _, r := range state() {
			used := 0.0
			if r.InUse {
				used = 1
			}
			ch <- prometheus.MustNewConstMetric(inUse, prometheus.GaugeValue, used, r.Name, r.Host)
			if r.Lag >= 0 {
				ch <- prometheus.MustNewConstMetric(lag, prometheus.GaugeValue, r.Lag.Seconds(), r.Name, r.Host)
			}
			ch <- prometheus.MustNewConstMetric(reads, prometheus.CounterValue, float64(r.Reads), r.Name, r.Host)
			ch <- prometheus.MustNewConstMetric(failed, prometheus.CounterValue, float64(r.Failed), r.Name, r.Host)
		}
	}
}
