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
	columns  []string                     // of the table: sizes of shops, or databases
	names    []string                     // of the requests, in order
	indexed  map[string]bool              // whether an index answers the request, so that its cost must not grow
	cost     map[string]map[string]result // by request and column
	tasks    map[string]string            // of the statements of each request, on a Citus cluster
}

// grow measures the program's lists on shops of the configured sizes, one after the other, with one connection.
func grow(ctx context.Context, o options, out io.Writer) error {
	g := growthReport{
		options: o, machine: lab.Machine(), load: [2]string{lab.LoadAverage(), ""}, when: time.Now(),
		indexed: map[string]bool{}, cost: map[string]map[string]result{}, tasks: map[string]string{},
	}
	o.connections = 1
	for _, size := range o.growth {
		o.Customers = size
		urls := o.databases
		if len(urls) == 0 {
			urls = []string{""}
		}
		for _, url := range urls {
			if err := g.measure(ctx, o, url, out); err != nil {
				return fmt.Errorf("%d customers: %w", size, err)
			}
		}
	}
	g.load[1] = lab.LoadAverage()
	fmt.Fprintf(out, "\n%s", g.markdown())
	if o.Docs != "" {
		return growthFigures.Write(filepath.Join(o.Docs, "benchmarks.md"), "# Benchmarks\n\n", g.markdown())
	}
	return nil
}

// measure measures all requests on one shop.
func (g *growthReport) measure(ctx context.Context, o options, url string, out io.Writer) error {
	l, err := open(ctx, o, url, out)
	if err != nil {
		return err
	}
	defer l.close()
	g.postgres = l.Version
	column := l.column()
	g.columns = append(g.columns, column)
	requests, err := l.lists(ctx)
	if err != nil {
		return err
	}
	rounds := map[string][]result{}
	for range o.Rounds {
		for _, q := range requests {
			if !o.selected(q.name) {
				continue
			}
			r, err := l.runOnce(ctx, q, product)
			if err != nil && len(o.databases) > 0 { // shows all that fails on a database of another kind
				fmt.Fprintf(out, "%s: %s: %v\n", column, q.name, err)
				continue
			}
			if err != nil {
				return fmt.Errorf("%s: %w", q.name, err)
			}
			rounds[q.name] = append(rounds[q.name], r)
		}
	}
	for _, q := range requests {
		if len(rounds[q.name]) > 0 {
			g.add(column, q, rounds[q.name], out)
		}
	}
	if l.Workers > 0 {
		return g.addTasks(ctx, l, requests, out)
	}
	return nil
}

// selected tells whether -only selects a request.
func (o options) selected(name string) bool {
	return len(o.only) == 0 ||
		slices.ContainsFunc(o.only, func(part string) bool { return strings.Contains(name, part) })
}

// column returns the head of a column of the table.
func (l *bench) column() string {
	switch {
	case len(l.options.databases) == 0:
		return thousands(float64(l.options.Customers)) + " customers"
	case l.Workers == 0:
		return "PostgreSQL"
	case l.Workers == 1:
		return "1 worker"
	default:
		return fmt.Sprintf("%d workers", l.Workers)
	}
}

// add adds the results of a request to the table.
func (g *growthReport) add(column string, q scenario, rounds []result, out io.Writer) {
	medianOf := func(of func(result) time.Duration) time.Duration {
		return time.Duration(median(rounds, func(r result) float64 { return float64(of(r)) }))
	}
	r := result{
		Outcome:  lab.Outcome{P50: medianOf(func(r result) time.Duration { return r.P50 })},
		server:   medianOf(func(r result) time.Duration { return r.server }),
		postgres: medianOf(func(r result) time.Duration { return r.postgres }),
	}
	fmt.Fprintf(out, "%18s  %-52s p50 %8.2f ms  CPU %.2f + %.2f ms\n",
		column, q.name, lab.Millis(r.P50), lab.Millis(r.server), lab.Millis(r.postgres))
	if g.cost[q.name] == nil {
		g.names, g.cost[q.name] = append(g.names, q.name), map[string]result{}
	}
	g.indexed[q.name] = q.same == indexed
	g.cost[q.name][column] = r
}

// growthFigures is the section of benchmarks.md that -growth writes.
var growthFigures = lab.Figures{
	Begin: "<!-- growth: written by bench/compare -growth -->", End: "<!-- end of growth -->",
}
