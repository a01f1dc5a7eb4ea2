package access

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
	"clientele/test/repo"
)

// TestSecretsAreNotLogged sends passwords, tokens and email addresses in every request and searches for them in
// everything the program writes and stores. It runs the program in a separate process to read all its output.
func TestSecretsAreNotLogged(t *testing.T) {
	binary := repo.Build(t)
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		data := t.TempDir()
		env := []string{apptest.TokenKey, "CLIENTELE_DATA=" + data, "CLIENTELE_LOG_LEVEL=debug"}
		if o.URL != "" {
			env = append(env, "DATABASE_URL="+o.URL)
		}
		p, log := apptest.StartProcess(t, binary, env...)
		const password, wrong, next = "Sentinel-password-1", "Sentinel-wrong-2", "Sentinel-next-3"
		const email = "sentinel.person@example.com"
		const digest = "5e471e15e471e15e471e15e471e15e47" // of a password in another system: only an Argon2id hash of it is stored
		secrets := []string{password, wrong, next, digest}
		a := p.Send(nil, `mutation($e: String!, $p: String!) { createCustomer(input: { email: $e, password: $p }) { customer { id } customerToken { accessToken refreshToken } userErrors { code field message } } }`, apptest.Vars{"e": email, "p": password}).OK()
		token := a.Text("createCustomer.customerToken.accessToken")
		ann := apptest.Headers{"X-Customer-Token": token}
		key := p.APIKey(apptest.AllScopes...)
		first := p.FirstToken()
		member := &apptest.Browser{Program: p}
		link := apptest.Vars{"t": first, "in": apptest.Vars{"email": "sentinel.member@example.com", "name": "Member", "password": next}}
		made := member.Send(apptest.CookieSession, createFirst, link).OK().Body
		refreshToken := a.Text("createCustomer.customerToken.refreshToken")
		secrets = append(secrets, token, refreshToken, strings.TrimPrefix(key["Authorization"], "Bearer "), first, member.Cookie.Value)
		answers := []string{
			made,
			p.Send(nil, createFirst, link).Body,
			member.Send(apptest.CookieSession, `mutation($a: String!, $b: String!) { changeStaffPassword(currentPassword: $a, newPassword: $b) { userErrors { code message } } }`, apptest.Vars{"a": wrong, "b": password}).Body,
			p.Send(nil, `mutation($e: String!, $p: String!) { login(email: $e, password: $p) { userErrors { code message } } }`, apptest.Vars{"e": email, "p": wrong}).Body,
			p.Send(nil, `mutation($e: String!, $p: String!) { createCustomer(input: { email: $e, password: $p }) { userErrors { code message } } }`, apptest.Vars{"e": email, "p": password}).Body,
			p.Send(ann, `mutation($a: String!, $b: String!) { changePassword(currentPassword: $a, newPassword: $b) { userErrors { code message } } }`, apptest.Vars{"a": wrong, "b": next}).Body,
			p.Send(apptest.Headers{"X-Customer-Token": token + "x"}, `{ me { id } }`, nil).Body,
			p.Send(apptest.Headers{"X-Customer-Token": refreshToken}, `{ me { id } }`, nil).Body,
			p.Send(nil, apptest.RefreshToken, apptest.Vars{"t": refreshToken + "x"}).Body,
			p.Send(nil, `mutation { refreshToken(refreshToken: "`+refreshToken+`") { userErrors { code } nope } }`, nil).Body,
			p.Post(nil, []byte(`{"query":"mutation { login(email: \"`+email+`\", password: \"`+password+`\") { nope } }","variables":`)).Body,
			p.Send(nil, `mutation { login(email: "`+email+`", password: "`+password+`" }`, nil).Body,
			p.Send(key, createWithHash, apptest.Vars{"e": "sentinel.mover@example.com", "h": digest + ":Sentinel-salt"}).Body,
			p.Send(key, createWithHash, apptest.Vars{"e": "sentinel.mover@example.com", "h": "$2y$" + digest}).Body,
			p.Send(key, `mutation { createCustomer(input: { email: "sentinel.mover@example.com", passwordHash: "`+digest+`" }) { nope } }`, nil).Body,
			p.Send(key, `{ customers(filter: { email: { eq: "`+email+`" } }, after: "`+password+`") { nodes { id } } }`, nil).Body,
		}
		if err := p.Stop(); err != nil {
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
		for _, email := range []string{email, "sentinel.member@example.com", "sentinel.mover@example.com"} {
			if strings.Contains(log.String(), email) {
				t.Errorf("the log holds %s:\n%s", email, log.String())
			}
		}
	})
}

const createWithHash = `mutation($e: String!, $h: String!) { createCustomer(input: { email: $e, passwordHash: $h }) { customer { id } userErrors { code message } } }`

// TestShutdownAnswersRequests stops the program while log-ins are being hashed: each of them is answered.
func TestShutdownAnswersRequests(t *testing.T) {
	p := apptest.StartAtCost(t, apptest.Slow, apptest.Data(t))
	p.SignUp("ann@example.com")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	const n = 5
	written, answered := make(chan struct{}, n), make(chan string, n)
	const logIn = `{"query":"mutation { login(email: \"ann@example.com\", password: \"correct horse\") { customerToken { accessToken } } }"}`
	for range n {
		go func() {
			ctx := httptrace.WithClientTrace(context.Background(), &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { written <- struct{}{} }})
			answered <- func() string {
				r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.URL+"/graphql", strings.NewReader(logIn))
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
	if r, err := client.Get(p.URL + "/healthz"); err != nil { // connections are accepted in order: after this one, all are
		t.Fatal(err)
	} else if err := r.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
	for range n {
		if text := <-answered; !strings.Contains(text, `"accessToken":"ey`) {
			t.Errorf("a log-in was lost: %s", text)
		}
	}
}
