package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"clientele/bench/internal/lab"
)

// reading is one kind of work that readers do.
type reading struct {
	name     string
	want     string // what every answer holds
	requests [][]byte
}

// variety is how many different requests a run draws from.
const variety = 2048

func many(one func() []byte) [][]byte {
	all := make([][]byte, variety)
	for i := range all {
		all[i] = one()
	}
	return all
}

func readings(s *lab.Shop) []reading {
	return []reading{
		{"me: customer, 3 addresses, 10 orders of 3 items", `"sku"`, many(func() []byte { return lab.Operation(lab.Me, nil, lab.Any(s.Buyers).As()...) })},
		{"50 customers after a cursor", `"email"`, many(func() []byte {
			return lab.Operation(lab.List, map[string]any{"after": lab.Any(s.Places).Cursor}, s.AsKey()...)
		})},
	}
}

// logIns returns requests of customers who know their passwords, from addresses all over the world.
func logIns(s *lab.Shop) [][]byte {
	return many(func() []byte {
		from := fmt.Sprintf("%d.%d.%d.%d", 1+rand.IntN(200), rand.IntN(256), rand.IntN(256), rand.IntN(256))
		return lab.Operation(lab.LogIn, map[string]any{"e": lab.Any(s.Emails), "p": lab.Password}, "X-Forwarded-For", from)
	})
}

// round is a reading alone and then beside the flood.
type round struct {
	quiet, flooded lab.Outcome
	logIns         lab.Outcome // of the flood, all answers
	in, later      float64     // log-ins a second that were let in, and that were told to come later
	memory         float64     // of the program at most during the flood, in MiB
}

func measure(ctx context.Context, l *lab.Lab, o options, r reading, out io.Writer) ([]round, error) {
	readers := lab.Load{Addr: l.Program.Addr, Requests: r.requests, Want: r.want, Connections: o.readers}
	if err := l.Warm(ctx); err != nil {
		return nil, err
	}
	if _, err := readers.Run(ctx, o.duration/4); err != nil {
		return nil, err
	}
	var all []round
	for range o.rounds {
		if err := l.Warm(ctx); err != nil {
			return nil, err
		}
		var one round
		var err error
		if one.quiet, err = readers.Run(ctx, o.duration); err != nil {
			return nil, err
		}
		if err := flooded(ctx, l, o, readers, &one); err != nil {
			return nil, err
		}
		fmt.Fprintf(out, "%-50s p99 %.0f ms alone, %.0f ms with %.0f logins/s, %.0f of them accepted; %.0f MiB\n",
			r.name, ms(one.quiet.P99), ms(one.flooded.P99), one.logIns.Rate(), one.in, one.memory)
		all = append(all, one)
	}
	return all, nil
}

// flooded measures the readers while log-ins come in.
func flooded(ctx context.Context, l *lab.Lab, o options, readers lab.Load, r *round) error {
	var in, later atomic.Int64
	flood := lab.Load{
		Addr: l.Program.Addr, Requests: logIns(&l.Shop), Connections: o.flood, Pace: time.Second * time.Duration(o.flood) / time.Duration(o.perSecond),
		Judge: func(status int, body []byte) error {
			switch wait, ok := limited(body); {
			case status == 200 && bytes.Contains(body, []byte(`"session_`)), status == 200 && bytes.Contains(body, []byte(`"accessToken":"`)):
				in.Add(1)
			case status == 200 && ok && wait > 0:
				later.Add(1)
			default:
				return fmt.Errorf("a log-in: status %d: %.300s", status, body)
			}
			return nil
		},
	}
	flooding, stop := context.WithCancel(ctx)
	defer stop()
	type end struct {
		lab.Outcome
		err error
	}
	ended := make(chan end, 1)
	go func() {
		o, err := flood.Run(flooding, time.Hour)
		ended <- end{o, err}
	}()
	watched := make(chan float64, 1)
	go func() { watched <- most(flooding, l.Program.PID) }()
	var err error
	if r.flooded, err = readers.Run(ctx, o.duration); err != nil {
		return err
	}
	stop()
	flow := <-ended
	r.logIns, r.memory = flow.Outcome, <-watched
	r.in, r.later = float64(in.Load())/flow.Took.Seconds(), float64(later.Load())/flow.Took.Seconds()
	return flow.err
}

// limited tells whether an answer is that there is too much to do, and after how many seconds to try again.
func limited(body []byte) (retryAfter int, ok bool) {
	if !bytes.Contains(body, []byte(`"RATE_LIMITED"`)) {
		return 0, false
	}
	var a struct {
		Errors []struct{ Extensions struct{ RetryAfter int } }
	}
	if err := json.Unmarshal(body, &a); err != nil || len(a.Errors) == 0 {
		return 0, false
	}
	return a.Errors[0].Extensions.RetryAfter, true
}

// most returns the most memory that a process has until ctx ends, in MiB.
func most(ctx context.Context, pid int) (mib float64) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		mib = max(mib, lab.Resident(pid))
		select {
		case <-ctx.Done():
			return mib
		case <-tick.C:
		}
	}
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
