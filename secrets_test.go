package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
)

// TestSecretsStayOutOfLogsAndAnswers plants passwords, tokens and email addresses in every request and looks for them in
// all that the program writes and stores. It runs the program as a process of its own, to see all of its output.
func TestSecretsStayOutOfLogsAndAnswers(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "clientele")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		data := t.TempDir()
		env := []string{tokenKey, "CLIENTELE_DATA=" + data, "CLIENTELE_ADDR=127.0.0.1:0", "CLIENTELE_LOG_LEVEL=debug"}
		if o.URL != "" {
			env = append(env, "DATABASE_URL="+o.URL)
		}
		var log bytes.Buffer
		c := exec.Command(binary)
		c.Env = env
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		c.Stderr = &log
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		p := &program{t: t, env: env, url: urlIn(t, out)}
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
		if err := c.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- c.Wait() }()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("the program ended with %v", err)
			}
		case <-time.After(30 * time.Second):
			t.Fatal("the program did not end")
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

// TestShutdownLosesNoRequest ends the program while log-ins are being hashed: each of them is answered.
func TestShutdownLosesNoRequest(t *testing.T) {
	p := start(t, "CLIENTELE_DATA="+t.TempDir())
	p.signUp("ann@example.com")
	answered := make(chan bool, 5)
	ready, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	for range 5 {
		go func() {
			a := p.send(nil, `mutation { login(email: "ann@example.com", password: "correct horse") { customerToken { accessToken } } }`, nil)
			answered <- a.at("login.customerToken.accessToken") != nil
		}()
	}
	<-ready.Done() // by now they are being hashed, or in the queue
	if err := p.stop(); err != nil {
		t.Error(err)
	}
	for range 5 {
		if !<-answered {
			t.Error("a log-in was lost")
		}
	}
}
