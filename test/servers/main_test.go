// Package servers tests ten processes of the program on one PostgreSQL database: what one of them does takes effect on
// all, shared work is done once, and a server that loses the database says so and recovers.
package servers

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"clientele/db/dbtest"
)

// The flags are for deploy/verify/servers.sh, which runs the tests for longer.
var (
	rounds      = flag.Int("rounds", 1, "how often each check is repeated, or the multiple of its load")
	count       = flag.Int("servers", 10, "number of servers, at least 7")
	strict      = flag.Bool("strict", false, "whether the machine has nothing else to do, so that times are checked strictly")
	figuresFile = flag.String("figures", "", "file to write the table of figures to")
)

func TestMain(m *testing.M) {
	flag.Parse()
	dbtest.Main(m, func() {
		if *figuresFile == "" {
			return
		}
		if err := os.WriteFile(*figuresFile, []byte(figures.table()), 0o600); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	})
}

// within returns how long something may take that takes at most d on a machine that has nothing else to do.
func within(d time.Duration) time.Duration {
	if *strict {
		return d
	}
	return 10 * d // other tests run at the same time
}

// figures are the rows of the table that deploy/verify/servers.sh prints.
var figures results

type results struct {
	mu   sync.Mutex
	rows []string
}

// add logs a figure and adds it to the table.
func (r *results) add(t *testing.T, what, format string, args ...any) {
	t.Helper()
	figure := fmt.Sprintf(format, args...)
	t.Logf("%s: %s", what, figure)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rows = append(r.rows, fmt.Sprintf("| %s | %s |", what, figure))
}

func (r *results) table() string {
	return fmt.Sprintf("| %d servers, one PostgreSQL | result |\n|---|---|\n%s\n", *count, strings.Join(r.rows, "\n"))
}

// spread returns the median and the maximum of durations as text.
func spread(all []time.Duration) string {
	slices.SortFunc(all, cmp.Compare)
	return fmt.Sprintf("median %v, worst %v", all[len(all)/2].Round(time.Millisecond), all[len(all)-1].Round(time.Millisecond))
}
