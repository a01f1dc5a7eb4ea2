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
	debug   string // where this program serves its profiles
}

func open(ctx context.Context, o options, out io.Writer) (*bench, error) {
	b := &bench{options: o, out: out}
	var settings []string
	if o.profile != "" {
		port, err := cluster.FreePort()
		if err != nil {
			return nil, err
		}
		b.debug = fmt.Sprintf("127.0.0.1:%d", port)
		settings = []string{"CLIENTELE_DEBUG_ADDR=" + b.debug}
	}
	var err error
	if b.Lab, err = lab.Open(ctx, lab.Options{Customers: o.customers, Settings: settings}, out); err != nil {
		return nil, err
	}
	baseline, err := lab.Build(ctx, b.Dir, "baseline", "clientele/bench/baseline")
	if err != nil {
		b.Close()
		return nil, err
	}
	hand, err := lab.Launch(reference, baseline, []string{"-database", b.URL()}, nil, os.Stderr)
	if err != nil {
		b.Close()
		return nil, err
	}
	b.servers = map[string]*lab.Program{product: b.Program, reference: hand, inSQL: hand}
	return b, nil
}

func (b *bench) close() {
	_ = b.servers[reference].Stop()
	b.Close()
}
