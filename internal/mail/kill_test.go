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

// workerOf, set in its environment, makes the test binary a server that sends the emails of a database: "PORT URL".
const workerOf = "CLIENTELE_TEST_MAIL_WORKER"

func worker() {
	port, url, _ := strings.Cut(os.Getenv(workerOf), " ")
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
	s.Compose(mail.PasswordReset, func(_ context.Context, _ *gorm.DB, m mail.Mail) (*mail.Letter, error) {
		return &mail.Letter{Values: map[string]string{"Token": m.Data["n"]}}, nil
	})
	fmt.Println("ready")
	s.Run(context.Background())
}

func workerOptions(port int) mail.Options {
	return mail.Options{
		Now: time.Now, Codec: page.NewCodec([]byte("key")), From: sender, Shop: func(context.Context) (string, error) { return "Shop", nil },
		Server: &mail.Server{Host: "127.0.0.1", Port: port, TLS: "none"}, Workers: 3, Poll: 10 * time.Millisecond,
		Attempts: 100, Lease: time.Second, Verdict: 200 * time.Millisecond, Backoff: func(int) time.Duration { return 10 * time.Millisecond },
	}
}

// TestServersThatAreKilled: of 200 emails that are queued while two servers on one database are killed and started again at
// random, each arrives, and none twice.
func TestServersThatAreKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		if o.URL == "" {
			t.Skip("one process has an SQLite database") // and starts again: TestAServerThatDied
		}
		d, err := db.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = d.Close() })
		server := serveMail(t, func(m *mailServer) {
			m.data = func(received) error { // as long as a real one takes to look at an email
				<-time.After(time.Duration(20+rand.IntN(80)) * time.Millisecond)
				return nil
			}
		})
		p := newPost(t, d, server)
		start := func() *exec.Cmd {
			t.Helper()
			c := exec.Command(os.Args[0])
			c.Env = append(os.Environ(), fmt.Sprintf("%s=%d %s", workerOf, server.port, o.URL))
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
		kill := func(c *exec.Cmd) {
			_ = c.Process.Kill()
			_ = c.Wait() // it was killed
		}
		servers := []*exec.Cmd{start(), start()}
		defer func() {
			for _, c := range servers {
				kill(c)
			}
		}()
		const emails, kills = 200, 12
		for i := range kills {
			for n := i * emails / kills; n < (i+1)*emails/kills; n++ {
				p.ask(fmt.Sprintf("person%d@example.com", n), strconv.Itoa(n))
			}
			<-time.After(time.Duration(rand.IntN(300)) * time.Millisecond)
			which := rand.IntN(2)
			kill(servers[which])
			servers[which] = start()
		}
		rows := p.over()
		times := map[string]int{}
		ids := map[string]string{}
		for _, got := range server.all() {
			times[got.to]++
			id := read(t, got.raw).header.Get("Message-ID")
			if to, twice := ids[id]; twice && to != got.to {
				t.Errorf("%s arrived at %s and %s", id, to, got.to)
			}
			ids[id] = got.to
		}
		unseen, again := 0, 0
		for _, m := range rows {
			switch {
			case times[m.To] == 2 && m.Attempts > 1: // killed between the email's end and the note, see handOver
				again++
			case times[m.To] != 1:
				t.Errorf("%s arrived %d times: %s", m.To, times[m.To], show([]models.Email{m}))
			}
			if m.Status == models.EmailUncertain {
				unseen++ // the server that sent it did not live to see the answer
			} else if m.Status != models.EmailSent {
				t.Error(show([]models.Email{m}))
			}
		}
		if len(rows) != emails || len(times) != emails {
			t.Errorf("of %d emails %d arrived", len(rows), len(times))
		}
		if again > 2 {
			t.Errorf("%d of %d emails arrived twice", again, emails)
		}
		t.Logf("%d servers were killed; of %d emails the answer was not seen", kills, unseen)
	})
}
