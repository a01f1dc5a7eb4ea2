package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"clientele/bench/internal/lab"
	"clientele/db/dbtest/cluster"
)

// pooled is the program behind a PgBouncer.
type pooled struct {
	name      string // with the version of PgBouncer
	pgbouncer *cluster.PgBouncer
}

// comparePoolers measures the program without a pooler and behind each PgBouncer of -pgbouncer in turn, and reports
// how they compare.
func comparePoolers(ctx context.Context, o options, out io.Writer) (err error) {
	l, err := open(ctx, o, "", out)
	if err != nil {
		return err
	}
	defer l.close()
	for _, program := range o.pgbouncers {
		if err := l.startPooled(ctx, program); err != nil {
			return err
		}
	}
	load := lab.LoadAverage()
	var rows strings.Builder
	for _, s := range scenarios(&l.Shop, l.cursors) {
		if len(o.only) > 0 && !slices.Contains(o.only, s.name) {
			continue
		}
		results, err := l.measurePooled(ctx, s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		rows.WriteString(l.pooledRows(s, results))
	}
	fmt.Fprintf(out, "\nMeasured with `%s`, %s, on %s, PostgreSQL %s. Load average: %s before, %s after.\n"+
		"%s customers, %d connections; medians of %d alternating runs of %v each.\n\n"+
		"| scenario | connection | requests/s | relative to direct (lowest to highest) | "+
		"CPU ms per request, server + PostgreSQL + PgBouncer | CPU relative to direct |\n|---|---|---|---|---|---|\n%s",
		o.Command, time.Now().Format("2 January 2006"), lab.Machine(), l.Version, load, lab.LoadAverage(),
		thousands(float64(o.Customers)), o.connections, o.Rounds, o.Duration, rows.String())
	return nil
}

// startPooled starts PgBouncer and a program behind it.
func (b *bench) startPooled(ctx context.Context, program string) error {
	version, err := exec.CommandContext(ctx, program, "--version").Output()
	if err != nil {
		return fmt.Errorf("%s: %w", program, err)
	}
	p := pooled{}
	p.name, _, _ = strings.Cut(string(version), "\n")
	p.pgbouncer, err = cluster.StartPgBouncer(program, b.Port, "pool_mode=transaction", "default_pool_size=16")
	if err != nil {
		return err
	}
	b.poolers = append(b.poolers, p)
	b.servers[p.name], err = b.Start(p.pgbouncer.URL(b.Name), os.Stderr)
	return err
}

// measurePooled runs a scenario on the program without and with each pooler in turn.
func (b *bench) measurePooled(ctx context.Context, s scenario) (map[string][]result, error) {
	names := []string{product}
	for _, p := range b.poolers {
		s.build[p.name] = s.build[product]
		names = append(names, p.name)
	}
	results := map[string][]result{}
	for round := range b.options.Rounds + 1 { // without a pooler, also after the last round
		for _, name := range names {
			if round == b.options.Rounds && name != product {
				break
			}
			r, err := b.runOnce(ctx, s, name)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			results[name] = append(results[name], r)
			fmt.Fprintf(b.out, "%-8s %-24s %8.0f/s  p50 %6.2f ms  p99 %7.2f ms  CPU %.2f + %.2f + %.2f ms\n",
				s.name, name, r.Rate(), lab.Millis(r.P50), lab.Millis(r.P99),
				lab.Millis(r.server), lab.Millis(r.postgres), lab.Millis(r.pooler))
		}
	}
	return results, nil
}

// poolerTime returns the CPU time of the PgBouncer of a server; 0 without.
func (b *bench) poolerTime(server string) time.Duration {
	for _, p := range b.poolers {
		if p.name == server {
			return lab.CPUTime(p.pgbouncer.PID())
		}
	}
	return 0
}

// cpu returns the CPU time of a request in all processes.
func (r result) cpu() float64 { return lab.Millis(r.server + r.postgres + r.pooler) }

// pooledRows returns the rows of a scenario.
func (b *bench) pooledRows(s scenario, results map[string][]result) string {
	var rows strings.Builder
	direct := results[product]
	row := func(name, label, ratio string) {
		get := func(of func(result) time.Duration) float64 {
			return median(results[name], func(r result) float64 { return lab.Millis(of(r)) })
		}
		fmt.Fprintf(&rows, "| %s | %s | %s | %s | %.2f + %.2f + %.2f | %.2f |\n", s.title, label,
			thousands(median(results[name], result.Rate)), ratio,
			get(func(r result) time.Duration { return r.server }),
			get(func(r result) time.Duration { return r.postgres }),
			get(func(r result) time.Duration { return r.pooler }),
			median(results[name], result.cpu)/median(direct, result.cpu))
	}
	row(product, "direct", "1")
	for _, p := range b.poolers {
		var all []float64
		for i, r := range results[p.name] {
			all = append(all, r.Rate()/((direct[i].Rate()+direct[i+1].Rate())/2))
		}
		slices.Sort(all)
		row(p.name, p.name, fmt.Sprintf("%.2f (%.2f to %.2f)", lab.Median(all), all[0], all[len(all)-1]))
	}
	return rows.String()
}
