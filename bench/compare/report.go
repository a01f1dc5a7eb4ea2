package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"clientele/bench/internal/lab"
)

// report is all that was measured, and where.
type report struct {
	options   options
	machine   string
	postgres  string
	without   string    // why there is no PostGraphile
	busy      [2]string // processes that wanted a processor, before and after
	when      time.Time
	scenarios []measured
}

// measured is a scenario with each server's runs in their order.
type measured struct {
	scenario
	results map[string][]result
	shares  []string // of the layers in this program's processor time, where it was profiled
}

// servers returns who was measured, the reference first.
func (m measured) servers() []string {
	names := []string{reference}
	for _, name := range m.order() {
		if len(m.results[name]) > 0 {
			names = append(names, name)
		}
	}
	return names
}

// ratios returns what a server did in each round beside the reference just before and just after.
func (m measured) ratios(name string) []float64 {
	var all []float64
	ref := m.results[reference]
	for i, r := range m.results[name] {
		all = append(all, r.Rate()/((ref[i].Rate()+ref[i+1].Rate())/2))
	}
	slices.Sort(all)
	return all
}

// median returns the middle of a figure over a server's runs.
func median(results []result, of func(result) float64) float64 {
	all := make([]float64, len(results))
	for i, r := range results {
		all[i] = of(r)
	}
	slices.Sort(all)
	return (all[(len(all)-1)/2] + all[len(all)/2]) / 2
}

func (m measured) row(name string) string {
	rs := m.results[name]
	get := func(of func(result) float64) float64 { return median(rs, of) }
	ratio := "1"
	if name != reference {
		all := m.ratios(name)
		ratio = fmt.Sprintf("%.2f (%.2f to %.2f)", (all[(len(all)-1)/2]+all[len(all)/2])/2, all[0], all[len(all)-1])
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %.1f | %.0f | %.2f + %.2f | %.1f | %.0f |", m.title, name, thousands(get(result.Rate)), ratio,
		get(func(r result) float64 { return ms(r.P50) }), get(func(r result) float64 { return ms(r.P99) }),
		get(func(r result) float64 { return ms(r.server) }), get(func(r result) float64 { return ms(r.postgres) }),
		get(func(r result) float64 { return r.statements }), get(func(r result) float64 { return r.memory }))
}

func thousands(v float64) string {
	if v < 1000 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%s,%03d", thousands(float64(int(v)/1000)), int(v)%1000)
}

// markdown returns the table and what made it.
func (r report) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Measured with `%s`, %s, on %s, PostgreSQL %s. Servers, database and load generator share the machine. Load average: %s before, %s after.\n",
		r.options.command, r.when.Format("2 January 2006"), r.machine, r.postgres, r.busy[0], r.busy[1])
	fmt.Fprintf(&b, "%s customers, %d connections; medians of %d alternating runs of %v each.\n\n", thousands(float64(r.options.customers)), r.options.connections, r.options.rounds, r.options.duration)
	if r.without != "" {
		b.WriteString("PostGraphile was not measured.\n\n")
	}
	b.WriteString("| scenario | server | requests/s | relative to pgx (lowest to highest) | p50 ms | p99 ms | CPU ms per request, server + PostgreSQL | SQL statements per request | memory MiB |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, m := range r.scenarios {
		for _, name := range m.servers() {
			b.WriteString(m.row(name) + "\n")
		}
	}
	return b.String()
}

// figures is where the figures are in benchmarks.md.
var figures = lab.Figures{Begin: "<!-- figures: written by bench/compare -->", End: "<!-- end of figures -->"}

// write puts the figures into a folder's benchmarks.md, whose other text stays, and the chart beside it.
func (r report) write(dir string) error {
	text := r.markdown() + "\n![Requests per second relative to pgx](benchmarks.svg)\n"
	if err := figures.Write(filepath.Join(dir, "benchmarks.md"), "# Benchmarks\n\n", text); err != nil {
		return err
	}
	if r.options.profile != "" {
		if err := sharesFigures.Write(filepath.Join(dir, "benchmarks.md"), "# Benchmarks\n\n", r.sharesTable()); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, "benchmarks.svg"), []byte(r.chart()), 0o644)
}
