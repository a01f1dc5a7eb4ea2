// Command stress measures what readers notice of a flood of log-ins: it starts a PostgreSQL of its own, fills it with a shop, builds
// and starts the program, and drives readers, first alone and then beside the flood, in turn. The tests beside it do the program
// other harm, and look whether it loses anything.
//
//	go run ./bench/stress             # prints the figures, in about two minutes
//	go run ./bench/stress -docs docs  # and writes them into docs/benchmarks.md
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"clientele/bench/internal/lab"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "stress:", err)
		os.Exit(1)
	}
}

// options is what the command line says.
type options struct {
	customers, readers, flood, perSecond, rounds int
	duration                                     time.Duration
	docs                                         string
	quick                                        bool
	command                                      string
}

func parse(args []string, out io.Writer) (options, error) {
	o := options{command: "go run ./bench/stress"}
	f := flag.NewFlagSet("stress", flag.ContinueOnError)
	f.SetOutput(out)
	f.IntVar(&o.customers, "customers", 20_000, "how many customers the shop has, at least 1,000; a fifth of them has orders")
	f.IntVar(&o.readers, "readers", 200, "how many connections read")
	f.IntVar(&o.flood, "flood", 200, "how many connections log in")
	f.IntVar(&o.perSecond, "logins", 400, "how many log-ins a second they send together, if they are answered in time")
	f.IntVar(&o.rounds, "rounds", 3, "how often each reading is measured, alone and beside the flood")
	f.DurationVar(&o.duration, "duration", 8*time.Second, "how long each time, after a warm-up of a quarter of it")
	f.StringVar(&o.docs, "docs", "", "the folder whose benchmarks.md is to be written")
	f.BoolVar(&o.quick, "quick", false, "try everything once, on a small shop: the figures say little")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	f.Visit(func(set *flag.Flag) {
		if set.Name != "docs" { // a folder of whoever ran it
			o.command += " -" + set.Name + "=" + set.Value.String()
		}
	})
	if o.quick {
		o.customers, o.readers, o.flood, o.rounds, o.duration = 1000, 20, 100, 1, time.Second
	}
	if o.customers < 1000 || o.readers < 1 || o.flood < 1 || o.perSecond < 1 || o.rounds < 1 || o.duration <= 0 {
		return o, errors.New("-customers must be at least 1000, the other numbers at least 1")
	}
	return o, nil
}

func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := parse(args, out)
	if err != nil {
		return err
	}
	l, err := lab.Open(ctx, lab.Options{Customers: o.customers, Settings: []string{"CLIENTELE_TRUSTED_PROXIES=127.0.0.0/8", "CLIENTELE_LOG_LEVEL=error"}}, out)
	if err != nil {
		return err
	}
	defer l.Close()
	r := report{options: o, machine: lab.Machine(), postgres: l.Version, busy: [2]string{lab.Busy(), ""}, when: time.Now(), idle: lab.Resident(l.Program.PID)}
	for _, reading := range readings(&l.Shop) {
		rounds, err := measure(ctx, l, o, reading, out)
		if err != nil {
			return fmt.Errorf("%s: %w", reading.name, err)
		}
		r.measured = append(r.measured, measured{reading, rounds})
	}
	r.busy[1] = lab.Busy()
	fmt.Fprintf(out, "\n%s", r.markdown())
	if o.docs != "" {
		if err := figures.Write(filepath.Join(o.docs, "benchmarks.md"), "# Benchmarks\n\n", r.markdown()); err != nil {
			return err
		}
	}
	return r.judge()
}
