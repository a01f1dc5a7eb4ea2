package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"clientele/bench/internal/lab"
)

// markdown returns the table, and how it was measured.
func (g growthReport) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Measured with `%s`, %s, on %s, PostgreSQL %s. Load average: %s before, %s after.\n",
		g.options.Command, g.when.Format("2 January 2006"), g.machine, g.postgres, g.load[0], g.load[1])
	fmt.Fprintf(&b, "One connection; medians of %d runs of %v each. Each cell: median ms; "+
		"CPU ms per request, server + PostgreSQL; CPU relative to the first column.\n",
		g.options.Rounds, g.options.Duration)
	fmt.Fprintf(&b, "Indexed requests should stay below %.1f.\n\n| request | index |", maxGrowth)
	columns := g.columns
	if len(g.tasks) > 0 {
		columns = append(columns[:len(columns):len(columns)], "tasks")
	}
	b.WriteString(" " + strings.Join(columns, " | ") + " |\n|---|---|" + strings.Repeat("---|", len(columns)) + "\n")
	for _, name := range g.names {
		fmt.Fprintf(&b, "| %s | %s |", name, map[bool]string{true: "yes"}[g.indexed[name]])
		first := g.cost[name][g.columns[0]]
		for _, column := range g.columns {
			r, ok := g.cost[name][column]
			if !ok {
				b.WriteString(" failed |")
				continue
			}
			fmt.Fprintf(&b, " %.1f; %.2f + %.2f", lab.Millis(r.P50), lab.Millis(r.server), lab.Millis(r.postgres))
			if least := first.server + first.postgres; least > 0 {
				fmt.Fprintf(&b, "; %.2f", float64(r.server+r.postgres)/float64(least))
			}
			b.WriteString(" |")
		}
		if len(g.tasks) > 0 {
			b.WriteString(" " + g.tasks[name] + " |")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// addTasks adds the numbers of tasks of the statements of each request on a Citus cluster.
func (g *growthReport) addTasks(ctx context.Context, l *bench, requests []scenario, out io.Writer) error {
	plans, err := l.Plans()
	if err != nil {
		return err
	}
	defer func() { _ = plans.Close() }()
	for _, q := range requests {
		if !l.options.selected(q.name) {
			continue
		}
		statements, err := plans.Of(ctx, q.build[product])
		if err != nil {
			fmt.Fprintf(out, "plans of %s: %v\n", q.name, err)
			continue
		}
		g.tasks[q.name] = tasksOf(statements)
		fmt.Fprintf(out, "%s:\n", q.name)
		for _, s := range statements {
			fmt.Fprintf(out, "%6d tasks  %s\n", s.Tasks, strings.Join(strings.Fields(s.Text), " "))
		}
	}
	return nil
}

// tasksOf returns the numbers of tasks of statements that use shards.
func tasksOf(statements []lab.Statement) string {
	var all []string
	for _, s := range statements {
		if s.Tasks > 0 {
			all = append(all, strconv.Itoa(s.Tasks))
		}
	}
	return strings.Join(all, ", ")
}
