package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// report is what was measured.
type report struct {
	kills []kill
}

// kill is one kill of a leader.
type kill struct {
	elected time.Duration        // from the kill to the new leader
	writes  [nodes]time.Duration // from the new leader to the first acknowledged write, by server
	rejoin  time.Duration        // from the restart of the node until it is a replica again
	failed  int                  // requests that failed
	doubt   int                  // of these, with an unknown outcome
}

// kill kills the leader, waits for the next one, and starts the node again.
func (r *report) kill(ctx context.Context, c *cluster, l *load, n int) error {
	if err := c.waitHealthy(ctx); err != nil {
		return err
	}
	if err := l.waitAll(ctx, time.Now(), time.Minute); err != nil {
		return err
	}
	leader := c.leader()
	if leader < 0 {
		return errors.New("there is no leader")
	}
	before, began := l.numbers(), time.Now()
	c.nodes[leader].kill()
	another := func() bool { now := c.leader(); return now >= 0 && now != leader }
	if err := wait(ctx, 2*time.Minute, another); err != nil {
		return fmt.Errorf("no new leader: %w", err)
	}
	elected := time.Now()
	if err := l.waitAll(ctx, elected, 2*time.Minute); err != nil {
		return err
	}
	k := kill{elected: elected.Sub(began)}
	for i, first := range l.firstWrites() {
		k.writes[i] = first.Sub(elected)
	}
	restarted := time.Now()
	if err := c.startNode(leader); err != nil {
		return err
	}
	if err := c.waitHealthy(ctx); err != nil {
		return err
	}
	after := l.numbers()
	k.rejoin, k.failed, k.doubt = time.Since(restarted), after.failed-before.failed, after.doubt-before.doubt
	r.kills = append(r.kills, k)
	fmt.Printf("kill %d: %s; new leader after %.1f s; first writes after %.1f, %.1f and %.1f s more; "+
		"%d requests failed, %d with unknown outcome; the node joined again after %.1f s\n", n, name(leader),
		k.elected.Seconds(), k.writes[0].Seconds(), k.writes[1].Seconds(), k.writes[2].Seconds(), k.failed, k.doubt,
		k.rejoin.Seconds())
	return nil
}

// print prints the figures as a table for the guide.
func (r *report) print(l *load) {
	var elected, writes, rejoin, failed, doubt []float64
	for _, k := range r.kills {
		elected = append(elected, k.elected.Seconds())
		writes = append(writes, slices.Max(k.writes[:]).Seconds())
		rejoin = append(rejoin, k.rejoin.Seconds())
		failed, doubt = append(failed, float64(k.failed)), append(doubt, float64(k.doubt))
	}
	n := l.numbers()
	fmt.Printf("\n%d kills; %d acknowledged writes (%d customers, %d orders), %d reads of own writes through another "+
		"server, %d other reads\n\n", len(r.kills), n.writes, len(l.customers), len(l.orders), n.own, n.reads)
	fmt.Println("| for each kill of the leader | least | median | most |")
	fmt.Println("|---|---|---|---|")
	row := func(what, format string, values []float64) {
		slices.Sort(values)
		if len(values) == 0 {
			return
		}
		fmt.Printf("| %s | "+format+" | "+format+" | "+format+" |\n", what,
			values[0], values[len(values)/2], values[len(values)-1])
	}
	row("from the kill to the new leader", "%.1f s", elected)
	row("from the new leader until every server has acknowledged a write", "%.1f s", writes)
	row("from the restart of the node until it is a replica again", "%.1f s", rejoin)
	row("requests that failed, all with `SERVICE_UNAVAILABLE`", "%.0f", failed)
	row("of these, with an unknown outcome", "%.0f", doubt)
}
