package privacy

import (
	"bytes"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/input"
	"clientele/internal/personhash"
	"clientele/test/apptest"
	"clientele/test/repo"
)

// backups is a shop whose database is backed up and restored, with the program in a separate process.
type backups struct {
	*testing.T
	binary string
	o      db.Options
	env    []string
	n      int
}

// run runs a command of the program, and returns what it prints on standard output and standard error, and its exit
// code.
func (b *backups) run(env []string, args ...string) (out, failure string, code int) {
	b.Helper()
	var stdout, stderr strings.Builder
	c := exec.Command(b.binary, args...)
	c.Env, c.Stdout, c.Stderr = env, &stdout, &stderr
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		b.Fatal(err)
	}
	return stdout.String(), stderr.String(), c.ProcessState.ExitCode()
}

// succeed runs a command of the program that must succeed, and returns what it prints on standard output.
func (b *backups) succeed(env []string, args ...string) string {
	b.Helper()
	out, failure, code := b.run(env, args...)
	if code != 0 {
		b.Fatalf("%v: exit code %d: %s%s", args, code, out, failure)
	}
	return out
}

// back backs the database up, and returns a function that restores it into a new one, whose settings it returns. Each
// call restores into another one.
func (b *backups) back() func() []string {
	b.Helper()
	if b.o.URL == "" {
		folder := filepath.Join(b.TempDir(), "backup")
		b.succeed(b.env, "backup", folder)
		return func() []string {
			to := filepath.Join(b.TempDir(), "restored")
			if err := os.CopyFS(to, os.DirFS(folder)); err != nil {
				b.Fatal(err)
			}
			return []string{apptest.TokenKey, "CLIENTELE_DATA=" + to}
		}
	}
	bin, file := dbtest.Postgres(b), filepath.Join(b.TempDir(), "dump")
	b.tool(filepath.Join(bin, "pg_dump"), "--format=custom", "--no-owner", "--file="+file, dbtest.Direct(b, b.o.URL))
	return func() []string {
		to := b.emptyDatabase()
		b.tool(filepath.Join(bin, "pg_restore"), "--no-owner", "--single-transaction", "--dbname="+dbtest.Direct(b, to), file)
		return []string{apptest.TokenKey, "CLIENTELE_DATA=" + b.TempDir(), "DATABASE_URL=" + to}
	}
}

func (b *backups) tool(name string, args ...string) {
	b.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		b.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// emptyDatabase creates an empty PostgreSQL database, and returns its URL.
func (b *backups) emptyDatabase() string {
	b.Helper()
	u, err := url.Parse(b.o.URL)
	if err != nil {
		b.Fatal(err)
	}
	b.n++
	name := fmt.Sprintf("%s_restored%d", strings.TrimPrefix(u.Path, "/"), b.n)
	u.Path = "/postgres"
	admin, err := sql.Open("pgx", u.String())
	if err != nil {
		b.Fatal(err)
	}
	if _, err := admin.Exec("CREATE DATABASE " + name + " TEMPLATE template0"); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if _, err := admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			b.Error(err)
		}
		_ = admin.Close()
	})
	u.Path = "/" + name
	return u.String()
}

// stored opens the database of settings.
func (b *backups) stored(env []string) *stored {
	b.Helper()
	return openStored(b.T, apptest.DatabaseOf(env))
}

var outcome = regexp.MustCompile(`\d+ customers? and \d+ guests? erased again`)

