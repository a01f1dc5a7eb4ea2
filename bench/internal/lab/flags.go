package lab

import (
	"errors"
	"flag"
	"io"
	"time"
)

// Flags holds the flags that all measurements share.
type Flags struct {
	Customers int
	Rounds    int
	Duration  time.Duration
	Docs      string
	Quick     bool
	Command   string // the command line as reports quote it, without folders
}

// Parse parses args into f, whose values are the defaults. define adds the flags of one measurement. With -quick, the
// shared flags describe the smallest possible run.
func (f *Flags) Parse(name string, args []string, out io.Writer, define func(*flag.FlagSet)) error {
	set := flag.NewFlagSet(name, flag.ContinueOnError)
	set.SetOutput(out)
	set.IntVar(&f.Customers, "customers", f.Customers, "number of customers, at least 1000; a fifth has orders")
	set.IntVar(&f.Rounds, "rounds", f.Rounds, "number of runs of each measurement")
	set.DurationVar(&f.Duration, "duration", f.Duration, "duration of each run, after a warm-up")
	set.StringVar(&f.Docs, "docs", f.Docs, "folder whose benchmarks.md is updated")
	set.BoolVar(&f.Quick, "quick", f.Quick, "run everything once on a small shop; the figures are not meaningful")
	define(set)
	if err := set.Parse(args); err != nil {
		return err
	}
	f.Command = "go run ./bench/" + name
	set.Visit(func(given *flag.Flag) {
		switch given.Name {
		case "docs", "profile", "database", "program": // differ between machines
		default:
			f.Command += " -" + given.Name + "=" + given.Value.String()
		}
	})
	if f.Quick {
		f.Customers, f.Rounds, f.Duration = 1000, 1, 400*time.Millisecond
	}
	if f.Customers < 1000 || f.Rounds < 1 || f.Duration <= 0 {
		return errors.New("-customers must be at least 1000, -rounds at least 1 and -duration positive")
	}
	return nil
}
