package webhooks

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
	"clientele/test/repo"
)

// server is the program in a process that can be killed.
type server struct {
	*apptest.Program
	process *exec.Cmd
}

// startServer starts the program at an address.
func startServer(t *testing.T, binary, address string, env []string) *server {
	t.Helper()
	c := exec.Command(binary)
	c.Env = append(append([]string{}, env...), "CLIENTELE_ADDR="+address)
	c.Stdout = io.Discard
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	s := &server{Program: &apptest.Program{T: t, URL: "http://" + address, Env: env}, process: c}
	apptest.WaitUntil(t, "the server", func() bool {
		response, err := http.Get(s.URL + "/readyz")
		if err != nil {
			return false
		}
		_ = response.Body.Close()
		return response.StatusCode == http.StatusOK
	})
	return s
}

func (s *server) kill() {
	_ = s.process.Process.Kill()
	_ = s.process.Wait() // reports the signal
	http.DefaultClient.CloseIdleConnections()
}

// expireLeases ends the leases of a server that was killed.
func expireLeases(t *testing.T, o db.Options) {
	t.Helper()
	dbtest.InTx(t, o, func(tx *gorm.DB) error {
		return errors.Join(
			tx.Exec("UPDATE webhooks SET lease_ends_at = created_at WHERE lease IS NOT NULL").Error,
			tx.Exec("UPDATE webhook_deliveries SET due_at = created_at WHERE status = 'SENDING'").Error,
		)
	})
}

// TestKilledProgram kills the program with SIGKILL while customers are created. The event of each customer whose
// creation was acknowledged must arrive, and every request must be about a customer that exists.
func TestKilledProgram(t *testing.T) {
	if testing.Short() {
		t.Skip("takes ten seconds")
	}
	binary := repo.Build(t)
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		env := apptest.Environ(t, o, private)
		address := apptest.FreeAddress(t)
		s, r := startServer(t, binary, address, env), newReceiver(t)
		key := s.APIKey(apptest.AllScopes...)
		createWebhook(s.Program, key, apptest.Vars{"url": r.URL, "events": []string{"CUSTOMER_CREATED"}})
		acknowledged := map[string]bool{}
		const kills = 8
		for n := range kills {
			stop, stopped := make(chan struct{}), make(chan []string)
			go func() {
				var ids []string
				defer func() { stopped <- ids }()
				for i := 0; ; i++ {
					select {
					case <-stop:
						return
					default:
					}
					if id := createCustomer(address, key, fmt.Sprintf("c%d-%d@example.com", n, i)); id != "" {
						ids = append(ids, id)
					}
				}
			}()
			<-time.After(time.Duration(50+rand.IntN(400)) * time.Millisecond)
			s.kill()
			close(stop)
			for _, id := range <-stopped {
				acknowledged[id] = true
			}
			expireLeases(t, o) // else the next server waits a minute before it sends what this one was sending
			s = startServer(t, binary, address, env)
		}
		t.Cleanup(s.kill)
		arrived := map[string]int{}
		apptest.WaitUntil(t, "all events", func() bool {
			clear(arrived)
			for _, d := range r.all() {
				arrived[d.Data.ID]++
			}
			for id := range acknowledged {
				if arrived[id] == 0 {
					return false
				}
			}
			return true
		})
		twice := 0
		for id, n := range arrived {
			if n > 1 {
				twice++
			}
			if a := s.Send(key, `query($id: ID!) { customer(id: $id) { id } }`, apptest.Vars{"id": id}).OK(); a.At("customer.id") == nil {
				t.Errorf("an event of %s, which does not exist", id)
			}
		}
		if len(acknowledged) < kills {
			t.Errorf("only %d customers were created", len(acknowledged))
		}
		t.Logf("%d kills, %d customers, %d of %d events arrived more than once", kills, len(acknowledged), twice, len(arrived))
	})
}

// createCustomer creates a customer and returns the ID, or "" if there was no response.
func createCustomer(address string, key apptest.Headers, email string) string {
	body := fmt.Sprintf(`{"query": "mutation { createCustomer(input: { email: \"%s\" }) { customerId } }"}`, email)
	request, err := http.NewRequest(http.MethodPost, "http://"+address+"/graphql", strings.NewReader(body))
	if err != nil {
		return ""
	}
	request.Header.Set("Content-Type", "application/json")
	for name, value := range key {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return ""
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		return ""
	}
	_, id, _ := strings.Cut(string(text), `"customerId":"`)
	id, _, _ = strings.Cut(id, `"`)
	return id
}
