package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"
	"time"

	"clientele/bench/internal/lab"
)

// result is one run of one server in one scenario.
type result struct {
	lab.Outcome
	server     time.Duration // processor time of the server, for each request
	postgres   time.Duration // and of PostgreSQL
	statements float64       // SQL statements for each request, BEGIN and COMMIT among them
	memory     float64       // of the server afterwards, in MiB
}

// order is in which the servers of a scenario take turns; the reference comes before and after each round of the others.
func (s scenario) order() []string {
	var others []string
	for _, name := range []string{product, graphile, inSQL} {
		if s.ask[name] != nil {
			others = append(others, name)
		}
	}
	return others
}

// measure runs a scenario on all servers in turn.
func (l *bench) measure(ctx context.Context, s scenario) (map[string][]result, error) {
	if err := l.compareAnswers(ctx, s); err != nil {
		return nil, err
	}
	others := slices.DeleteFunc(s.order(), func(name string) bool { return l.servers[name] == nil })
	found := map[string][]result{}
	one := func(name string) error {
		r, err := l.runOnce(ctx, s, name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		found[name] = append(found[name], r)
		fmt.Fprintf(l.out, "%-8s %-24s %8.0f/s  p50 %6.2f ms  p99 %7.2f ms  CPU %.2f + %.2f ms  %.1f statements  %4.0f MiB\n",
			s.name, name, r.Rate(), ms(r.P50), ms(r.P99), ms(r.server), ms(r.postgres), r.statements, r.memory)
		return nil
	}
	if slices.Contains(others, graphile) { // Node.js compiles what runs often: this run does not count
		if _, err := l.runOnce(ctx, s, graphile); err != nil {
			return nil, fmt.Errorf("%s: %w", graphile, err)
		}
	}
	for range l.options.rounds {
		for _, name := range append([]string{reference}, others...) {
			if err := one(name); err != nil {
				return nil, err
			}
		}
	}
	return found, one(reference)
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// runOnce measures one server for the options' time, after a warm-up.
func (l *bench) runOnce(ctx context.Context, s scenario, name string) (result, error) {
	p := l.servers[name]
	drive := lab.Load{Addr: p.Addr, Requests: s.requests(name), Want: s.want, Connections: l.options.connections}
	uses := l.Warm
	if s.rare {
		uses, drive.Next = l.Rest, new(atomic.Int64)
	}
	if err := uses(ctx); err != nil {
		return result{}, err
	}
	if s.adds {
		if err := l.EmptyBooks(ctx); err != nil {
			return result{}, err
		}
	}
	if _, err := drive.Run(ctx, max(l.options.duration/5, 200*time.Millisecond)); err != nil {
		return result{}, err
	}
	if s.rare { // the warm-up used some
		if err := uses(ctx); err != nil {
			return result{}, err
		}
	}
	if _, err := l.Cluster.Admin.ExecContext(ctx, "SELECT pg_stat_statements_reset()"); err != nil {
		return result{}, err
	}
	server, postgres := lab.Processor(p.PID), lab.ProcessorOfAll(l.Cluster.PID())
	o, err := drive.Run(ctx, l.options.duration)
	if err != nil {
		return result{}, err
	}
	n := time.Duration(o.Requests)
	r := result{Outcome: o, server: (lab.Processor(p.PID) - server) / n, postgres: (lab.ProcessorOfAll(l.Cluster.PID()) - postgres) / n, memory: lab.Resident(p.PID)}
	var calls float64
	err = l.Cluster.Admin.QueryRowContext(ctx, `SELECT coalesce(sum(calls), 0) FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = $1`, lab.Database).Scan(&calls)
	r.statements = calls / float64(o.Requests)
	return r, err
}

// compareAnswers sends one request of a scenario to all servers: this program and the reference must answer the same, and others,
// which name things in their own way, as many things, so that what is compared is the same work.
func (l *bench) compareAnswers(ctx context.Context, s scenario) error {
	answers := map[string]any{}
	wanted := map[string]int{}
	for _, name := range append([]string{reference}, s.order()...) {
		if l.servers[name] == nil {
			continue
		}
		text, err := lab.Once(ctx, l.servers[name].Addr, s.first(l, name))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		var answer struct {
			Data   map[string]any
			Errors []any
		}
		if err := json.Unmarshal(text, &answer); err != nil || len(answer.Errors) > 0 || !bytes.Contains(text, []byte(s.want)) {
			return fmt.Errorf("%s answers %.500s", name, text)
		}
		if wanted[name] = bytes.Count(text, []byte(s.want)); wanted[name] != wanted[reference] {
			return fmt.Errorf("%s answers %d times %s, not %d: %.500s", name, wanted[name], s.want, wanted[reference], text)
		}
		if s.same == "" {
			continue
		}
		member, _ := answer.Data[s.same].(map[string]any)
		delete(member, "pageInfo") // the reference knows no further pages
		answers[name] = member
	}
	if !reflect.DeepEqual(answers[reference], answers[product]) {
		return fmt.Errorf("the servers answer differently:\n%.1500v\n%.1500v", answers[reference], answers[product])
	}
	return nil
}

// first returns a request that asks each server for the same.
func (s scenario) first(l *bench, name string) []byte {
	one := l.Shop
	one.Buyers, one.Others, one.Places, one.Emails = one.Buyers[:1], one.Others[:1], one.Places[:1], one.Emails[:1]
	all := scenarios(&one, l.places)
	i := slices.IndexFunc(all, func(other scenario) bool { return other.name == s.name })
	return all[i].ask[name]()
}
