package mail

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
	"clientele/test/repo"
)

// tables returns the content of every table as text.
func tables(t *testing.T, o db.Options) map[string]string {
	t.Helper()
	d, err := db.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	list := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if d.Dialect == db.Postgres {
		list = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
	}
	var names []string
	if err := d.Read(t.Context()).Raw(list).Scan(&names).Error; err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, name := range names {
		rows, err := d.Read(t.Context()).Raw(`SELECT * FROM "` + name + `"`).Rows()
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		values, into := make([]sql.RawBytes, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		var b strings.Builder
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			for i, column := range columns {
				fmt.Fprintf(&b, "%s=%s\n", column, values[i])
			}
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
		all[name] = b.String()
	}
	return all
}

// holders returns the names of the tables that contain a secret.
func holders(all map[string]string, secret string) []string {
	var found []string
	for name, text := range all {
		if strings.Contains(text, secret) {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return found
}

// refusals are requests that hold an emailed secret where it does not belong.
func refusals(p *apptest.Program, secret string) {
	p.T.Helper()
	p.Send(nil, finish, apptest.Vars{"t": secret + "x"})
	p.Send(nil, reset, apptest.Vars{"t": secret, "p": "short"})
	p.Send(nil, apptest.VerifyEmail, apptest.Vars{"t": secret, "p": secret})
	p.Send(nil, apptest.RequestPasswordReset, apptest.Vars{"e": secret})
	p.Send(apptest.Headers{"X-Customer-Token": secret}, `{ me { id } }`, nil)
	p.Send(nil, `mutation { done: loginWithCode(code: "`+secret+`") { nope } }`, nil)
	p.Post(nil, []byte(`{"query":"mutation { loginWithCode(code: \"`+secret+`\"`))
}

// askForMails asks for an email of each kind that holds a secret, and returns the addresses.
func askForMails(p *apptest.Program, key apptest.Headers) []string {
	p.T.Helper()
	p.CreateCustomer(key, apptest.Vars{"email": "ann@example.com", "password": "correct horse"})
	ann := apptest.Headers{"X-Customer-Token": p.Send(nil, `mutation { login(email: "ann@example.com", password: "correct horse") { customerToken { accessToken } } }`, nil).OK().Text("login.customerToken.accessToken")}
	number := p.Send(key, `mutation { checkout(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }], contact: { name: "Gus", email: "gus@example.com" },
		shippingAddress: { address: { firstName: "Gus", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } }, billingSameAsShipping: true }) { order { number } userErrors { code field message } } }`, nil).OK().Text("checkout.order.number")
	p.Send(nil, apptest.RequestPasswordReset, apptest.Vars{"e": "ann@example.com"}).OK()
	p.Send(nil, apptest.RequestLoginCode, apptest.Vars{"e": "ann@example.com"}).OK()
	p.Send(ann, apptest.RequestEmailVerification, nil).OK()
	p.Send(ann, `mutation { requestEmailChange(newEmail: "anna@example.com", password: "correct horse") { userErrors { code } } }`, nil).OK()
	p.Send(nil, signUp, apptest.Vars{"e": "new@example.com", "p": "correct horse"}).OK()
	p.Send(nil, `mutation($n: String!) { requestGuestOrderLink(number: $n, email: "gus@example.com") { userErrors { code } } }`, apptest.Vars{"n": number}).OK()
	return []string{"ann@example.com", "anna@example.com", "new@example.com", "gus@example.com"}
}

var mailedToken = regexp.MustCompile(`\b[A-Z2-7]{26}\b`)

// TestEmailedSecretsAreNotStored checks where the secrets in emails are stored and logged.
func TestEmailedSecretsAreNotStored(t *testing.T) {
	binary := repo.Build(t)
	t.Run("sent", func(t *testing.T) { secretsThatWereSent(t, binary) })
	t.Run("outbox", func(t *testing.T) { secretsInTheOutbox(t, binary) })
}

// secretsThatWereSent: no token and no code that an email carries is in the log or in the database, and an email that
// is on its way when SIGTERM comes arrives, once.
func secretsThatWereSent(t *testing.T, binary string) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		box := apptest.NewMailServer(t)
		env := slices.Concat(apptest.Environ(t, o), []string{"CLIENTELE_EMAIL_VERIFICATION=required"}, box.Settings())
		p, log := apptest.StartProcess(t, binary, env...)
		key := p.APIKey(apptest.AllScopes...)
		addresses := askForMails(p, key)
		secrets := []string{"correct horse"}
		for _, to := range addresses {
			p.WaitForEmails(key, to)
		}
		for _, l := range box.All() {
			secrets = append(secrets, mailedToken.FindAllString(l.Text, -1)...)
			for _, code := range mailedCode.FindAllStringSubmatch(l.Text, -1) {
				secrets = append(secrets, code[1])
			}
		}
		if len(secrets) != 8 {
			t.Errorf("%d secrets: %v", len(secrets), secrets)
		}
		for _, secret := range secrets[1:] {
			refusals(p, secret)
		}

		reached, told := make(chan struct{}), make(chan struct{})
		box.OnRecipient(func(string) {
			close(reached)
			<-told
		})
		p.Send(nil, apptest.RequestLoginCode, apptest.Vars{"e": "last@example.com"}).OK()
		<-reached
		ended := make(chan error)
		go func() { ended <- p.Stop() }()
		apptest.WaitUntil(t, "end of listening", func() bool { return deaf(p) })
		close(told)
		if err := <-ended; err != nil {
			t.Errorf("the program ended with %v", err)
		}
		box.Next("last@example.com", "There is no account")
		kept := apptest.DatabaseOf(p.Env)
		if all := tables(t, kept); !strings.Contains(all["emails"], "recipient=last@example.com") || strings.Count(all["emails"], "status=SENT") != len(box.All()) {
			t.Errorf("%d emails arrived: %s", len(box.All()), all["emails"])
		} else {
			for _, secret := range secrets {
				if found := holders(all, secret); len(found) > 0 {
					t.Errorf("%q is in %v", secret, found)
				}
			}
		}
		for _, text := range append(secrets, append(addresses, "last@example.com")...) {
			if strings.Contains(log.String(), text) {
				t.Errorf("the log holds %q:\n%s", text, log)
			}
		}
		files, err := filepath.Glob(filepath.Join(p.DataFolder(), "*"))
		if err != nil || len(files) == 0 && kept.File != "" {
			t.Fatal(files, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Error(err)
			}
			for _, secret := range secrets {
				if bytes.Contains(text, []byte(secret)) {
					t.Errorf("%s holds %q", filepath.Base(file), secret)
				}
			}
		}
	})
}

