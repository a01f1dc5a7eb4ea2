// Command stress measures the effect of a flood of logins on readers. It starts a temporary PostgreSQL server with a
// seeded shop, builds and starts the program, and measures readers without and with the flood, in turn. The tests of
// this package check that the program loses nothing in other extreme conditions.
//
//	go run ./bench/stress             # prints the figures, in about two minutes
//	go run ./bench/stress -docs docs  # also updates docs/benchmarks.md
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

// options are the flags of the command line.
type options struct {
	lab.Flags
	readers, flood, logins int
}

func parse(args []string, out io.Writer) (options, error) {
	o := options{Flags: lab.Flags{Customers: 20_000, Rounds: 3, Duration: 8 * time.Second}}
	err := o.Parse("stress", args, out, func(f *flag.FlagSet) {
		f.IntVar(&o.readers, "readers", 200, "number of connections that read")
		f.IntVar(&o.flood, "flood", 200, "number of connections that log in")
		f.IntVar(&o.logins, "logins", 400, "total number of logins per second that they attempt")
	})
	if err != nil {
		return o, err
	}
	if o.Quick {
		o.readers, o.flood = 20, 100
	}
	if o.readers < 1 || o.flood < 1 || o.logins < 1 {
		return o, errors.New("-readers, -flood and -logins must be at least 1")
	}
	return o, nil
}

func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := parse(args, out)
	if err != nil {
		return err
	}
	settings := []string{"CLIENTELE_TRUSTED_PROXIES=127.0.0.0/8", "CLIENTELE_LOG_LEVEL=error"}
	l, err := lab.Open(ctx, lab.Options{Customers: o.Customers, Settings: settings}, out)
	if err != nil {
		return err
	}
	defer l.Close()
	r := report{
		options: o, machine: lab.Machine(), postgres: l.Version, load: [2]string{lab.LoadAverage(), ""},
		when: time.Now(), idle: lab.ResidentMiB(l.Program.PID),
	}
	for _, q := range queries(&l.Shop) {
		rounds, err := measure(ctx, l, o, q, out)
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		r.measured = append(r.measured, measured{q, rounds})
	}
	r.load[1] = lab.LoadAverage()
	fmt.Fprintf(out, "\n%s", r.markdown())
	if o.Docs != "" {
		if err := figures.Write(filepath.Join(o.Docs, "benchmarks.md"), "# Benchmarks\n\n", r.markdown()); err != nil {
			return err
		}
	}
	return r.check()
}
