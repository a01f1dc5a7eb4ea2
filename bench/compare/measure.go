package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"reflect"
	"slices"
	"sync/atomic"
	"time"
)

// result is one run of one server in one scenario.
type result struct {
	outcome
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
func (l *lab) measure(ctx context.Context, s scenario) (map[string][]result, error) {
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
		fmt.Fprintf(l.out, "%-8s %-24s %8.0f/s  p50 %6.2f ms  p99 %7.2f ms  processor %.2f + %.2f ms  %.1f statements  %4.0f MiB\n",
			s.name, name, r.rate(), ms(r.p50), ms(r.p99), ms(r.server), ms(r.postgres), r.statements, r.memory)
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
func (l *lab) runOnce(ctx context.Context, s scenario, name string) (result, error) {
	p := l.servers[name]
	drive := load{addr: p.addr, requests: s.requests(name), want: s.want, connections: l.options.connections}
	// A session's use is written down once a minute. How often that falls into a run of seconds would depend on how many
	// sessions there are, so all are used now, or, where that is what is measured, none was for minutes.
	used := "UPDATE sessions SET last_used_at = now()"
	if s.rare {
		used += " - interval '5 minutes'"
		drive.next = new(atomic.Int64)
	}
	if _, err := l.inShop.ExecContext(ctx, used); err != nil {
		return result{}, err
	}
	if _, err := drive.run(ctx, max(l.options.duration/5, 200*time.Millisecond)); err != nil {
		return result{}, err
	}
	if s.rare {
		if _, err := l.inShop.ExecContext(ctx, used); err != nil {
			return result{}, err
		}
	}
	if _, err := l.cluster.Admin.ExecContext(ctx, "SELECT pg_stat_statements_reset()"); err != nil {
		return result{}, err
	}
	server, postgres := processor(p.pid), processorOfAll(l.cluster.PID())
	o, err := drive.run(ctx, l.options.duration)
	if err != nil {
		return result{}, err
	}
	n := time.Duration(o.requests)
	r := result{outcome: o, server: (processor(p.pid) - server) / n, postgres: (processorOfAll(l.cluster.PID()) - postgres) / n, memory: resident(p.pid)}
	var calls float64
	err = l.cluster.Admin.QueryRowContext(ctx, `SELECT coalesce(sum(calls), 0) FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = $1`, database).Scan(&calls)
	r.statements = calls / float64(o.requests)
	return r, err
}

// compareAnswers sends one request of a scenario to all servers: this program and the reference must answer the same, and others,
// which name things in their own way, as many things, so that what is compared is the same work.
func (l *lab) compareAnswers(ctx context.Context, s scenario) error {
	answers := map[string]any{}
	wanted := map[string]int{}
	for _, name := range append([]string{reference}, s.order()...) {
		if l.servers[name] == nil {
			continue
		}
		text, err := once(ctx, l.servers[name].addr, s.first(l, name))
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
func (s scenario) first(l *lab, name string) []byte {
	one := l.shop
	one.buyers, one.others, one.places, one.emails = one.buyers[:1], one.others[:1], one.places[:1], one.emails[:1]
	all := one.scenarios()
	i := slices.IndexFunc(all, func(other scenario) bool { return other.name == s.name })
	return all[i].ask[name]()
}

// once sends one request and returns the answer's body.
func once(ctx context.Context, addr string, request []byte) ([]byte, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	if _, err := conn.Write(request); err != nil {
		return nil, err
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d: %.300s", response.StatusCode, text)
	}
	return text, err
}
