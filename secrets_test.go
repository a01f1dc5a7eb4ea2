package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
)

// TestSecretsStayOutOfLogsAndAnswers plants passwords, tokens and email addresses in every request and looks for them in
// all that the program writes and stores. It runs the program as a process of its own, to see all of its output.
func TestSecretsStayOutOfLogsAndAnswers(t *testing.T) {
	binary := build(t)
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		data := t.TempDir()
		env := []string{tokenKey, "CLIENTELE_DATA=" + data, "CLIENTELE_LOG_LEVEL=debug"}
		if o.URL != "" {
			env = append(env, "DATABASE_URL="+o.URL)
		}
		p, log := startProcess(t, binary, env...)
		const password, wrong, next = "Sentinel-password-1", "Sentinel-wrong-2", "Sentinel-next-3"
		const email = "sentinel.person@example.com"
		secrets := []string{password, wrong, next}
		a := p.send(nil, `mutation($e: String!, $p: String!) { createCustomer(input: { email: $e, password: $p }) { customer { id } customerToken { accessToken refreshToken } userErrors { code field message } } }`, vars{"e": email, "p": password}).good()
		token := a.str("createCustomer.customerToken.accessToken")
		ann := headers{"X-Customer-Token": token}
		key := p.key(everything...)
		first := p.firstToken()
		member := &browser{p: p}
		link := vars{"t": first, "in": vars{"email": "sentinel.member@example.com", "name": "Member", "password": next}}
		made := member.send(inCookie, createFirst, link).good().text
		refreshToken := a.str("createCustomer.customerToken.refreshToken")
		secrets = append(secrets, token, refreshToken, strings.TrimPrefix(key["Authorization"], "Bearer "), first, member.cookie.Value)
		answers := []string{
			made,
			p.send(nil, createFirst, link).text,
			member.send(inCookie, `mutation($a: String!, $b: String!) { changeStaffPassword(currentPassword: $a, newPassword: $b) { userErrors { code message } } }`, vars{"a": wrong, "b": password}).text,
			p.send(nil, `mutation($e: String!, $p: String!) { login(email: $e, password: $p) { userErrors { code message } } }`, vars{"e": email, "p": wrong}).text,
			p.send(nil, `mutation($e: String!, $p: String!) { createCustomer(input: { email: $e, password: $p }) { userErrors { code message } } }`, vars{"e": email, "p": password}).text,
			p.send(ann, `mutation($a: String!, $b: String!) { changePassword(currentPassword: $a, newPassword: $b) { userErrors { code message } } }`, vars{"a": wrong, "b": next}).text,
			p.send(headers{"X-Customer-Token": token + "x"}, `{ me { id } }`, nil).text,
			p.send(headers{"X-Customer-Token": refreshToken}, `{ me { id } }`, nil).text,
			p.send(nil, refresh, vars{"t": refreshToken + "x"}).text,
			p.send(nil, `mutation { refreshToken(refreshToken: "`+refreshToken+`") { userErrors { code } nope } }`, nil).text,
			p.post(nil, []byte(`{"query":"mutation { login(email: \"`+email+`\", password: \"`+password+`\") { nope } }","variables":`)).text,
			p.send(nil, `mutation { login(email: "`+email+`", password: "`+password+`" }`, nil).text,
			p.send(key, `{ customers(filter: { email: { eq: "`+email+`" } }, after: "`+password+`") { nodes { id } } }`, nil).text,
		}
		if err := p.stop(); err != nil {
			t.Fatalf("the program ended with %v", err)
		}
		for _, secret := range secrets {
			for i, text := range answers {
				if strings.Contains(text, secret) {
					t.Errorf("answer %d holds %q: %s", i, secret, text)
				}
			}
			if strings.Contains(log.String(), secret) {
				t.Errorf("the log holds %q", secret)
			}
			files, err := filepath.Glob(filepath.Join(data, "clientele.db*"))
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				if text, err := os.ReadFile(file); err != nil || bytes.Contains(text, []byte(secret)) {
					t.Errorf("%s holds %q (%v)", filepath.Base(file), secret, err)
				}
			}
		}
		for _, email := range []string{email, "sentinel.member@example.com"} {
			if strings.Contains(log.String(), email) {
				t.Errorf("the log holds %s:\n%s", email, log.String())
			}
		}
	})
}

// build builds the program.
func build(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "clientele")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return binary
}

// startProcess starts the program as a process of its own, which stop ends by SIGTERM. Its log is whole once it has ended.
func startProcess(t *testing.T, binary string, env ...string) (*program, *bytes.Buffer) {
	t.Helper()
	env = append(env, "CLIENTELE_ADDR=127.0.0.1:0")
	log := new(bytes.Buffer)
	c := exec.Command(binary)
	c.Env, c.Stderr = env, log
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	p := &program{t: t, env: env, url: urlIn(t, out)}
	p.stop = sync.OnceValue(func() error {
		http.DefaultClient.CloseIdleConnections()
		if err := c.Process.Signal(syscall.SIGTERM); err != nil {
			return err
		}
		late := time.AfterFunc(30*time.Second, func() { _ = c.Process.Kill() })
		defer late.Stop()
		return c.Wait()
	})
	t.Cleanup(func() { _ = p.stop() })
	return p, log
}

// TestShutdownLosesNoRequest ends the program while log-ins are being hashed: each of them is answered.
func TestShutdownLosesNoRequest(t *testing.T) {
	p := start(t, "CLIENTELE_DATA="+t.TempDir())
	p.signUp("ann@example.com")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	const n = 5
	written, answered := make(chan struct{}, n), make(chan string, n)
	const logIn = `{"query":"mutation { login(email: \"ann@example.com\", password: \"correct horse\") { customerToken { accessToken } } }"}`
	for range n {
		go func() {
			ctx := httptrace.WithClientTrace(context.Background(), &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { written <- struct{}{} }})
			answered <- func() string {
				r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url+"/graphql", strings.NewReader(logIn))
				if err != nil {
					return err.Error()
				}
				r.Header.Set("Content-Type", "application/json")
				response, err := client.Do(r)
				if err != nil {
					return err.Error()
				}
				defer func() { _ = response.Body.Close() }()
				text, err := io.ReadAll(response.Body)
				return fmt.Sprint(string(text), err)
			}()
		}()
	}
	for range n {
		<-written
	}
	if r, err := client.Get(p.url + "/healthz"); err != nil { // connections are taken in turn: with this one, all are
		t.Fatal(err)
	} else if err := r.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
	for range n {
		if text := <-answered; !strings.Contains(text, `"accessToken":"ey`) {
			t.Errorf("a log-in was lost: %s", text)
		}
	}
}
