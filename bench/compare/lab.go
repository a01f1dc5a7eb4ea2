package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"clientele/bench/internal/lab"
	"clientele/db/dbtest/cluster"
)

// bench is the environment of the comparison.
type bench struct {
	*lab.Lab
	options options
	out     io.Writer
	servers map[string]*lab.Program
	poolers []pooled
	debug   string            // address of the profiles of the program
	cursors map[string]string // PostGraphile's cursors, by the IDs of the shop's positions
	missing string            // why PostGraphile is not measured
}

// open builds and starts all servers, or only the program for -growth. It uses the database at url, unless it is empty.
func open(ctx context.Context, o options, url string, out io.Writer) (_ *bench, err error) {
	b := &bench{options: o, out: out, servers: map[string]*lab.Program{}}
	options := lab.Options{Customers: o.Customers, URL: url, Binary: o.program}
	if len(o.growth) > 0 {
		options.Buyers = o.Customers / 50 // not a fifth, since seeding orders takes the longest
	}
	if o.profile != "" {
		port, err := cluster.FreePort()
		if err != nil {
			return nil, err
		}
		b.debug = fmt.Sprintf("127.0.0.1:%d", port)
		options.Settings = []string{"CLIENTELE_DEBUG_ADDR=" + b.debug}
	}
	if b.Lab, err = lab.Open(ctx, options, out); err != nil {
		return nil, err
	}
	b.servers[product] = b.Program
	if len(o.growth) > 0 || len(o.pgbouncers) > 0 {
		return b, nil
	}
	if err := b.startOthers(ctx); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

// startOthers starts the servers that the program is compared with.
func (b *bench) startOthers(ctx context.Context) error {
	baseline, err := lab.Build(ctx, b.Dir, "baseline", "clientele/bench/baseline")
	if err != nil {
		return err
	}
	handWritten, err := lab.Launch(reference, baseline, []string{"-database", b.URL()}, nil, os.Stderr)
	if err != nil {
		return err
	}
	b.servers[reference], b.servers[inSQL] = handWritten, handWritten
	if !b.options.postgraphile {
		b.missing = "-postgraphile=false"
	} else if err := b.startGraphile(ctx); err != nil {
		b.missing = err.Error()
	}
	if b.missing != "" {
		fmt.Fprintf(b.out, "PostGraphile is not measured: %s\n", b.missing)
	}
	return ctx.Err()
}

func (b *bench) close() {
	for _, name := range []string{reference, graphile} {
		if p := b.servers[name]; p != nil {
			_ = p.Stop()
		}
	}
	for _, p := range b.poolers {
		if program := b.servers[p.name]; program != nil {
			_ = program.Stop()
		}
		p.pgbouncer.Stop()
	}
	b.Close()
}
