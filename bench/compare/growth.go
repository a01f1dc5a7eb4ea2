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

// steady is how much dearer at most a request may be in a shop of a million customers than in one of ten thousand, where an index
// answers it.
const steady = 1.2

// grown is what was measured on shops of several sizes.
type grown struct {
	options  options
	machine  string
	postgres string
	busy     [2]string
	when     time.Time
	sizes    []int
	filled   []time.Duration // how long each shop took to fill
	names    []string        // of the questions, in their order
	indexed  map[string]bool // answered by an index, so that it is to stay as cheap
	cost     map[string][]result
}

// grow measures this program's lists on shops of the options' sizes, one after the other, by one connection.
func grow(ctx context.Context, o options, out io.Writer) error {
	g := grown{options: o, machine: lab.Machine(), busy: [2]string{lab.Busy(), ""}, when: time.Now(), indexed: map[string]bool{}, cost: map[string][]result{}}
	o.connections = 1
	for _, size := range o.growth {
		o.customers = size
		if err := g.measure(ctx, o, out); err != nil {
			return fmt.Errorf("%d customers: %w", size, err)
		}
	}
	g.busy[1] = lab.Busy()
	fmt.Fprintf(out, "\n%s", g.markdown())
	if o.docs != "" {
		return growthFigures.Write(filepath.Join(o.docs, "benchmarks.md"), "# Benchmarks\n\n", g.markdown())
	}
	return nil
}

func (g *grown) measure(ctx context.Context, o options, out io.Writer) error {
	began := time.Now()
	l, err := open(ctx, o, out)
	if err != nil {
		return err
	}
	defer l.close()
	g.postgres = l.Version
	g.sizes, g.filled = append(g.sizes, o.customers), append(g.filled, time.Since(began))
	questions, err := l.lists(ctx)
	if err != nil {
		return err
	}
	rounds := map[string][]result{}
	for range o.rounds {
		for _, q := range questions {
			if len(o.only) > 0 && !slices.ContainsFunc(o.only, func(part string) bool { return strings.Contains(q.name, part) }) {
				continue
			}
			r, err := l.runOnce(ctx, q, product)
			if err != nil {
				return fmt.Errorf("%s: %w", q.name, err)
			}
			rounds[q.name] = append(rounds[q.name], r)
		}
	}
	for _, q := range questions {
		rs := rounds[q.name]
		if len(rs) == 0 {
			continue
		}
		middle := func(of func(result) time.Duration) time.Duration {
			return time.Duration(median(rs, func(r result) float64 { return float64(of(r)) }))
		}
		r := result{Outcome: lab.Outcome{P50: middle(func(r result) time.Duration { return r.P50 })}, server: middle(func(r result) time.Duration { return r.server }), postgres: middle(func(r result) time.Duration { return r.postgres })}
		fmt.Fprintf(out, "%9d customers  %-52s p50 %8.2f ms  CPU %.2f + %.2f ms\n", o.customers, q.name, ms(r.P50), ms(r.server), ms(r.postgres))
		if !slices.Contains(g.names, q.name) {
			g.names = append(g.names, q.name)
		}
		g.indexed[q.name] = q.same == indexed
		g.cost[q.name] = append(g.cost[q.name], r)
	}
	return nil
}

// growthFigures is where the figures of growth are in benchmarks.md.
var growthFigures = lab.Figures{Begin: "<!-- growth: written by bench/compare -growth -->", End: "<!-- end of growth -->"}

// markdown returns the table and what made it.
func (g grown) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Measured with `%s`, %s, on %s, PostgreSQL %s. Load average: %s before, %s after.\n", g.options.command, g.when.Format("2 January 2006"), g.machine, g.postgres, g.busy[0], g.busy[1])
	fmt.Fprintf(&b, "One connection; medians of %d runs of %v each. Each cell: median ms; CPU ms per request, server + PostgreSQL; CPU relative to the smallest shop.\n", g.options.rounds, g.options.duration)
	fmt.Fprintf(&b, "Indexed requests should stay below %.1f.\n\n| request | index |", steady)
	for _, n := range g.sizes {
		fmt.Fprintf(&b, " %s customers |", thousands(float64(n)))
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(g.sizes)) + "\n")
	for _, name := range g.names {
		fmt.Fprintf(&b, "| %s | %s |", name, map[bool]string{true: "yes"}[g.indexed[name]])
		first := g.cost[name][0]
		for _, r := range g.cost[name] {
			fmt.Fprintf(&b, " %.1f; %.2f + %.2f", ms(r.P50), ms(r.server), ms(r.postgres))
			if least := first.server + first.postgres; least > 0 {
				fmt.Fprintf(&b, "; %.2f", float64(r.server+r.postgres)/float64(least))
			}
			b.WriteString(" |")
		}
		b.WriteString("\n")
	}
	return b.String()
}
