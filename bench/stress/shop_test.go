package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"clientele/bench/internal/lab"
	"clientele/db"
	"clientele/db/dbtest"
)

func TestMain(m *testing.M) {
	dbtest.Main(m, func() { _ = os.RemoveAll(buildDir) })
}

// rounds returns the number of rounds of a test: CLIENTELE_STRESS_ROUNDS, which helps to find rare failures, or usual.
func rounds(t *testing.T, usual int) int {
	t.Helper()
	text := os.Getenv("CLIENTELE_STRESS_ROUNDS")
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

var buildDir string // empty until the program is built

// binary builds the program once and returns its path.
var binary = sync.OnceValues(func() (string, error) {
	var err error
	if buildDir, err = os.MkdirTemp("", "clientele-stress-"); err != nil {
		return "", err
	}
	return lab.Build(context.Background(), buildDir, "clientele", "clientele")
})

// program is a process of the program.
type program struct {
	*lab.Program
	t    *testing.T
	o    db.Options
	env  []string
	log  *bytes.Buffer // complete after stop
	stop func() error  // stops it with SIGTERM; the error is its exit status
}

// start starts the program on a database, and stops it when the test ends.
func start(t *testing.T, o db.Options, settings ...string) *program {
	t.Helper()
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	env := append([]string{
		"CLIENTELE_ADDR=127.0.0.1:0", "CLIENTELE_LOG_LEVEL=warn",
		"CLIENTELE_TOKEN_KEY=a key of the tests that is long enough",
	}, settings...)
	if o.URL != "" {
		env = append(env, "DATABASE_URL="+o.URL, "CLIENTELE_DATA="+t.TempDir())
	} else { // the program chooses the file's name
		dir := t.TempDir()
		env, o.File = append(env, "CLIENTELE_DATA="+dir), filepath.Join(dir, "clientele.db")
	}
	log := new(bytes.Buffer)
	launched, err := lab.Launch("clientele", bin, nil, env, log)
	if err != nil {
		t.Fatal(err)
	}
	p := &program{Program: launched, t: t, o: o, env: env, log: log, stop: sync.OnceValue(launched.Stop)}
	t.Cleanup(func() {
		_ = p.stop()
		if text := log.String(); strings.Contains(text, "@example.com") || strings.Contains(text, "Lang") {
			t.Error("the log contains personal data")
		}
		if t.Failed() {
			t.Logf("the end of the log:\n%s", log.String()[max(0, log.Len()-3000):])
		}
	})
	return p
}

// answer is the decoded response to an operation.
type answer struct {
	Data   map[string]any
	Errors []struct {
		Message    string
		Extensions struct {
			Code       string
			RetryAfter int
			RequestID  string
		}
	}
	status int
	text   string
}

// decode decodes a response.
func decode(status int, body []byte) (answer, error) {
	a := answer{status: status, text: string(body)}
	if err := json.Unmarshal(body, &a); err != nil {
		return a, fmt.Errorf("status %d, not JSON: %.300s", status, body)
	}
	return a, nil
}

// code returns the code of the first error, or "".
func (a answer) code() string {
	if len(a.Errors) == 0 {
		return ""
	}
	return a.Errors[0].Extensions.Code
}

// id returns the ID of the object in a member of a payload, or "".
func (a answer) id(payload, member string) string {
	fields, _ := a.Data[payload].(map[string]any)
	object, _ := fields[member].(map[string]any)
	id, _ := object["id"].(string)
	return id
}

// send sends one operation on a new connection. It fails the test if there is no response.
func (p *program) send(query string, variables map[string]any, headers ...string) answer {
	p.t.Helper()
	c := &client{addr: p.Addr}
	defer c.close()
	got, failure := c.send(lab.Operation(query, variables, headers...))
	if failure != nil {
		p.t.Fatal(failure)
	}
	a, err := decode(got.status, got.body)
	if err != nil {
		p.t.Fatal(err)
	}
	return a
}

// command runs a command of the program on the same database, and returns its output.
func (p *program) command(args ...string) string {
	p.t.Helper()
	bin, err := binary()
	if err != nil {
		p.t.Fatal(err)
	}
	c := exec.Command(bin, args...)
	c.Env = p.env
	var log bytes.Buffer
	c.Stderr = &log
	text, err := c.Output()
	if err != nil {
		p.t.Errorf("%v: %v\n%s", args, err, log.String())
	}
	return string(text)
}

// key creates an API key.
func (p *program) key(scopes ...string) string {
	p.t.Helper()
	out := p.command("key", "create", "--name", "test", "--scopes", strings.Join(scopes, ","))
	secret, _, _ := strings.Cut(out, "\n")
	return secret
}

// customers signs up customers and returns their headers.
func (p *program) customers(n int) [][]string {
	p.t.Helper()
	var all [][]string
	for i := range n {
		a := p.send(`mutation($e: String!) {
			createCustomer(input: { email: $e, name: "Ann Example", password: "correct horse" }) {
				customer { id } customerToken { accessToken } userErrors { code } } }`,
			map[string]any{"e": fmt.Sprintf("ann%d@example.com", i)})
		payload, _ := a.Data["createCustomer"].(map[string]any)
		token, _ := payload["customerToken"].(map[string]any)
		text, _ := token["accessToken"].(string)
		if text == "" {
			p.t.Fatal(a.text)
		}
		all = append(all, lab.Session{Token: text}.Headers())
	}
	return all
}

const (
	readMe     = `{ me { id email addresses(first: 5) { nodes { id line1 city } } } }`
	addAddress = `mutation($line: String!) { createAddress(input: { firstName: "Ada", lastName: "Lang",
		line1: $line, city: "Berlin", postcode: "10115", country: "DE" }) { address { id } userErrors { code } } }`
)

// stored returns the strings that a query returns from the program's database.
func (p *program) stored(query string) map[string]bool {
	p.t.Helper()
	d, err := db.Open(context.Background(), p.o)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	var list []string
	if err := d.Read(context.Background()).Raw(query).Scan(&list).Error; err != nil {
		p.t.Fatal(err)
	}
	set := map[string]bool{}
	for _, each := range list {
		set[each] = true
	}
	return set
}

// eventually waits until check returns "", and fails with its last result after a timeout.
func eventually(t *testing.T, timeout time.Duration, check func() (problem string)) {
	t.Helper()
	deadline := time.Now().Add(timeout)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		problem := check()
		if problem == "" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(problem)
		}
		<-tick.C
	}
}
