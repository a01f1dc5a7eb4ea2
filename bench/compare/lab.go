package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"clientele/bench/internal/lab"
	"clientele/db/dbtest/cluster"
)

// bench is everything that runs during the comparison.
type bench struct {
	*lab.Lab
	options options
	out     io.Writer
	servers map[string]*lab.Program
	debug   string            // where this program serves its profiles
	places  map[string]string // PostGraphile's cursors, by the ids of the shop's places
	without string            // why there is no PostGraphile
}

// open builds and starts all of it; where the options are about growth, this program alone.
func open(ctx context.Context, o options, out io.Writer) (_ *bench, err error) {
	b := &bench{options: o, out: out, servers: map[string]*lab.Program{}}
	of := lab.Options{Customers: o.customers}
	if len(o.growth) > 0 {
		of.Buyers = o.customers / 50 // and not a fifth, whose orders take longest to fill in
	}
	if o.profile != "" {
		port, err := cluster.FreePort()
		if err != nil {
			return nil, err
		}
		b.debug = fmt.Sprintf("127.0.0.1:%d", port)
		of.Settings = []string{"CLIENTELE_DEBUG_ADDR=" + b.debug}
	}
	if b.Lab, err = lab.Open(ctx, of, out); err != nil {
		return nil, err
	}
	b.servers[product] = b.Program
	if len(o.growth) > 0 {
		return b, nil
	}
	if err := b.startOthers(ctx); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

// startOthers starts what this program is compared with.
func (b *bench) startOthers(ctx context.Context) error {
	baseline, err := lab.Build(ctx, b.Dir, "baseline", "clientele/bench/baseline")
	if err != nil {
		return err
	}
	hand, err := lab.Launch(reference, baseline, []string{"-database", b.URL()}, nil, os.Stderr)
	if err != nil {
		return err
	}
	b.servers[reference], b.servers[inSQL] = hand, hand
	if !b.options.postgraphile {
		b.without = "-postgraphile=false"
	} else if err := b.startGraphile(ctx); err != nil {
		b.without = err.Error()
	}
	if b.without != "" {
		fmt.Fprintf(b.out, "PostGraphile is not measured: %s\n", b.without)
	}
	return ctx.Err()
}

func (b *bench) close() {
	for _, name := range []string{reference, graphile} {
		if p := b.servers[name]; p != nil {
			_ = p.Stop()
		}
	}
	b.Close()
}