// TestErasuresAfterRestore: people who were erased are gone again after an old backup was restored and the list of
// erasures applied, with and without the erasures in the backup, and with another key. Who came since remains.
func TestErasuresAfterRestore(t *testing.T) {
	binary := repo.Build(t)
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		dbtest.NotOnCitus(t, "pg_dump does not distribute the tables again")
		b := &backups{T: t, binary: binary, o: o, env: apptest.Environ(t, o)}
		p := apptest.Start(t, b.env...)
		key := p.APIKey(apptest.AllScopes...)
		annID, _ := p.SignUp("ann.xgonex@example.com")
		p.SignUp("bob.xgonex@example.com")
		eveID, eve := p.SignUp("eve@example.com")
		for _, in := range []apptest.Vars{
			{"customerId": annID}, {"customerId": eveID}, {"contact": apptest.Vars{"name": "Guest Xgonex", "email": "guest.xgonex@example.com"}},
		} {
			closeOrder(p, key, placeOrder(p, key, in))
		}
		p.Send(nil, `mutation { subscribe(email: "reader.xgonex@example.com") { accepted userErrors { code } } }`, nil).OK()
		p.WaitForEmails(key, "reader.xgonex@example.com")
		turnover := openStored(t, o).rows(turnoverByMonth)
		old := b.back()

		p.Send(key, erase, apptest.Vars{"in": apptest.Vars{"customerId": annID, "reason": "Letter"}}).OK()
		for _, email := range []string{"bob.xgonex@example.com", "guest.xgonex@example.com", "reader.xgonex@example.com"} {
			p.Send(key, erase, apptest.Vars{"in": apptest.Vars{"email": email}}).OK()
		}
		list := filepath.Join(t.TempDir(), "erasures.jsonl")
		b.succeed(b.env, "erasures", "list", "--output", list)
		if info, err := os.Stat(list); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the list: %v %v", info, err)
		}
		if b.succeed(b.env, "erasures", "list") != string(read(t, list)) {
			t.Error("the list on standard output differs")
		}
		_, bob := p.SignUp("bob.xgonex@example.com") // again
		again := placeOrder(p, key, apptest.Vars{"contact": apptest.Vars{"name": "Guest", "email": "guest.xgonex@example.com"}})
		recent := b.back()
		if err := p.Stop(); err != nil {
			t.Fatal(err)
		}

		for name, change := range map[string]string{
			"the same key": "", "another key": "UPDATE shop_settings SET person_key = 'another key'",
		} {
			env := old()
			t.Run(name, func(t *testing.T) { b.in(t).eraseAgain(env, change, list, turnover) })
			q := apptest.Start(t, env...)
			if q.TokenWorks(bob) || !q.TokenWorks(eve) {
				t.Errorf("%s: the wrong sessions work", name)
			}
			annAgain, _ := q.SignUp("ann.xgonex@example.com")
			b.succeed(env, "erasures", "apply", list) // while the program runs
			a := q.Send(key, `query($id: ID!) { customer(id: $id) { email } }`, apptest.Vars{"id": annAgain}).OK()
			if a.At("customer.email") == nil {
				t.Errorf("%s: who signed up since was erased", name)
			}
			if err := q.Stop(); err != nil {
				t.Error(err)
			}
		}

		env := recent()
		if got := outcome.FindString(b.succeed(env, "erasures", "apply", list)); got != "0 customers and 0 guests erased again" {
			t.Errorf("a backup from after the erasures: %s", got)
		}
		q := apptest.Start(t, env...)
		a := q.Send(key, `query($id: ID!) { order(id: $id) { contact { email } anonymizedAt } }`, apptest.Vars{"id": again}).OK()
		if !q.TokenWorks(bob) || a.Text("order.contact.email") != "guest.xgonex@example.com" {
			t.Errorf("who came since the erasures was erased: %s", a.Body)
		}
	})
}

// in returns the shop for a subtest.
func (b *backups) in(t *testing.T) *backups {
	other := *b
	other.T = t
	return &other
}

// eraseAgain applies a list to an old backup that was restored, after a change to it: first the people are there, then
// they are gone, with the turnover as before, and the second time nothing changes.
func (b *backups) eraseAgain(env []string, change, list string, turnover []string) {
	b.Helper()
	s := b.stored(env)
	if change != "" {
		s.exec(change)
	}
	if n := s.rows("SELECT COUNT(*) FROM erasures"); n[0] != "0" || !gone(s.dump()) {
		b.Fatalf("the backup has %s erasures, or nobody came back with it", n[0])
	}
	listed := read(b.T, list)
	out, failure, code := b.run(env, "erasures", "list", "--output", list)
	if code == 0 || !strings.Contains(out+failure, "erasures that the database does not have") || !bytes.Equal(read(b.T, list), listed) {
		b.Errorf("the only list of the erasures was overwritten: %d %s%s", code, out, failure)
	}
	if out := b.succeed(env, "erasures", "apply", list); outcome.FindString(out) != "2 customers and 2 guests erased again" {
		b.Error(out)
	}
	if s.o.URL == "" && (gone(string(read(b.T, s.o.File))) || gone(string(read(b.T, s.o.File+"-wal")))) {
		b.Error("the file still has the people")
	}
	if gone(s.dump()) {
		b.Error("the database still has the people")
	}
	if changed := difference(turnover, s.rows(turnoverByMonth)); changed != "" {
		b.Errorf("the turnover changed: %s", changed)
	}
	before := content(s)
	for _, args := range [][]string{{"erasures", "apply", list}, {"erasures", "apply"}} {
		if out := b.succeed(env, args...); outcome.FindString(out) != "0 customers and 0 guests erased again" {
			b.Errorf("%v again: %s", args, out)
		}
		if changed := difference(before, content(s)); changed != "" {
			b.Errorf("%v again changed\n%s", args, changed)
		}
	}
}