// secretsInTheOutbox: without a mail server, the content of emails is in their rows and files, and nowhere else.
func secretsInTheOutbox(t *testing.T, binary string) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		p, log := apptest.StartProcess(t, binary, slices.Concat(apptest.Environ(t, o), []string{"CLIENTELE_EMAIL_VERIFICATION=required"})...)
		key := p.APIKey(apptest.AllScopes...)
		for _, to := range askForMails(p, key) {
			p.WaitForEmails(key, to)
		}
		a := p.Send(p.SignInOwner(), `{ emails(first: 100) { nodes { text } } }`, nil).OK()
		var secrets []string
		for _, node := range a.At("emails.nodes").([]any) {
			text, _ := node.(map[string]any)["text"].(string)
			secrets = append(secrets, mailedToken.FindAllString(text, -1)...)
			for _, code := range mailedCode.FindAllStringSubmatch(text, -1) {
				secrets = append(secrets, code[1])
			}
		}
		if len(secrets) != 6 { // without a storefront URL, a login email contains only the code
			t.Errorf("%d secrets: %v", len(secrets), secrets)
		}
		for _, secret := range secrets {
			refusals(p, secret)
		}
		if err := p.Stop(); err != nil {
			t.Errorf("the program ended with %v", err)
		}
		all := tables(t, apptest.DatabaseOf(p.Env))
		for _, secret := range secrets {
			if found := holders(all, secret); !slices.Equal(found, []string{"emails"}) {
				t.Errorf("%q is in %v", secret, found)
			}
			if strings.Contains(log.String(), secret) {
				t.Errorf("the log holds %q:\n%s", secret, log)
			}
		}
	})
}
