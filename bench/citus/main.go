// Command citus runs Clientele on a Citus cluster on this machine. It distributes the tables over 1, 2 and 4 workers,
// measures the program's requests with bench/compare, and loads customers with COPY. deploy/verify/citus.sh starts it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"clientele/bench/internal/lab"
)

// options are the flags of the command line.
type options struct {
	program   string
	compare   string
	customers int
	shop      int
	workers   []int
	shards    int
	indexes   bool
	measure   []string // further flags of bench/compare
}

func main() {
	o := options{}
	var workers, measure string
	flag.StringVar(&o.program, "program", "", "the program clientele")
	flag.StringVar(&o.compare, "compare", "", "the program bench/compare")
	flag.IntVar(&o.customers, "customers", 10_000_000, "number of customers after COPY, on the most workers; 0 to skip it")
	flag.IntVar(&o.shop, "shop", 300_000, "number of customers before COPY; a fiftieth has orders")
	flag.StringVar(&workers, "workers", "1,2,4", "numbers of workers, increasing")
	flag.IntVar(&o.shards, "shards", 8, "number of shards of each table")
	flag.BoolVar(&o.indexes, "indexes", true, "drop the indexes of customers before COPY, and create them afterwards")
	flag.StringVar(&measure, "measure", "-rounds=3 -duration=2s", "flags of bench/compare")
	flag.Parse()
	o.measure = strings.Fields(measure)
	for text := range strings.SplitSeq(workers, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			fmt.Fprintln(os.Stderr, "-workers must be a list of numbers")
			os.Exit(2)
		}
		o.workers = append(o.workers, n)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "citus:", err)
		os.Exit(1)
	}
}

// run runs the whole verification. All processes have ended when it returns.
func run(ctx context.Context, o options) error {
	most := o.workers[len(o.workers)-1]
	n, err := startNodes(1+most, o.shards)
	if err != nil {
		return err
	}
	defer n.stop()
	version, err := n.version()
	if err != nil {
		return err
	}
	fmt.Printf("%s, on %s, load average %s\n", version, lab.Machine(), lab.LoadAverage())
	var urls []string
	for _, workers := range append([]int{0}, o.workers...) {
		url, err := n.fill(ctx, o, workers)
		if err != nil {
			return fmt.Errorf("%d workers: %w", workers, err)
		}
		urls = append(urls, url)
	}
	if err := compare(ctx, o, urls...); err != nil {
		return err
	}
	if o.customers <= o.shop {
		return nil
	}
	largest := urls[len(urls)-1]
	if err := load(ctx, largest, o); err != nil {
		return fmt.Errorf("load: %w", err)
	}
	return compare(ctx, o, largest)
}

// fill creates a database on a number of workers, migrates and distributes it with the program, and fills it. With no
// workers, it is a database of PostgreSQL without Citus.
func (n *nodes) fill(ctx context.Context, o options, workers int) (url string, err error) {
	url, err = n.create("shop_"+strconv.Itoa(workers), workers)
	if err != nil {
		return "", err
	}
	commands := [][]string{{"migrate"}, {"migrate", "--citus"}}
	if workers == 0 {
		commands = commands[:1]
	}
	for _, args := range commands {
		began := time.Now()
		c := exec.CommandContext(ctx, o.program, args...)
		c.Env = append(os.Environ(), "DATABASE_URL="+url, "CLIENTELE_TOKEN_KEY="+strings.Repeat("key ", 10))
		if out, err := c.CombinedOutput(); err != nil {
			return "", fmt.Errorf("clientele %s: %w\n%s", strings.Join(args, " "), err, out)
		}
		fmt.Printf("%d workers: clientele %s: %.1f s\n", workers, strings.Join(args, " "), time.Since(began).Seconds())
	}
	began := time.Now()
	if err := lab.Seed(ctx, url, o.shop, o.shop/50); err != nil {
		return "", err
	}
	fmt.Printf("%d workers: a shop of %d customers: %.1f s\n", workers, o.shop, time.Since(began).Seconds())
	return url, nil
}

// compare measures the program's requests on databases, and prints a table.
func compare(ctx context.Context, o options, urls ...string) error {
	args := []string{
		"-growth", strconv.Itoa(o.shop), "-database", strings.Join(urls, ","),
		"-program", o.program,
	}
	c := exec.CommandContext(ctx, o.compare, append(args, o.measure...)...)
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = time.Minute
	if err := c.Run(); err != nil {
		return errors.Join(errors.New("bench/compare failed"), err)
	}
	return nil
}
