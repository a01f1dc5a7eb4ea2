// Command compare measures this program beside hand-written servers, on the same machine, database and work: it starts a
// PostgreSQL of its own, fills it with a shop, builds and starts the servers, and drives one after the other in turn, so that
// what else the machine does falls on all of them.
//
//	go run ./bench/compare                  # prints the figures, in about ten minutes
//	go run ./bench/compare -docs docs       # and writes docs/benchmarks.md's table and chart
//	go run ./bench/compare -profile /tmp/p  # and profiles the program under the load
//	go run ./bench/compare -growth 10000,100000,1000000 -docs docs  # this program alone, on shops of these sizes
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"clientele/bench/internal/lab"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

// options is what the command line says.
type options struct {
	customers, connections, rounds int
	duration                       time.Duration
	only                           []string
	docs, profile                  string
	postgraphile                   bool
	growth                         []int // sizes of shops
	command                        string
}

func parse(args []string, out io.Writer) (options, error) {
	o := options{command: "go run ./bench/compare"}
	f := flag.NewFlagSet("compare", flag.ContinueOnError)
	f.SetOutput(out)
	f.IntVar(&o.customers, "customers", 100_000, "how many customers the shop has, at least 1,000; a fifth of them has orders")
	f.IntVar(&o.connections, "connections", 16, "how many requests are under way at once")
	f.IntVar(&o.rounds, "rounds", 5, "how often each server is measured in a scenario")
	f.DurationVar(&o.duration, "duration", 5*time.Second, "how long each time, after a warm-up of a fifth of it")
	only := f.String("only", "", "the scenarios to run, with commas between: me, return, list, prefix, login, address")
	f.StringVar(&o.docs, "docs", "", "the folder whose benchmarks.md and benchmarks.svg are to be written")
	f.StringVar(&o.profile, "profile", "", "a folder for profiles of this program under the load")
	f.BoolVar(&o.postgraphile, "postgraphile", true, "measure PostGraphile as well, which npm installs into the user's cache once")
	growth := f.String("growth", "", "measure this program alone on shops of these many customers, with commas between, such as 10000,100000,1000000")
	quick := f.Bool("quick", false, "try everything once, on a small shop: the figures say little")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	f.Visit(func(set *flag.Flag) {
		if set.Name != "docs" && set.Name != "profile" { // folders of whoever ran it
			o.command += " -" + set.Name + "=" + set.Value.String()
		}
	})
	if *quick {
		o.customers, o.rounds, o.duration = 1000, 1, time.Second
	}
	if *only != "" {
		o.only = strings.Split(*only, ",")
	}
	if *growth != "" {
		for text := range strings.SplitSeq(*growth, ",") {
			n, err := strconv.Atoi(text)
			if err != nil || n < 1000 {
				return o, errors.New("-growth: sizes are numbers of 1000 and more")
			}
			o.growth = append(o.growth, n)
		}
	}
	if o.customers < 1000 || o.connections < 1 || o.rounds < 1 || o.duration <= 0 {
		return o, errors.New("-customers must be at least 1000, -connections and -rounds 1")
	}
	return o, nil
}

func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := parse(args, out)
	if err != nil {
		return err
	}
	if len(o.growth) > 0 {
		return grow(ctx, o, out)
	}
	l, err := open(ctx, o, out)
	if err != nil {
		return err
	}
	defer l.close()
	r := report{options: o, machine: lab.Machine(), postgres: l.Version, without: l.without, busy: [2]string{lab.Busy(), ""}, when: time.Now()}
	known := scenarios(&l.Shop, l.places)
	for _, s := range known {
		if len(o.only) > 0 && !slices.Contains(o.only, s.name) {
			continue
		}
		results, err := l.measure(ctx, s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		m := measured{scenario: s, results: results}
		if o.profile != "" {
			if m.shares, err = l.profileOf(ctx, s); err != nil {
				return fmt.Errorf("profile %s: %w", s.name, err)
			}
		}
		r.scenarios = append(r.scenarios, m)
	}
	if len(r.scenarios) == 0 {
		return fmt.Errorf("there is no scenario %s", strings.Join(o.only, ","))
	}
	r.busy[1] = lab.Busy()
	fmt.Fprintf(out, "\n%s", r.markdown())
	if o.profile != "" {
		fmt.Fprintf(out, "\n%s", r.sharesTable())
	}
	if o.docs != "" {
		return r.write(o.docs)
	}
	return nil
}