// closeOrder cancels an order.
func closeOrder(p *apptest.Program, key apptest.Headers, id string) {
	p.T.Helper()
	p.Send(key, `mutation($id: ID!) { cancelOrder(id: $id) { userErrors { code } } }`, apptest.Vars{"id": id}).OK()
}

// gone reports whether a text contains somebody who was erased.
func gone(text string) bool { return strings.Contains(strings.ToLower(text), "xgonex") }

func read(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// content returns all rows of the tables that hold people and what happened to them.
func content(s *stored) []string {
	s.t.Helper()
	var all []string
	for _, table := range []string{"customers", "orders", "events", "consents", "erasures", "emails", "one_time_tokens", "sessions", "addresses"} {
		for _, row := range s.rows("SELECT * FROM " + table) {
			all = append(all, table+" "+row)
		}
	}
	return all
}

// TestErasuresThatWait: with an open order the command ends with an error, until the order is closed.
func TestErasuresThatWait(t *testing.T) {
	binary := repo.Build(t)
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		b := &backups{T: t, binary: binary, o: o, env: apptest.Environ(t, o)}
		p := apptest.Start(t, b.env...)
		key := p.APIKey(apptest.AllScopes...)
		id, _ := p.SignUp("ann@example.com")
		order := placeOrder(p, key, apptest.Vars{"customerId": id})
		list := writeList(t, "ann@example.com")
		out, failure, code := b.run(b.env, "erasures", "apply", list)
		if code == 0 || !strings.Contains(out+failure, "1 person was not erased") {
			t.Errorf("exit code %d: %s%s", code, out, failure)
		}
		closeOrder(p, key, order)
		b.succeed(b.env, "erasures", "apply", list)
		for name, file := range map[string]string{"missing": filepath.Join(t.TempDir(), "none"), "not a list": b.binary} {
			if out, failure, code := b.run(b.env, "erasures", "apply", file); code == 0 || strings.Contains(out+failure, "panic") {
				t.Errorf("%s: exit code %d: %s%s", name, code, out, failure)
			}
		}
	})
}

// writeList writes a list of people who are erased now, and returns the name of the file.
func writeList(t *testing.T, emails ...string) string {
	t.Helper()
	var out bytes.Buffer
	to := json.NewEncoder(&out)
	key := personhash.NewKey("a key")
	lines := []any{map[string]string{"personKey": key.Secret()}}
	for _, email := range emails {
		lines = append(lines, map[string]any{"kind": "EMAIL", "hash": key.Email(input.EmailKey(email)), "at": time.Now()})
	}
	for _, line := range lines {
		if err := to.Encode(line); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "list.jsonl")
	if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestErasuresAreInterrupted: the command stops at Ctrl-C with an error, keeps what it has done, and continues when it
// is run again.
func TestErasuresAreInterrupted(t *testing.T) {
	binary := repo.Build(t)
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		const n = 2000
		b := &backups{T: t, binary: binary, o: o, env: apptest.Environ(t, o)}
		var file bytes.Buffer
		to := csv.NewWriter(&file)
		emails := make([]string, n)
		_ = to.Write([]string{"email"})
		for i := range emails {
			emails[i] = fmt.Sprintf("c%d@example.com", i)
			_ = to.Write(emails[i : i+1])
		}
		to.Flush()
		customers := filepath.Join(t.TempDir(), "customers.csv")
		if err := os.WriteFile(customers, file.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		b.succeed(b.env, "import", "customers", "--match", "email", customers)
		list, s := writeList(t, emails...), b.stored(b.env)
		left := func() string { return s.rows("SELECT COUNT(*) FROM customers")[0] }

		c := exec.Command(binary, "erasures", "apply", list)
		var out bytes.Buffer
		c.Env, c.Stdout, c.Stderr = b.env, &out, &out
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		apptest.WaitUntil(t, "the first erasures", func() bool { return left() != fmt.Sprint(n) })
		if err := c.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		err := c.Wait()
		rest := left()
		if err == nil || c.ProcessState.ExitCode() < 1 || rest == "0" || !strings.Contains(out.String(), "run the command again to continue") {
			t.Fatalf("%v, %s left: %s", err, rest, out.String())
		}
		if got := outcome.FindString(b.succeed(b.env, "erasures", "apply", list)); got != rest+" customers and 0 guests erased again" || left() != "0" {
			t.Errorf("%s, and %s were left; now %s are", got, rest, left())
		}
	})
}
