package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"clientele/bench/internal/lab"
)

// maxGrowth is the maximum CPU time of an indexed request with a million customers relative to ten thousand.
const maxGrowth = 1.2

// growthReport holds the results of measurements on shops of several sizes.
type growthReport struct {
	options  options
	machine  string
	postgres string
	load     [2]string // load average before and after
	when     time.Time
	sizes    []int
	filled   []time.Duration // time to seed each shop
	names    []string        // of the requests, in order
	indexed  map[string]bool // whether an index answers the request, so that its cost must not grow
	cost     map[string][]result
}

// grow measures the program's lists on shops of the configured sizes, one after the other, with one connection.
func grow(ctx context.Context, o options, out io.Writer) error {
	g := growthReport{
		options: o, machine: lab.Machine(), load: [2]string{lab.LoadAverage(), ""}, when: time.Now(),
		indexed: map[string]bool{}, cost: map[string][]result{},
	}
	o.connections = 1
	for _, size := range o.growth {
		o.Customers = size
		if err := g.measure(ctx, o, out); err != nil {
			return fmt.Errorf("%d customers: %w", size, err)
		}
	}
	g.load[1] = lab.LoadAverage()
	fmt.Fprintf(out, "\n%s", g.markdown())
	if o.Docs != "" {
		return growthFigures.Write(filepath.Join(o.Docs, "benchmarks.md"), "# Benchmarks\n\n", g.markdown())
	}
	return nil
}

// measure measures all requests on a shop of one size.
func (g *growthReport) measure(ctx context.Context, o options, out io.Writer) error {
	began := time.Now()
	l, err := open(ctx, o, out)
	if err != nil {
		return err
	}
	defer l.close()
	g.postgres = l.Version
	g.sizes, g.filled = append(g.sizes, o.Customers), append(g.filled, time.Since(began))
	requests, err := l.lists(ctx)
	if err != nil {
		return err
	}
	rounds := map[string][]result{}
	for range o.Rounds {
		for _, q := range requests {
			selected := func(part string) bool { return strings.Contains(q.name, part) }
			if len(o.only) > 0 && !slices.ContainsFunc(o.only, selected) {
				continue
			}
			r, err := l.runOnce(ctx, q, product)
			if err != nil {
				return fmt.Errorf("%s: %w", q.name, err)
			}
			rounds[q.name] = append(rounds[q.name], r)
		}
	}
	for _, q := range requests {
		rs := rounds[q.name]
		if len(rs) == 0 {
			continue
		}
		medianOf := func(of func(result) time.Duration) time.Duration {
			return time.Duration(median(rs, func(r result) float64 { return float64(of(r)) }))
		}
		r := result{
			Outcome:  lab.Outcome{P50: medianOf(func(r result) time.Duration { return r.P50 })},
			server:   medianOf(func(r result) time.Duration { return r.server }),
			postgres: medianOf(func(r result) time.Duration { return r.postgres }),
		}
		fmt.Fprintf(out, "%9d customers  %-52s p50 %8.2f ms  CPU %.2f + %.2f ms\n",
			o.Customers, q.name, lab.Millis(r.P50), lab.Millis(r.server), lab.Millis(r.postgres))
		if !slices.Contains(g.names, q.name) {
			g.names = append(g.names, q.name)
		}
		g.indexed[q.name] = q.same == indexed
		g.cost[q.name] = append(g.cost[q.name], r)
	}
	return nil
}

// growthFigures is the section of benchmarks.md that -growth writes.
var growthFigures = lab.Figures{
	Begin: "<!-- growth: written by bench/compare -growth -->", End: "<!-- end of growth -->",
}

// markdown returns the table, and how it was measured.
func (g growthReport) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Measured with `%s`, %s, on %s, PostgreSQL %s. Load average: %s before, %s after.\n",
		g.options.Command, g.when.Format("2 January 2006"), g.machine, g.postgres, g.load[0], g.load[1])
	fmt.Fprintf(&b, "One connection; medians of %d runs of %v each. Each cell: median ms; "+
		"CPU ms per request, server + PostgreSQL; CPU relative to the smallest shop.\n",
		g.options.Rounds, g.options.Duration)
	fmt.Fprintf(&b, "Indexed requests should stay below %.1f.\n\n| request | index |", maxGrowth)
	for _, n := range g.sizes {
		fmt.Fprintf(&b, " %s customers |", thousands(float64(n)))
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(g.sizes)) + "\n")
	for _, name := range g.names {
		fmt.Fprintf(&b, "| %s | %s |", name, map[bool]string{true: "yes"}[g.indexed[name]])
		first := g.cost[name][0]
		for _, r := range g.cost[name] {
			fmt.Fprintf(&b, " %.1f; %.2f + %.2f", lab.Millis(r.P50), lab.Millis(r.server), lab.Millis(r.postgres))
			if least := first.server + first.postgres; least > 0 {
				fmt.Fprintf(&b, "; %.2f", float64(r.server+r.postgres)/float64(least))
			}
			b.WriteString(" |")
		}
		b.WriteString("\n")
	}
	return b.String()
}
