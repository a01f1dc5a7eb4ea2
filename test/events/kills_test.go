package events

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/db/dbtest/cluster"
	"clientele/test/apptest"
	"clientele/test/repo"
)

// killsEnv sets how often TestKillsLoseNoEvent kills a server, for each database.
const killsEnv = "CLIENTELE_TEST_KILLS"

// defaultKills takes a few seconds.
const defaultKills = 10

const (
	clients  = 16
	records  = 4 // customers, each with an address and an order
	pgEvery  = 5 // every fifth kill is one of PostgreSQL
	maxPause = 120 * time.Millisecond
)

// TestKillsLoseNoEvent kills the program, and PostgreSQL, at random moments while clients update customers, addresses
// and orders. In the end, each acknowledged change must have its event with the right values, and no event must be
// without its change.
func TestKillsLoseNoEvent(t *testing.T) {
	kills := defaultKills
	if text := os.Getenv(killsEnv); text != "" {
		var err error
		if kills, err = strconv.Atoi(text); err != nil {
			t.Fatalf("%s: %v", killsEnv, err)
		}
	}
	binary := repo.Build(t)
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		testKills(t, kills, &server{t: t, binary: binary})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		c, err := cluster.Start(dbtest.Postgres(t)) // with the safe settings of a real server
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Stop)
		if _, err := c.Admin.Exec("CREATE DATABASE shop"); err != nil {
			t.Fatal(err)
		}
		testKills(t, kills, &server{t: t, binary: binary, cluster: c})
	})
}

func testKills(t *testing.T, kills int, s *server) {
	s.run()
	l := newLoad(s)
	stop, stopPoller := make(chan struct{}), make(chan struct{})
	var work, polling sync.WaitGroup
	for n := range clients {
		work.Go(func() { l.work(n, stop) })
	}
	polling.Go(func() { l.poll(stopPoller) })
	ofPostgres := 0
	for i := range kills {
		<-time.After(rand.N(maxPause))
		before := l.acknowledged.Load()
		apptest.WaitUntil(t, "a change", func() bool { return l.acknowledged.Load() > before })
		if s.cluster != nil && i%pgEvery == pgEvery-1 {
			s.killPostgres()
			ofPostgres++
		} else {
			s.kill()
			s.run()
		}
	}
	last := l.acknowledged.Load()
	apptest.WaitUntil(t, "changes after the last kill", func() bool { return l.acknowledged.Load() > last+clients })
	close(stop)
	work.Wait()
	ts := openTables(t, s.env)
	ids := ts.read(`SELECT id FROM events ORDER BY seq`)
	apptest.WaitUntil(t, "the poller to see all events", func() bool { return l.polled.Load() >= int64(len(ids)) })
	close(stopPoller)
	polling.Wait()
	s.kill()
	l.checkPolled(ts)
	events, unacknowledged := l.check(ts)
	t.Logf("%d kills, %d of them of PostgreSQL; %d acknowledged changes, %d that were made but not acknowledged, %d events",
		kills, ofPostgres, l.acknowledged.Load(), unacknowledged, events)
}

// server is the program in a separate process, which always listens on the same address.
type server struct {
	t       *testing.T
	binary  string
	cluster *cluster.Cluster // nil for SQLite
	env     []string
	url     string
	program *apptest.Program
	ready   atomic.Pointer[chan struct{}] // closed while the server and its database are running
}

// run starts the program.
func (s *server) run() {
	s.t.Helper()
	if s.env == nil {
		var o db.Options
		if s.cluster != nil {
			o.URL = s.cluster.URL("shop")
		}
		s.env = apptest.Environ(s.t, o, "CLIENTELE_ADDR="+apptest.FreeAddress(s.t))
		s.pause()
	}
	var log fmt.Stringer
	s.program, log = apptest.StartProcess(s.t, s.binary, s.env...)
	if s.program.URL == "" {
		s.t.Fatalf("the program did not start: %s", log)
	}
	if s.url == "" {
		s.url = s.program.URL
	}
	close(*s.ready.Load())
}

// kill kills the program.
func (s *server) kill() {
	s.program.Kill()
	s.pause()
}

// killPostgres kills PostgreSQL and starts it again, which recovers what was committed.
func (s *server) killPostgres() {
	s.t.Helper()
	s.cluster.Kill()
	s.pause()
	if err := s.cluster.Run(); err != nil {
		s.t.Fatal(err)
	}
	close(*s.ready.Load())
}

// pause lets clients wait until the server is running again.
func (s *server) pause() {
	ready := make(chan struct{})
	s.ready.Store(&ready)
}
