package passwords

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/app"
	"clientele/models"
	"clientele/test/apptest"
)

// password has characters that a system could change: quotes, and a letter that is not ASCII.
const password = `correct Hörse "b4ttery"`

// generated is a hash of the password that a script has created.
type generated struct {
	Name, Hash string
	Fast       bool
}

// generate returns hashes by PHP, Python and Node.
func generate(t *testing.T) (list []generated) {
	t.Helper()
	for _, command := range [][]string{
		{"php", "testdata/hashes.php"}, {"python3", "testdata/hashes.py"}, {"node", "testdata/hashes.mjs"},
	} {
		if _, err := exec.LookPath(command[0]); err != nil {
			missing(t, command[0])
		}
		out, err := exec.Command(command[0], command[1], password).Output()
		if err != nil {
			t.Fatalf("%s: %v", command, err)
		}
		for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
			var g generated
			if err := json.Unmarshal(lines.Bytes(), &g); err != nil {
				t.Fatalf("%s printed %s: %v", command, lines.Bytes(), err)
			}
			list = append(list, g)
		}
	}
	return list
}

// missing skips the test, or fails it if its requirements are mandatory.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CLIENTELE_TEST_WEB") == "required" {
		t.Fatal("missing requirement: " + what)
	}
	t.Skip("NOT TESTED: " + what)
}

const (
	create = `mutation($in: CreateCustomerInput!) { createCustomer(input: $in) { customer { id hasPassword } userErrors { code field message } } }`
	login  = `mutation($e: String!, $p: String!) { login(email: $e, password: $p) { customer { id } userErrors { code } } }`
)

// onEach runs a test with a program on each database and a key that can create customers.
func onEach(t *testing.T, test func(t *testing.T, a *app.App, p *apptest.Program, key apptest.Headers)) {
	t.Helper()
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		a, p := apptest.Serve(t, o)
		test(t, a, p, p.APIKey("CUSTOMERS_WRITE", "CUSTOMERS_READ"))
	})
}

// stored reads the password hash of a customer from the table.
func stored(t *testing.T, a *app.App, email string) string {
	t.Helper()
	var c models.Customer
	if err := a.DB.Primary(t.Context()).Where("email_key = ?", email).Take(&c).Error; err != nil {
		t.Fatal(err)
	}
	if c.PasswordHash == nil {
		t.Fatalf("%s has no password", email)
	}
	return *c.PasswordHash
}

// own matches a hash of the program at the cost of tests.
var own = regexp.MustCompile(fmt.Sprintf(`^\$argon2id\$v=19\$m=%d,t=%d,p=%d\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`,
	apptest.Cheap.Memory, apptest.Cheap.Passes, apptest.Cheap.Threads))

// TestLoginsWithImportedHashes logs in with hashes that PHP, Python and Node have just created. Failed log-ins take as
// long as the slowest hash, so some customers log in at the same time.
func TestLoginsWithImportedHashes(t *testing.T) {
	hashes := generate(t)
	onEach(t, func(t *testing.T, a *app.App, p *apptest.Program, key apptest.Headers) {
		var all sync.WaitGroup
		next := make(chan int)
		for range 6 {
			all.Go(func() {
				for i := range next {
					c := customer{t, a, p, fmt.Sprintf("customer-%d@example.com", i), fmt.Sprintf("192.0.2.%d", i)}
					c.moveIn(key, hashes[i])
				}
			})
		}
		for i := range hashes {
			next <- i
		}
		close(next)
		all.Wait()
	})
}

// customer is a customer with an address of their own.
type customer struct {
	t           *testing.T
	app         *app.App
	program     *apptest.Program
	email, from string
}

// logIn returns the code of the error.
func (c customer) logIn(password string) string {
	c.t.Helper()
	return c.program.Send(apptest.Headers{"X-Forwarded-For": c.from}, login, apptest.Vars{"e": c.email, "p": password}).UserErrorCode("login")
}

// moveIn creates the customer with a hash, and logs in. The first login replaces the hash.
func (c customer) moveIn(key apptest.Headers, h generated) {
	t := c.t
	made := c.program.Send(key, create, apptest.Vars{"in": apptest.Vars{"email": c.email, "passwordHash": h.Hash}}).OK()
	if made.At("createCustomer.customer.hasPassword") != true {
		t.Errorf("%s: the customer has no password", h.Name)
	}
	before := stored(t, c.app, c.email)
	if h.Fast && (!withoutDigest.MatchString(before) || strings.HasSuffix(before, h.Hash)) || !h.Fast && before != h.Hash {
		t.Errorf("%s: %s is stored as %s", h.Name, h.Hash, before)
	}
	for _, wrong := range []string{strings.ToUpper(password), h.Hash, before} {
		if code := c.logIn(wrong); code != "INVALID_CREDENTIALS" {
			t.Errorf("%s: logging in with %q: %q", h.Name, wrong, code)
		}
	}
	if after := stored(t, c.app, c.email); after != before {
		t.Errorf("%s: wrong passwords change %s to %s", h.Name, before, after)
	}
	if code := c.logIn(password); code != "" {
		t.Errorf("%s: logging in: %q", h.Name, code)
		return
	}
	fresh := stored(t, c.app, c.email)
	if !own.MatchString(fresh) {
		t.Errorf("%s: after the login, %s is stored", h.Name, fresh)
	}
	if code := c.logIn(password + "x"); code != "INVALID_CREDENTIALS" {
		t.Errorf("%s: logging in with a wrong password afterwards: %q", h.Name, code)
	}
	if code := c.logIn(password); code != "" {
		t.Errorf("%s: logging in again: %q", h.Name, code)
	}
	if again := stored(t, c.app, c.email); again != fresh {
		t.Errorf("%s: the second login changes the hash", h.Name)
	}
}

// withoutDigest matches a fast hash inside an Argon2id hash: its format, and zeros instead of its digest.
var withoutDigest = regexp.MustCompile(`^\$wrapped\$argon2id\$.*(0{20}|A{40})`)

// TestParallelFirstLogins logs in several times at once. Each checks the imported hash, and one of them replaces it.
func TestParallelFirstLogins(t *testing.T) {
	if _, err := exec.LookPath("php"); err != nil {
		missing(t, "php")
	}
	hash, err := exec.Command("php", "-r", `echo password_hash("correct horse", PASSWORD_BCRYPT, ["cost" => 8]);`).Output()
	if err != nil {
		t.Fatal(err)
	}
	onEach(t, func(t *testing.T, a *app.App, p *apptest.Program, key apptest.Headers) {
		p.Send(key, create, apptest.Vars{"in": apptest.Vars{"email": "ann@example.com", "passwordHash": string(hash)}}).OK()
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				a := p.Send(nil, login, apptest.Vars{"e": "ann@example.com", "p": "correct horse"})
				if len(a.Errors) > 0 || a.UserErrorCode("login") != "" {
					t.Error(a.Body)
				}
			})
		}
		all.Wait()
		if after := stored(t, a, "ann@example.com"); !own.MatchString(after) {
			t.Errorf("%s is stored", after)
		}
	})
}
