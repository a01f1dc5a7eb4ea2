package events

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"clientele/test/apptest"
)

// change is a kind of change that the clients make. The query has the variables $id of the record and $value, a text
// that is used once, and returns the record as changed.record.
type change struct {
	record string // its table
	field  string // as events name it
	column string
	query  string
}

const failed = ` userErrors { code message } } }`

var changes = []change{
	{"customers", "name", "name", `mutation($id: ID!, $value: String!) { changed: updateCustomer(id: $id, input: { name: $value }) { record: customer { id version }` + failed},
	{"customers", "externalId", "external_id", `mutation($id: ID!, $value: String!) { changed: updateCustomer(id: $id, input: { externalId: $value }) { record: customer { id version }` + failed},
	{"addresses", "line2", "line2", `mutation($id: ID!, $value: String!) { changed: updateAddress(id: $id, input: { line2: $value }) { record: address { id version }` + failed},
	{"orders", "externalId", "external_id", `mutation($id: ID!, $value: String!) { changed: updateOrder(id: $id, input: { externalId: $value }) { record: order { id version }` + failed},
	{"customers", "", "", `mutation($value: String!) { changed: createCustomer(input: { email: $value, name: "New" }) { record: customer { id version }` + failed},
}

// load changes the records of a shop from several clients at once.
type load struct {
	server       *server
	key          apptest.Headers
	ids          map[string][]string // of the records to change, by table
	acknowledged atomic.Int64

	mu   sync.Mutex
	acks []ack

	polled atomic.Int64
	seen   []string // ids of the events that the poller has seen, in order
}

// ack is a change that the program acknowledged.
type ack struct {
	change
	id, value string
	version   int
}

func newLoad(s *server) *load {
	p := s.program
	l := &load{server: s, key: p.APIKey(apptest.AllScopes...), ids: map[string][]string{}}
	shop := &shop{Program: p, key: caller{headers: l.key}}
	for range records {
		a := shop.customer()
		l.ids["customers"] = append(l.ids["customers"], a.id)
		l.ids["addresses"] = append(l.ids["addresses"], shop.address(a.id))
		l.ids["orders"] = append(l.ids["orders"], shop.order(apptest.Vars{"customerId": a.id}))
	}
	return l
}

// work makes changes until stop is closed.
func (l *load) work(client int, stop <-chan struct{}) {
	random := rand.New(rand.NewPCG(uint64(client), 1))
	connections := &http.Client{Transport: &http.Transport{}}
	defer connections.CloseIdleConnections()
	for n := 0; ; n++ {
		select {
		case <-stop:
			return
		case <-*l.server.ready.Load():
		}
		c := changes[random.IntN(len(changes))]
		a := ack{change: c, value: fmt.Sprintf("v%d-%d", client, n)}
		if c.field == "" {
			a.value += "@example.com"
		} else {
			a.id = l.ids[c.record][random.IntN(records)]
		}
		l.send(connections, a)
	}
}

// send makes a change, and keeps it if it is acknowledged. Without a response, it may have been made or not.
func (l *load) send(connections *http.Client, a ack) {
	vars := apptest.Vars{"value": a.value}
	if a.field != "" {
		vars["id"] = a.id
	}
	var got struct {
		Changed struct {
			Record struct {
				ID      string
				Version int
			}
			UserErrors []any
		}
	}
	if !l.post(connections, a.query, vars, &got) {
		return
	}
	if len(got.Changed.UserErrors) > 0 {
		l.server.t.Errorf("%s: %v", a.value, got.Changed.UserErrors)
		return
	}
	a.id, a.version = got.Changed.Record.ID, got.Changed.Record.Version
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acks = append(l.acks, a)
	l.acknowledged.Add(1)
}

// post sends an operation, and decodes the data of the response. It returns false if the server is killed meanwhile.
func (l *load) post(connections *http.Client, query string, vars apptest.Vars, data any) bool {
	body, err := json.Marshal(map[string]any{"query": query, "variables": vars})
	if err != nil {
		l.server.t.Error(err)
		return false
	}
	r, err := http.NewRequest(http.MethodPost, l.server.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		l.server.t.Error(err)
		return false
	}
	r.Header.Set("Content-Type", "application/json")
	for name, value := range l.key {
		r.Header.Set(name, value)
	}
	response, err := connections.Do(r)
	if err != nil {
		return false
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return false
	}
	var got struct {
		Data   json.RawMessage
		Errors []any
	}
	err = json.Unmarshal(text, &got)
	switch {
	case err == nil && len(got.Errors) == 0:
		if err = json.Unmarshal(got.Data, data); err == nil {
			return true
		}
	case err == nil && l.server.cluster != nil && strings.Contains(string(text), `"SERVICE_UNAVAILABLE`):
		return false // PostgreSQL does not answer
	}
	l.server.t.Errorf("%d %s: %v", response.StatusCode, text, err)
	return false
}
