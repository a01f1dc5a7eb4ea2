// Command failover runs Clientele on PostgreSQL with Patroni and kills the leader repeatedly, while clients write and
// read. It measures how long writes are interrupted, and checks that no acknowledged write is lost or doubled, that all
// errors are retryable, and that clients see their own writes. deploy/verify/failover.sh starts it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

func main() {
	var o options
	flag.IntVar(&o.kills, "kills", 20, "how often the leader is killed")
	flag.IntVar(&o.port, "port", 6200, "the first of the ports that are used")
	flag.BoolVar(&o.keep, "keep", false, "keep the temporary folder, with the logs")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type options struct {
	kills, port int
	keep        bool
}

// nodes is the number of PostgreSQL nodes, and of servers.
const nodes = 3

// run runs the whole verification. All processes have ended when it returns.
func run(ctx context.Context, o options) (err error) {
	dir, err := os.MkdirTemp("", "clientele-failover-")
	if err != nil {
		return err
	}
	p := &processes{dir: dir}
	defer func() {
		p.stopAll()
		if o.keep {
			fmt.Println("logs:", dir)
		} else {
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}()
	if err := p.findUser(); err != nil {
		return err
	}
	c, err := startCluster(ctx, p, o.port)
	if err != nil {
		return fmt.Errorf("start the cluster: %w", err)
	}
	s, err := startServers(ctx, p, c, o.port)
	if err != nil {
		return fmt.Errorf("start the servers: %w", err)
	}
	l, err := startLoad(ctx, s)
	if err != nil {
		return fmt.Errorf("start the load: %w", err)
	}
	r := &report{}
	for n := range o.kills {
		if err := r.kill(ctx, c, l, n+1); err != nil {
			l.stop()
			return errors.Join(fmt.Errorf("kill %d: %w", n+1, err), l.problems())
		}
	}
	if err := settle(ctx, c, l); err != nil {
		return err
	}
	l.stop()
	err = errors.Join(l.problems(), l.checkStored(ctx, c))
	r.print(l)
	return err
}

// settle waits until all nodes have joined again, and lets the load go on for a moment.
func settle(ctx context.Context, c *cluster, l *load) error {
	if err := c.waitHealthy(ctx); err != nil {
		return err
	}
	return l.waitAll(ctx, time.Now(), time.Minute)
}

func folder(dir, name string) string { return filepath.Join(dir, name) }
