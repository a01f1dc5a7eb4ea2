package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/config"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// program is the whole program, as run starts it.
type program struct {
	t    *testing.T
	url  string
	env  []string
	stop func() error
}

const tokenKey = "CLIENTELE_TOKEN_KEY=a key of the tests that is long enough"

// onEach runs test on a program over each kind of database.
func onEach(t *testing.T, test func(t *testing.T, p *program)) {
	t.Helper()
	onEachWith(t, nil, test)
}

// onEachWith is onEach with further settings.
func onEachWith(t *testing.T, settings []string, test func(t *testing.T, p *program)) {
	t.Helper()
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) { test(t, start(t, environ(t, o, settings...)...)) })
}

// environ returns the settings of a program over a database, with more behind them.
func environ(t *testing.T, o db.Options, more ...string) []string {
	t.Helper()
	env := append([]string{tokenKey, "CLIENTELE_DATA=" + t.TempDir()}, more...)
	if o.URL != "" {
		env = append(env, "DATABASE_URL="+o.URL)
	}
	return env
}

// opened opens a shop over a database, for a test that reaches into it, and returns what serves it.
func opened(t *testing.T, environ ...string) (*shop, http.Handler) {
	t.Helper()
	cmd, _, err := config.Parse(nil, environ, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	s, err := open(t.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.db.Close() })
	h, err := s.handler(t.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	return s, h
}

// start starts the program on a free port and ends it with the test.
func start(t *testing.T, env ...string) *program {
	t.Helper()
	env = append(env, "CLIENTELE_ADDR=127.0.0.1:0")
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, nil, env, nil, in)
		_ = in.CloseWithError(io.EOF)
		ended <- err
	}()
	p := &program{t: t, env: env}
	if p.url = urlIn(t, out); p.url == "" {
		t.Fatalf("the program did not start: %v", <-ended)
	}
	p.stop = sync.OnceValue(func() error {
		http.DefaultClient.CloseIdleConnections() // else it waits a moment for what may come on them
		cancel()
		select {
		case err := <-ended:
			return err
		case <-time.After(30 * time.Second):
			return errors.New("it did not end")
		}
	})
	t.Cleanup(func() {
		if err := p.stop(); err != nil {
			t.Errorf("the program ended with %v", err)
		}
	})
	return p
}

// urlIn reads from the program's greeting where it serves, and goes on reading so that the program can go on writing.
func urlIn(t *testing.T, out io.Reader) string {
	t.Helper()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if fields := strings.Fields(lines.Text()); len(fields) == 2 && fields[0] == "GraphiQL" {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return strings.TrimSuffix(fields[1], "/")
		}
	}
	return ""
}

// command runs one of the program's commands on the same database and returns what it printed.
func (p *program) command(args ...string) string {
	p.t.Helper()
	var out bytes.Buffer
	if err := run(context.Background(), args, p.env, nil, &out); err != nil {
		p.t.Fatalf("%v: %v", args, err)
	}
	return out.String()
}

// key makes an API key with scopes and returns its headers.
func (p *program) key(scopes ...string) headers {
	p.t.Helper()
	secret, _, _ := strings.Cut(p.command("key", "create", "--name", "test", "--scopes", strings.Join(scopes, ",")), "\n")
	return headers{"Authorization": "Bearer " + secret}
}

type headers map[string]string

// with returns the headers of h and others together.
func (h headers) with(others headers) headers {
	all := headers{}
	for _, set := range []headers{h, others} {
		for name, value := range set {
			all[name] = value
		}
	}
	return all
}

type vars map[string]any

// answer is a GraphQL answer, with the text that it came in.
type answer struct {
	t      testing.TB
	Data   any
	Errors []struct {
		Message    string
		Path       []any
		Extensions map[string]any
	}
	status int
	header http.Header
	text   string
}

// send sends an operation by POST.
func (p *program) send(as headers, query string, v vars) *answer {
	p.t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": v})
	if err != nil {
		p.t.Fatal(err)
	}
	return p.post(as, body)
}

// post sends a body as it is.
func (p *program) post(as headers, body []byte) *answer {
	p.t.Helper()
	r, err := http.NewRequest(http.MethodPost, p.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for name, value := range as {
		r.Header.Set(name, value)
	}
	return p.do(r)
}

func (p *program) do(r *http.Request) *answer {
	p.t.Helper()
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	a := &answer{t: p.t, status: response.StatusCode, header: response.Header, text: string(text)}
	if err := json.Unmarshal(text, a); err != nil {
		p.t.Fatalf("%d %s: %v", response.StatusCode, text, err)
	}
	return a
}

// code returns the code of the first error; empty without one.
func (a *answer) code() string {
	if len(a.Errors) == 0 {
		return ""
	}
	code, _ := a.Errors[0].Extensions["code"].(string)
	return code
}

// good fails the test if there is an error or a user error anywhere.
func (a *answer) good() *answer {
	a.t.Helper()
	if len(a.Errors) > 0 || strings.Contains(a.text, `"userErrors":[{`) {
		a.t.Fatalf("the answer has errors: %s", a.text)
	}
	return a
}

// at returns what stands at a path such as "customers.nodes.0.id"; nil where there is nothing.
func (a *answer) at(path string) any {
	v := a.Data
	for _, step := range strings.Split(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

// text returns the text at a path, and fails the test if there is none.
func (a *answer) str(path string) string {
	a.t.Helper()
	s, ok := a.at(path).(string)
	if !ok {
		a.t.Fatalf("there is no text at %s: %s", path, a.text)
	}
	return s
}

// signUp makes a customer and returns its id and headers.
func (p *program) signUp(email string) (string, headers) {
	p.t.Helper()
	a := p.send(nil, `mutation($email: String!) { createCustomer(input: {email: $email, name: "Ann Example", password: "correct horse"}) {
		customer { id } customerToken { accessToken } userErrors { code field message } } }`, vars{"email": email}).good()
	return a.str("createCustomer.customer.id"), headers{"X-Customer-Token": a.str("createCustomer.customerToken.accessToken")}
}

// everything is all that a key can be allowed.
var everything = []string{"CUSTOMERS_READ", "CUSTOMERS_WRITE", "ORDERS_READ", "ORDERS_WRITE", "SETTINGS_WRITE", "STAFF_WRITE"}
