package servers

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/test/apptest"
)

const (
	// maxReadyz is the time within which /readyz answers: two seconds, and some for what this process does.
	maxReadyz = 2500 * time.Millisecond
	// maxError is the time within which a request is answered while the database does not.
	maxError = 12 * time.Second
	// maxRecovery is the time within which a server answers again once it reaches the database.
	maxRecovery = 3 * time.Second
)

// patient sends requests of the test, which may take as long as the server lets them.
var patient = &http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: true}}

// testCutOff cuts the last server off from the database, in two ways: all connections are closed and refused, and all
// packets are lost.
func testCutOff(t *testing.T, f *fleet) {
	for range *rounds {
		t.Run("refused", func(t *testing.T) { cutOff(t, f, refuses, "connections refused") })
		t.Run("swallowed", func(t *testing.T) { cutOff(t, f, swallows, "packets lost") })
	}
}

// answer is what a client sees.
type answer struct {
	status int
	code   string
	text   string
	took   time.Duration
}

func ask(t *testing.T, method, url string, as apptest.Headers, body []byte) answer {
	r, err := http.NewRequest(method, url, bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return answer{}
	}
	r.Header.Set("Content-Type", "application/json")
	for name, value := range as {
		r.Header.Set(name, value)
	}
	began := time.Now()
	response, err := patient.Do(r)
	if err != nil {
		t.Error(err)
		return answer{took: time.Since(began)}
	}
	defer func() { _ = response.Body.Close() }()
	text, _ := io.ReadAll(response.Body)
	var parsed apptest.Response
	_ = json.Unmarshal(text, &parsed) // readyz answers with text
	return answer{response.StatusCode, parsed.ErrorCode(), string(text), time.Since(began)}
}

var (
	readCustomers = []byte(`{"query": "{ customers(first: 1) { nodes { id } } }"}`)
	writeShop     = []byte(`{"query": "mutation { updateShop(input: { name: \"Tea shop\" }) { shop { name } userErrors { code } } }"}`)
)

// clients send requests to the last server until they are stopped, and record the failures.
type clients struct {
	sent, failed atomic.Int64
	mu           sync.Mutex
	slowest      time.Duration
	stop         chan struct{}
	running      sync.WaitGroup
}

func (f *fleet) startClients(t *testing.T) *clients {
	c, p := &clients{stop: make(chan struct{})}, f.servers[*count-1]
	for n := range 8 {
		body := [][]byte{readCustomers, writeShop}[n%2]
		c.running.Go(func() {
			for {
				select {
				case <-c.stop:
					return
				case <-time.After(50 * time.Millisecond):
				}
				a := ask(t, http.MethodPost, p.URL+"/graphql", f.key, body)
				c.sent.Add(1)
				if a.code != "" {
					c.failed.Add(1)
				} else if a.status != 200 {
					t.Errorf("status %d without a code: %s", a.status, a.text)
				}
				c.mu.Lock()
				c.slowest = max(c.slowest, a.took)
				c.mu.Unlock()
			}
		})
	}
	return c
}

func cutOff(t *testing.T, f *fleet, how state, name string) {
	p := f.servers[*count-1]
	c := f.startClients(t)
	apptest.WaitUntil(t, "requests", func() bool { return c.sent.Load() > 16 })
	f.proxy.set(how)
	began := time.Now()
	var told, slowest time.Duration
	apptest.WaitUntil(t, "failed requests", func() bool {
		a := ask(t, http.MethodGet, p.URL+"/readyz", nil, nil)
		if slowest = max(slowest, a.took); a.status == http.StatusServiceUnavailable && told == 0 {
			told = time.Since(began)
		} else if told != 0 && a.status != http.StatusServiceUnavailable {
			t.Errorf("/readyz answers %d: %s", a.status, a.text)
		}
		if alive := ask(t, http.MethodGet, p.URL+"/healthz", nil, nil); alive.status != 200 || alive.took > within(time.Second) {
			t.Errorf("/healthz answers %d after %v", alive.status, alive.took)
		}
		return told != 0 && c.failed.Load() > 24
	})
	parallel(*count-1, func(i int) {
		other := f.servers[i]
		if a := ask(t, http.MethodGet, other.URL+"/readyz", nil, nil); a.status != 200 {
			t.Errorf("/readyz of server %d answers %d", i, a.status)
		}
		if a := ask(t, http.MethodPost, other.URL+"/graphql", f.key, writeShop); a.code != "" || a.status != 200 {
			t.Errorf("server %d: %s", i, a.text)
		}
	})
	f.proxy.set(forwards)
	back := time.Now()
	var recovered time.Duration
	apptest.WaitUntil(t, "the server", func() bool {
		if ask(t, http.MethodGet, p.URL+"/readyz", nil, nil).status == http.StatusOK && recovered == 0 {
			recovered = time.Since(back)
		}
		return recovered != 0
	})
	for n := range 20 {
		body := [][]byte{readCustomers, writeShop}[n%2]
		if a := ask(t, http.MethodPost, p.URL+"/graphql", f.key, body); a.code != "" || a.status != 200 || a.took > within(maxRecovery) {
			t.Errorf("after the recovery: %v %s", a.took, a.text)
		}
	}
	close(c.stop)
	c.running.Wait()
	if told > within(maxReadyz) || slowest > within(maxReadyz) || c.slowest > within(maxError) || recovered > within(maxRecovery) {
		t.Errorf("/readyz told it after %v and took up to %v, a request took up to %v; recovered after %v", told, slowest, c.slowest, recovered)
	}
	figures.add(t, "cut off, "+name, "`/readyz` 503 after %v, slowest error %v, ready again after %v",
		told.Round(time.Millisecond), c.slowest.Round(time.Millisecond), recovered.Round(time.Millisecond))
}
