package main

import (
	"fmt"
	"strings"
	"time"

	"clientele/bench/internal/lab"
)

// maxSlowdown is the maximum p99 of the readers with the flood relative to without.
const maxSlowdown = 3

// figures is the section of benchmarks.md with the results.
var figures = lab.Figures{Begin: "<!-- stress: written by bench/stress -->", End: "<!-- end of stress -->"}

// report holds the results, and how they were measured.
type report struct {
	options  options
	machine  string
	postgres string
	load     [2]string // load average before and after
	when     time.Time
	idle     float64 // memory of the program before the measurement, in MiB
	measured []measured
}

// measured is a query with its rounds.
type measured struct {
	query
	rounds []round
}

// median returns the median of a value over the rounds.
func (m measured) median(of func(round) float64) float64 {
	all := make([]float64, len(m.rounds))
	for i, r := range m.rounds {
		all[i] = of(r)
	}
	return lab.Median(all)
}

// slowdown returns the p99 with the flood relative to without.
func slowdown(r round) float64 { return float64(r.flooded.P99) / float64(r.quiet.P99) }

// markdown returns the table, and how it was measured.
func (r report) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Measured with `%s`, %s, on %s, PostgreSQL %s. "+
		"Server, database and load generator share the machine. Load average: %s before, %s after.\n",
		r.options.Command, r.when.Format("2 January 2006"), r.machine, r.postgres, r.load[0], r.load[1])
	fmt.Fprintf(&b, "%d customers; %d connections read while %d others send up to %d logins per second, "+
		"with valid passwords and from different IP addresses. Medians of %d runs of %v each. "+
		"The program used %.0f MiB before.\n\n",
		r.options.Customers, r.options.readers, r.options.flood, r.options.logins, r.options.Rounds,
		r.options.Duration, r.idle)
	b.WriteString("| query | reads/s without, with flood | p50 ms without, with flood | p99 ms without, with flood | " +
		"p99 ratio | logins/s accepted | logins/s rejected | maximum memory MiB |\n|---|---|---|---|---|---|---|---|\n")
	for _, m := range r.measured {
		fmt.Fprintf(&b, "| %s | %.0f, %.0f | %.0f, %.0f | %.0f, %.0f | %.2f | %.0f | %.0f | %.0f |\n", m.name,
			m.median(func(r round) float64 { return r.quiet.Rate() }),
			m.median(func(r round) float64 { return r.flooded.Rate() }),
			m.median(func(r round) float64 { return lab.Millis(r.quiet.P50) }),
			m.median(func(r round) float64 { return lab.Millis(r.flooded.P50) }),
			m.median(func(r round) float64 { return lab.Millis(r.quiet.P99) }),
			m.median(func(r round) float64 { return lab.Millis(r.flooded.P99) }),
			m.median(slowdown), m.median(func(r round) float64 { return r.accepted }),
			m.median(func(r round) float64 { return r.rejected }), m.median(func(r round) float64 { return r.memory }))
	}
	return b.String()
}

// check returns an error if the readers were slowed down too much, or there was no flood.
func (r report) check() error {
	for _, m := range r.measured {
		if rejected := m.median(func(r round) float64 { return r.rejected }); rejected == 0 {
			return fmt.Errorf("%s: no login was rejected, so there was no flood", m.name)
		}
		if times := m.median(slowdown); times > maxSlowdown && !r.options.Quick {
			return fmt.Errorf("%s: the p99 is %.1f times the value without a flood, more than %d; "+
				"measure again on an idle machine", m.name, times, maxSlowdown)
		}
	}
	return nil
}
