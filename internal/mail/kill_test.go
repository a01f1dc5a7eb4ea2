package mail_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/mail"
	"clientele/internal/page"
	"clientele/models"
)

// workerEnv makes the test binary run as a server that sends the emails of a database. Its value is "PORT URL".
const workerEnv = "CLIENTELE_TEST_MAIL_WORKER"

// runWorker sends emails until the process is killed.
func runWorker() {
	port, url, _ := strings.Cut(os.Getenv(workerEnv), " ")
	n, err := strconv.Atoi(port)
	if err != nil {
		panic(err)
	}
	d, err := db.Open(context.Background(), db.Options{URL: url, MaxConns: 4})
	if err != nil {
		panic(err)
	}
	s, err := mail.New(d, workerOptions(n))
	if err != nil {
		panic(err)
	}
	s.Compose(mail.PasswordReset, func(_ context.Context, _ *gorm.DB, m mail.Email) (*mail.Content, error) {
		return &mail.Content{Values: map[string]string{"Token": m.Data["n"]}}, nil
	})
	fmt.Println("ready")
	s.Run(context.Background())
}

func workerOptions(port int) mail.Options {
	return mail.Options{
		Now: time.Now, Codec: page.NewCodec([]byte("key")), From: sender,
		Shop:   func(context.Context) (*models.Shop, error) { return &models.Shop{Name: "Shop"}, nil },
		Server: &mail.Server{Host: "127.0.0.1", Port: port, TLS: "none"}, Workers: 3, Poll: 10 * time.Millisecond,
		Attempts: 100, Lease: time.Second, ReplyTimeout: 200 * time.Millisecond,
		Backoff: func(int) time.Duration { return 10 * time.Millisecond },
	}
}

// TestKilledServers queues 200 emails while two servers on one database are killed and restarted at random. Each email
// must arrive exactly once.
func TestKilledServers(t *testing.T) {
	if testing.Short() {
		t.Skip("takes several seconds")
	}
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		if o.URL == "" {
			t.Skip("SQLite supports one server") // see TestCrashedServer
		}
		d, err := db.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = d.Close() })
		server := startServer(t, func(m *mailServer) {
			m.data = func(received) error { // as long as a real server takes
				<-time.After(time.Duration(20+rand.IntN(80)) * time.Millisecond)
				return nil
			}
		})
		p := newFixture(t, d, server)
		start := func() *exec.Cmd {
			return startWorker(t, fmt.Sprintf("%d %s", server.port, o.URL))
		}
		workers := []*exec.Cmd{start(), start()}
		defer func() {
			for _, c := range workers {
				kill(c)
			}
		}()
		const emails, kills = 200, 12
		for i := range kills {
			for n := i * emails / kills; n < (i+1)*emails/kills; n++ {
				p.queue(fmt.Sprintf("person%d@example.com", n), strconv.Itoa(n))
			}
			<-time.After(time.Duration(rand.IntN(300)) * time.Millisecond)
			n := rand.IntN(2)
			kill(workers[n])
			workers[n] = start()
		}
		checkArrivals(t, p.settled(), server.all(), emails)
	})
}

// startWorker starts the test binary as a worker.
func startWorker(t *testing.T, config string) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), workerEnv+"="+config)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, len("ready\n"))); err != nil {
		t.Fatal(err)
	}
	return c
}

func kill(c *exec.Cmd) {
	_ = c.Process.Kill()
	_ = c.Wait() // reports the signal
}

// checkArrivals checks that each email of rows arrived once, but for up to two in the window of finishTransfer.
func checkArrivals(t *testing.T, rows []models.Email, arrived []received, emails int) {
	t.Helper()
	times := map[string]int{}
	ids := map[string]string{}
	for _, got := range arrived {
		times[got.to]++
		id := parse(t, got.raw).header.Get("Message-ID")
		if to, ok := ids[id]; ok && to != got.to {
			t.Errorf("email %s arrived at %s and at %s", id, to, got.to)
		}
		ids[id] = got.to
	}
	uncertain, duplicates := 0, 0
	for _, m := range rows {
		switch {
		case times[m.To] == 2 && m.Attempts > 1: // see finishTransfer
			duplicates++
		case times[m.To] != 1:
			t.Errorf("%s arrived %d times: %s", m.To, times[m.To], describe([]models.Email{m}))
		}
		if m.Status == models.EmailUncertain {
			uncertain++ // the server was killed before it read the reply
		} else if m.Status != models.EmailSent {
			t.Error(describe([]models.Email{m}))
		}
	}
	if len(rows) != emails || len(times) != emails {
		t.Errorf("%d of %d emails arrived", len(times), len(rows))
	}
	if duplicates > 2 {
		t.Errorf("%d of %d emails arrived twice", duplicates, emails)
	}
	t.Logf("no reply was read for %d of %d emails", uncertain, emails)
}
