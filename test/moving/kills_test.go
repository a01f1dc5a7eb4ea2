package moving

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
	"clientele/test/apptest"
	"clientele/test/repo"
)

// killedRows and kills are the size of TestKilledImport. CLIENTELE_TEST_IMPORT sets them for a long run: 100000x20.
const (
	killedRows = 6000
	kills      = 4
	killsEnv   = "CLIENTELE_TEST_IMPORT"
	// shareOfRun limits when a run is killed, as a share of the time of an uninterrupted one.
	shareOfRun = 0.4
)

// TestKilledImport kills an import at random moments and starts it again. In the end there is each customer exactly
// once, with one address and two tags, and another run changes nothing.
func TestKilledImport(t *testing.T) {
	rows, times := killedRows, kills
	if text := os.Getenv(killsEnv); text != "" {
		if _, err := fmt.Sscanf(text, "%dx%d", &rows, &times); err != nil {
			t.Fatalf("%s: %v", killsEnv, err)
		}
	}
	binary := repo.Build(t)
	path := file(t, "customers.csv", shopifyCustomers(rows))
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		env := apptest.Environ(t, o)
		start := func() (*exec.Cmd, *strings.Builder) {
			c, out := exec.Command(binary, "import", "customers", path, "--format", "shopify"), new(strings.Builder)
			c.Env, c.Stdout, c.Stderr = env, out, out
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			return c, out
		}
		c, out := start()
		began := time.Now()
		if err := c.Wait(); err != nil { // how long an uninterrupted run takes; the shop is emptied again
			t.Fatalf("%v: %s", err, out)
		}
		takes := time.Since(began)
		t.Logf("%d rows in %s: %.0f rows a second", rows, takes, float64(rows)/takes.Seconds())
		checkCounts(t, o, rows)
		emptyShop(t, o)
		killed := 0
		for attempts := 0; killed < times && attempts < 5*times; attempts++ {
			c, _ := start()
			// What is stored already takes less time, so a later run can end before.
			<-time.After(time.Duration(rand.Float64() * shareOfRun * float64(takes)))
			if c.Process.Kill() == nil && c.Wait() != nil {
				killed++
			}
		}
		c, out = start()
		if err := c.Wait(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		checkCounts(t, o, rows)
		c, out = start()
		if err := c.Wait(); err != nil || !strings.Contains(out.String(),
			strconv.Itoa(rows)+" records: 0 created, 0 updated, "+strconv.Itoa(rows)+" unchanged, 0 failed") {
			t.Errorf("a run after the last: %v: %s", err, out)
		}
		checkCounts(t, o, rows)
		if killed < times {
			t.Errorf("only %d runs were killed before their end", killed)
		}
		t.Logf("killed %d times", killed)
	})
}

// checkCounts checks the number of rows in the tables after the import of customers with one address and two tags each.
func checkCounts(t *testing.T, o db.Options, customers int) {
	t.Helper()
	d, err := db.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	for query, want := range map[string]int{
		"SELECT count(*) FROM customers":                                    customers,
		"SELECT count(DISTINCT external_id) FROM customers":                 customers,
		"SELECT count(*) FROM addresses":                                    customers,
		"SELECT count(DISTINCT customer_id) FROM addresses":                 customers,
		"SELECT count(*) FROM customer_tags":                                2 * customers,
		"SELECT count(*) FROM events WHERE type = 'CUSTOMER_CREATED'":       customers,
		"SELECT count(*) FROM events WHERE type = 'ADDRESS_CREATED'":        customers,
		"SELECT count(*) FROM events WHERE type NOT LIKE '%_CREATED'":       0,
		"SELECT count(*) FROM emails":                                       0,
		"SELECT count(*) FROM customers WHERE version <> 1":                 0,
		"SELECT count(*) FROM addresses WHERE NOT is_default_shipping":      0,
		"SELECT count(*) FROM customers WHERE accepts_marketing":            (customers + 1) / 2,
		"SELECT count(*) FROM customers WHERE note LIKE 'A note, with a %'": customers,
	} {
		var n int
		if err := d.Primary(t.Context()).Raw(query).Scan(&n).Error; err != nil {
			t.Fatal(err)
		}
		if n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
}

// emptyShop deletes all customers and events.
func emptyShop(t *testing.T, o db.Options) {
	t.Helper()
	dbtest.InTx(t, o, func(tx *gorm.DB) error {
		all := tx.Session(&gorm.Session{AllowGlobalUpdate: true})
		return errors.Join(all.Delete(&models.Customer{}).Error, all.Delete(&models.Event{}).Error)
	})
}
