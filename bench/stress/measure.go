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

// query is a query that readers send.
type query struct {
	name     string
	want     string // part of every response
	requests [][]byte
}

// variety is the number of different requests in a run.
const variety = 2048

// many calls a function variety times.
func many(one func() []byte) [][]byte {
	all := make([][]byte, variety)
	for i := range all {
		all[i] = one()
	}
	return all
}

// queries returns the measured queries.
func queries(s *lab.Shop) []query {
	return []query{
		{"me: customer, 3 addresses, 10 orders of 3 items", `"sku"`, many(func() []byte {
			return lab.Operation(lab.Me, nil, lab.Pick(s.Buyers).Headers()...)
		})},
		{"50 customers after a cursor", `"email"`, many(func() []byte {
			return lab.Operation(lab.List, map[string]any{"after": lab.Pick(s.Positions).Cursor}, s.KeyHeaders()...)
		})},
	}
}

// logins returns logins with valid passwords from random IP addresses.
func logins(s *lab.Shop) [][]byte {
	return many(func() []byte {
		from := fmt.Sprintf("%d.%d.%d.%d", 1+rand.IntN(200), rand.IntN(256), rand.IntN(256), rand.IntN(256))
		variables := map[string]any{"e": lab.Pick(s.Emails), "p": lab.Password}
		return lab.Operation(lab.Login, variables, "X-Forwarded-For", from)
	})
}

// round is a measurement without and then with the flood.
type round struct {
	quiet, flooded     lab.Outcome
	logins             lab.Outcome // of the flood
	accepted, rejected float64     // logins per second
	memory             float64     // maximum of the program during the flood, in MiB
}

// measure measures all rounds of a query.
func measure(ctx context.Context, l *lab.Lab, o options, r query, out io.Writer) ([]round, error) {
	readers := lab.Load{Addr: l.Program.Addr, Requests: r.requests, Want: r.want, Connections: o.readers}
	if err := l.MarkSessionsUsed(ctx); err != nil {
		return nil, err
	}
	if _, err := readers.Run(ctx, o.Duration/4); err != nil {
		return nil, err
	}
	var all []round
	for range o.Rounds {
		if err := l.MarkSessionsUsed(ctx); err != nil {
			return nil, err
		}
		var one round
		var err error
		if one.quiet, err = readers.Run(ctx, o.Duration); err != nil {
			return nil, err
		}
		if err := measureFlooded(ctx, l, o, readers, &one); err != nil {
			return nil, err
		}
		fmt.Fprintf(out, "%-50s p99 %.0f ms alone, %.0f ms with %.0f logins/s, %.0f of them accepted; %.0f MiB\n",
			r.name, lab.Millis(one.quiet.P99), lab.Millis(one.flooded.P99), one.logins.Rate(), one.accepted, one.memory)
		all = append(all, one)
	}
	return all, nil
}

// measureFlooded measures the readers during the flood.
func measureFlooded(ctx context.Context, l *lab.Lab, o options, readers lab.Load, r *round) error {
	var accepted, rejected atomic.Int64
	flood := lab.Load{
		Addr: l.Program.Addr, Requests: logins(&l.Shop), Connections: o.flood,
		Pace: time.Second * time.Duration(o.flood) / time.Duration(o.logins),
		Check: func(status int, body []byte) error {
			switch wait, ok := limited(body); {
			case status == 200 && bytes.Contains(body, []byte(`"session_`)),
				status == 200 && bytes.Contains(body, []byte(`"accessToken":"`)):
				accepted.Add(1)
			case status == 200 && ok && wait > 0:
				rejected.Add(1)
			default:
				return fmt.Errorf("login: status %d: %.300s", status, body)
			}
			return nil
		},
	}
	floodCtx, stop := context.WithCancel(ctx)
	defer stop()
	type outcome struct {
		lab.Outcome
		err error
	}
	done := make(chan outcome, 1)
	go func() {
		o, err := flood.Run(floodCtx, time.Hour)
		done <- outcome{o, err}
	}()
	peak := make(chan float64, 1)
	go func() { peak <- maxResident(floodCtx, l.Program.PID) }()
	var err error
	if r.flooded, err = readers.Run(ctx, o.Duration); err != nil {
		return err
	}
	stop()
	result := <-done
	r.logins, r.memory = result.Outcome, <-peak
	r.accepted = float64(accepted.Load()) / result.Duration.Seconds()
	r.rejected = float64(rejected.Load()) / result.Duration.Seconds()
	return result.err
}

// limited reports whether a response is RATE_LIMITED, and after how many seconds to retry.
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

// maxResident returns the maximum resident memory of a process in MiB until ctx is canceled.
func maxResident(ctx context.Context, pid int) (mib float64) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		mib = max(mib, lab.ResidentMiB(pid))
		select {
		case <-ctx.Done():
			return mib
		case <-tick.C:
		}
	}
}
