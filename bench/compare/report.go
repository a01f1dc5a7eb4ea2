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

// report holds the results, and how they were measured.
type report struct {
	options   options
	machine   string
	postgres  string
	missing   string    // why PostGraphile was not measured
	load      [2]string // load average before and after
	when      time.Time
	scenarios []measured
}

// measured is a scenario with the results of each server in order.
type measured struct {
	scenario
	results map[string][]result
	shares  []string // of the layers in the program's CPU time, if it was profiled
}

// servers returns the names of the measured servers, the reference first.
func (m measured) servers() []string {
	names := []string{reference}
	for _, name := range m.order() {
		if len(m.results[name]) > 0 {
			names = append(names, name)
		}
	}
	return names
}

// ratios returns the rate of a server in each round relative to the runs of the reference before and after it, sorted.
func (m measured) ratios(name string) []float64 {
	var all []float64
	ref := m.results[reference]
	for i, r := range m.results[name] {
		all = append(all, r.Rate()/((ref[i].Rate()+ref[i+1].Rate())/2))
	}
	slices.Sort(all)
	return all
}

// median returns the median of a value over runs.
func median(results []result, of func(result) float64) float64 {
	all := make([]float64, len(results))
	for i, r := range results {
		all[i] = of(r)
	}
	return lab.Median(all)
}

// row returns the row of a server in the table.
func (m measured) row(name string) string {
	rs := m.results[name]
	get := func(of func(result) float64) float64 { return median(rs, of) }
	ratio := "1"
	if name != reference {
		all := m.ratios(name)
		ratio = fmt.Sprintf("%.2f (%.2f to %.2f)", lab.Median(all), all[0], all[len(all)-1])
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %.1f | %.0f | %.2f + %.2f | %.1f | %.0f |",
		m.title, name, thousands(get(result.Rate)), ratio,
		get(func(r result) float64 { return lab.Millis(r.P50) }),
		get(func(r result) float64 { return lab.Millis(r.P99) }),
		get(func(r result) float64 { return lab.Millis(r.server) }),
		get(func(r result) float64 { return lab.Millis(r.postgres) }),
		get(func(r result) float64 { return r.statements }), get(func(r result) float64 { return r.memory }))
}

// thousands formats an integer with thousands separators.
func thousands(v float64) string {
	if v < 1000 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%s,%03d", thousands(float64(int(v)/1000)), int(v)%1000)
}

// markdown returns the table, and how it was measured.
func (r report) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Measured with `%s`, %s, on %s, PostgreSQL %s. "+
		"Servers, database and load generator share the machine. Load average: %s before, %s after.\n",
		r.options.Command, r.when.Format("2 January 2006"), r.machine, r.postgres, r.load[0], r.load[1])
	fmt.Fprintf(&b, "%s customers, %d connections; medians of %d alternating runs of %v each.\n\n",
		thousands(float64(r.options.Customers)), r.options.connections, r.options.Rounds, r.options.Duration)
	if r.missing != "" {
		b.WriteString("PostGraphile was not measured.\n\n")
	}
	b.WriteString("| scenario | server | requests/s | relative to pgx (lowest to highest) | p50 ms | p99 ms | " +
		"CPU ms per request, server + PostgreSQL | SQL statements per request | memory MiB |\n" +
		"|---|---|---|---|---|---|---|---|---|\n")
	for _, m := range r.scenarios {
		for _, name := range m.servers() {
			b.WriteString(m.row(name) + "\n")
		}
	}
	return b.String()
}

// figures is the section of benchmarks.md with the comparison.
var figures = lab.Figures{
	Begin: "<!-- figures: written by bench/compare -->", End: "<!-- end of figures -->",
}

// write updates the sections of benchmarks.md in a folder, and writes the chart.
func (r report) write(dir string) error {
	text := r.markdown() + "\n![Requests per second relative to pgx](benchmarks.svg)\n"
	file := filepath.Join(dir, "benchmarks.md")
	if err := figures.Write(file, "# Benchmarks\n\n", text); err != nil {
		return err
	}
	if r.options.profile != "" {
		if err := sharesFigures.Write(file, "# Benchmarks\n\n", r.sharesTable()); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, "benchmarks.svg"), []byte(r.chart()), 0o644)
}
