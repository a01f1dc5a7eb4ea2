// Command compare compares the program with hand-written servers on the same machine, database and work. It starts a
// temporary PostgreSQL server with a seeded shop, builds and starts the servers, and measures them in turn, so that
// other load on the machine affects all of them.
//
//	go run ./bench/compare                  # prints the figures, in about ten minutes
//	go run ./bench/compare -docs docs       # also updates docs/benchmarks.md and its chart
//	go run ./bench/compare -profile /tmp/p  # also profiles the program under load
//	go run ./bench/compare -pgbouncer /usr/sbin/pgbouncer           # only the program, without and behind PgBouncer
//	go run ./bench/compare -growth 10000,100000,1000000 -docs docs  # only the program, on shops of these sizes
//	go run ./bench/compare -growth 10000 -database postgres://…     # on databases that deploy/verify/citus.sh fills
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

// options are the flags of the command line.
type options struct {
	lab.Flags
	connections  int
	only         []string
	profile      string
	postgraphile bool
	growth       []int    // sizes of shops
	pgbouncers   []string // programs
	databases    []string // URLs of filled databases of the same size
	program      string   // the file; empty to build it
}

func parse(args []string, out io.Writer) (options, error) {
	o := options{Flags: lab.Flags{Customers: 100_000, Rounds: 5, Duration: 5 * time.Second}}
	var only, growth, pgbouncers, databases string
	err := o.Parse("compare", args, out, func(f *flag.FlagSet) {
		f.IntVar(&o.connections, "connections", 16, "number of concurrent requests")
		f.StringVar(&only, "only", "", "comma-separated scenarios to run: me, return, list, prefix, login, address, update")
		f.StringVar(&o.profile, "profile", "", "folder for profiles of the program under load")
		f.BoolVar(&o.postgraphile, "postgraphile", true,
			"also measure PostGraphile, which npm installs into the user's cache")
		f.StringVar(&growth, "growth", "",
			"measure only the program on shops of these comma-separated sizes, such as 10000,100000,1000000")
		f.StringVar(&pgbouncers, "pgbouncer", "",
			"measure only the program, without and behind these comma-separated programs, such as /usr/sbin/pgbouncer")
		f.StringVar(&o.program, "program", "", "file of the program, instead of building it")
		f.StringVar(&databases, "database", "",
			"with one size in -growth: measure on these comma-separated URLs of databases with such a shop")
	})
	if err != nil {
		return o, err
	}
	if only != "" {
		o.only = strings.Split(only, ",")
	}
	if pgbouncers != "" {
		o.pgbouncers = strings.Split(pgbouncers, ",")
	}
	if growth != "" {
		for text := range strings.SplitSeq(growth, ",") {
			n, err := strconv.Atoi(text)
			if err != nil || n < 1000 {
				return o, errors.New("-growth must be a list of numbers of at least 1000")
			}
			o.growth = append(o.growth, n)
		}
	}
	if databases != "" {
		o.databases = strings.Split(databases, ",")
		if len(o.growth) != 1 {
			return o, errors.New("-database needs one size in -growth")
		}
	}
	if o.connections < 1 {
		return o, errors.New("-connections must be at least 1")
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
	if len(o.pgbouncers) > 0 {
		return comparePoolers(ctx, o, out)
	}
	l, err := open(ctx, o, "", out)
	if err != nil {
		return err
	}
	defer l.close()
	r := report{
		options: o, machine: lab.Machine(), postgres: l.Version, missing: l.missing,
		load: [2]string{lab.LoadAverage(), ""}, when: time.Now(),
	}
	for _, s := range scenarios(&l.Shop, l.cursors) {
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
		return fmt.Errorf("unknown scenario %s", strings.Join(o.only, ","))
	}
	r.load[1] = lab.LoadAverage()
	fmt.Fprintf(out, "\n%s", r.markdown())
	if o.profile != "" {
		fmt.Fprintf(out, "\n%s", r.sharesTable())
	}
	if o.Docs != "" {
		return r.write(o.Docs)
	}
	return nil
}
