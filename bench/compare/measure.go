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
	server     time.Duration // CPU time of the server per request
	postgres   time.Duration // CPU time of PostgreSQL per request
	pooler     time.Duration // CPU time of PgBouncer per request; 0 without
	statements float64       // SQL statements per request, including BEGIN and COMMIT
	memory     float64       // of the server after the run, in MiB
}

// order returns the servers of a scenario in the order in which they take turns. The reference, which is not included,
// runs before and after each round of the others.
func (s scenario) order() []string {
	var others []string
	for _, name := range []string{product, graphile, inSQL} {
		if s.build[name] != nil {
			others = append(others, name)
		}
	}
	return others
}

// measure runs a scenario on all servers in turn, and returns the results by server.
func (l *bench) measure(ctx context.Context, s scenario) (map[string][]result, error) {
	if err := l.compareResponses(ctx, s); err != nil {
		return nil, err
	}
	others := slices.DeleteFunc(s.order(), func(name string) bool { return l.servers[name] == nil })
	results := map[string][]result{}
	one := func(name string) error {
		r, err := l.runOnce(ctx, s, name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		results[name] = append(results[name], r)
		fmt.Fprintf(l.out, "%-8s %-24s %8.0f/s  p50 %6.2f ms  p99 %7.2f ms  "+
			"CPU %.2f + %.2f ms  %.1f statements  %4.0f MiB\n",
			s.name, name, r.Rate(), lab.Millis(r.P50), lab.Millis(r.P99),
			lab.Millis(r.server), lab.Millis(r.postgres), r.statements, r.memory)
		return nil
	}
	if slices.Contains(others, graphile) { // an extra warm-up for the JIT compiler of Node.js
		if _, err := l.runOnce(ctx, s, graphile); err != nil {
			return nil, fmt.Errorf("%s: %w", graphile, err)
		}
	}
	for range l.options.Rounds {
		for _, name := range append([]string{reference}, others...) {
			if err := one(name); err != nil {
				return nil, err
			}
		}
	}
	return results, one(reference)
}

// runOnce measures one server for the configured duration, after a warm-up.
func (l *bench) runOnce(ctx context.Context, s scenario, name string) (result, error) {
	p := l.servers[name]
	load := lab.Load{Addr: p.Addr, Requests: s.requests(name), Want: s.want, Connections: l.options.connections}
	markSessions := l.MarkSessionsUsed
	if s.returning {
		markSessions, load.Next = l.MarkSessionsUnused, new(atomic.Int64)
	}
	if err := markSessions(ctx); err != nil {
		return result{}, err
	}
	if s.addsAddresses {
		if err := l.DeleteAddedAddresses(ctx); err != nil {
			return result{}, err
		}
	}
	if _, err := load.Run(ctx, max(l.options.Duration/5, 200*time.Millisecond)); err != nil {
		return result{}, err
	}
	if s.returning { // the warm-up has used some sessions
		if err := markSessions(ctx); err != nil {
			return result{}, err
		}
	}
	if _, err := l.Admin.ExecContext(ctx, "SELECT pg_stat_statements_reset()"); err != nil {
		return result{}, err
	}
	server, postgres, pooler := lab.CPUTime(p.PID), l.PostgresCPUTime(), l.poolerTime(name)
	o, err := load.Run(ctx, l.options.Duration)
	if err != nil {
		return result{}, err
	}
	n := time.Duration(o.Requests)
	r := result{
		Outcome: o, server: (lab.CPUTime(p.PID) - server) / n,
		postgres: (l.PostgresCPUTime() - postgres) / n, memory: lab.ResidentMiB(p.PID),
		pooler: (l.poolerTime(name) - pooler) / n,
	}
	calls, err := l.StatementCount(ctx)
	r.statements = float64(calls) / float64(o.Requests)
	return r, err
}

// compareResponses sends one request of a scenario to all servers, to check that they do the same work: the program and
// the reference must return the same data, and other servers, whose names differ, the same number of records.
func (l *bench) compareResponses(ctx context.Context, s scenario) error {
	responses := map[string]any{}
	counts := map[string]int{}
	for _, name := range append([]string{reference}, s.order()...) {
		if l.servers[name] == nil {
			continue
		}
		text, err := lab.Once(ctx, l.servers[name].Addr, s.first(l, name))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		var response struct {
			Data   map[string]any
			Errors []any
		}
		err = json.Unmarshal(text, &response)
		if err != nil || len(response.Errors) > 0 || !bytes.Contains(text, []byte(s.want)) {
			return fmt.Errorf("%s responds with %.500s", name, text)
		}
		if counts[name] = bytes.Count(text, []byte(s.want)); counts[name] != counts[reference] {
			return fmt.Errorf("%s returns %s %d times, not %d: %.500s",
				name, s.want, counts[name], counts[reference], text)
		}
		if s.same == "" {
			continue
		}
		member, _ := response.Data[s.same].(map[string]any)
		delete(member, "pageInfo") // the reference does not support it
		responses[name] = member
	}
	if !reflect.DeepEqual(responses[reference], responses[product]) {
		return fmt.Errorf("the responses of the servers differ:\n%.1500v\n%.1500v",
			responses[reference], responses[product])
	}
	return nil
}

// first returns a request that is equivalent for all servers.
func (s scenario) first(l *bench, name string) []byte {
	one := l.Shop
	one.Buyers, one.Others = one.Buyers[:1], one.Others[:1]
	one.Positions, one.Emails = one.Positions[:1], one.Emails[:1]
	all := scenarios(&one, l.cursors)
	i := slices.IndexFunc(all, func(other scenario) bool { return other.name == s.name })
	return all[i].build[name]()
}
