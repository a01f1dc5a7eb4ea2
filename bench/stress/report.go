package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"clientele/bench/internal/lab"
)

// bound is how many times its quiet value the readers' p99 may be beside the flood.
const bound = 3

// figures is where the figures are in benchmarks.md.
var figures = lab.Figures{Begin: "<!-- stress: written by bench/stress -->", End: "<!-- end of stress -->"}

// report is all that was measured, and where.
type report struct {
	options  options
	machine  string
	postgres string
	busy     [2]string // processes that wanted a processor, before and after
	when     time.Time
	idle     float64 // memory of the program before, in MiB
	measured []measured
}

type measured struct {
	reading
	rounds []round
}

// median returns the middle of a figure over the rounds.
func (m measured) median(of func(round) float64) float64 {
	all := make([]float64, len(m.rounds))
	for i, r := range m.rounds {
		all[i] = of(r)
	}
	slices.Sort(all)
	return (all[(len(all)-1)/2] + all[len(all)/2]) / 2
}

func slower(r round) float64 { return float64(r.flooded.P99) / float64(r.quiet.P99) }

// markdown returns the table and what made it.
func (r report) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Measured with `%s`, %s, on %s, PostgreSQL %s. Server, database and load generator share the machine. Load average: %s before, %s after.\n",
		r.options.command, r.when.Format("2 January 2006"), r.machine, r.postgres, r.busy[0], r.busy[1])
	fmt.Fprintf(&b, "%d customers; %d connections read while %d others send up to %d logins per second, with valid passwords and from different IP addresses. Medians of %d runs of %v each. The program used %.0f MiB before.\n\n",
		r.options.customers, r.options.readers, r.options.flood, r.options.perSecond, r.options.rounds, r.options.duration, r.idle)
	b.WriteString("| query | reads/s without, with flood | p50 ms without, with flood | p99 ms without, with flood | p99 ratio | logins/s accepted | logins/s rejected | maximum memory MiB |\n|---|---|---|---|---|---|---|---|\n")
	for _, m := range r.measured {
		fmt.Fprintf(&b, "| %s | %.0f, %.0f | %.0f, %.0f | %.0f, %.0f | %.2f | %.0f | %.0f | %.0f |\n", m.name,
			m.median(func(r round) float64 { return r.quiet.Rate() }), m.median(func(r round) float64 { return r.flooded.Rate() }),
			m.median(func(r round) float64 { return ms(r.quiet.P50) }), m.median(func(r round) float64 { return ms(r.flooded.P50) }),
			m.median(func(r round) float64 { return ms(r.quiet.P99) }), m.median(func(r round) float64 { return ms(r.flooded.P99) }),
			m.median(slower), m.median(func(r round) float64 { return r.in }), m.median(func(r round) float64 { return r.later }), m.median(func(r round) float64 { return r.memory }))
	}
	return b.String()
}

// judge is an error where readers notice too much, or there was no flood.
func (r report) judge() error {
	for _, m := range r.measured {
		if later := m.median(func(r round) float64 { return r.later }); later == 0 {
			return fmt.Errorf("%s: no login was rejected, so there was no flood", m.name)
		}
		if times := m.median(slower); times > bound && !r.options.quick {
			return fmt.Errorf("%s: the p99 is %.1f times the value without a flood, more than %d; measure again on an idle machine", m.name, times, bound)
		}
	}
	return nil
}
