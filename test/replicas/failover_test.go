package replicas

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"clientele/db"
	"clientele/test/apptest"
)

const (
	setName = `mutation($id: ID!, $name: String!) { updateCustomer(id: $id, input: { name: $name }) { userErrors { code } } }`
	getName = `query($id: ID!) { customer(id: $id) { name } }`
)

// TestFailover kills the primary and promotes the replica. A server whose URL has both hosts says so while there is no
// primary, then goes on without a restart. A replica that does not follow the new primary is no longer used.
func TestFailover(t *testing.T) {
	s := startReplicated(t)
	url := strings.Replace(asShop(t, s.primary, "shop"), "/shop?", ","+hostOf(asShop(t, s.replica, "shop"))+"/shop?", 1)
	at := apptest.FreeAddress(t)
	stray, err := s.primary.Replica("fsync=off", "shared_buffers=64MB")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stray.Stop)
	env := []string{
		"CLIENTELE_REPLICA_URLS=" + strings.Join([]string{asShop(t, s.primary, "shop"), asShop(t, s.replica, "shop"), asShop(t, stray, "shop")}, ","),
		"CLIENTELE_METRICS_ADDR=" + at, "CLIENTELE_REPLICA_MAX_LAG=1h",
	}
	p := apptest.Start(t, apptest.Environ(t, db.Options{URL: url}, env...)...)
	uses := func(replica, want string) {
		t.Helper()
		apptest.Eventually(t, func() string {
			if got := metricAt(t, at, "clientele_replica_in_use", replica); got != want {
				return fmt.Sprintf("clientele_replica_in_use of %s is %q", replica, got)
			}
			return ""
		})
	}
	uses("replica2", "1")
	uses("replica3", "1")
	id, ann := p.SignUp("ann@example.com")
	key := p.APIKey("CUSTOMERS_READ", "CUSTOMERS_WRITE")
	write := func(name string) *apptest.Response {
		return p.Send(key, setName, apptest.Vars{"id": id, "name": name})
	}
	write("Before").OK()
	s.catchUp()

	s.primary.Kill()
	for who, a := range map[string]*apptest.Response{"key": write("During"), "customer": p.Send(ann, `{ me { name } }`, nil)} {
		if a.ErrorCode() != "SERVICE_UNAVAILABLE" || a.Header("Retry-After") == "" || strings.Contains(a.Body, "127.0.0.1") {
			t.Errorf("a %s is told %d %s", who, a.Status, a.Body)
		}
	}
	if status, _ := apptest.Get(t, p.URL+"/readyz"); status != 503 {
		t.Errorf("/readyz is %d", status)
	}
	if _, err := s.replica.Admin.Exec("SELECT pg_promote()"); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	apptest.Eventually(t, func() string {
		if a := write("After"); len(a.Errors) > 0 {
			return a.Body
		}
		return ""
	})
	t.Logf("the first write was acknowledged %v after the promotion", time.Since(began))
	for range 20 { // no connection to the former primary is left to fail
		write("Again").OK()
		if name := p.Send(key, getName, apptest.Vars{"id": id}).OK().At("customer.name"); name != "Again" {
			t.Errorf("the writer reads %v", name)
		}
	}
	uses("replica1", "0")
	uses("replica2", "0") // it is the primary
	uses("replica3", "0") // it waits for the former primary

	third, err := s.replica.Replica("fsync=off", "shared_buffers=64MB")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(third.Stop)
	at = apptest.FreeAddress(t)
	apptest.Start(t, apptest.Environ(t, db.Options{URL: url}, "CLIENTELE_REPLICA_URLS="+asShop(t, third, "shop"), "CLIENTELE_METRICS_ADDR="+at)...)
	uses("replica1", "1")
}

// catchUp waits until the replica, which is asynchronous, has replayed everything that is written.
func (s *replicated) catchUp() {
	s.t.Helper()
	var written string
	if err := s.primary.Admin.QueryRow("SELECT pg_current_wal_insert_lsn()").Scan(&written); err != nil {
		s.t.Fatal(err)
	}
	apptest.Eventually(s.t, func() string {
		var there bool
		if err := s.replica.Admin.QueryRow("SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn", written).Scan(&there); err != nil || !there {
			return fmt.Sprint("the replica is behind: ", err)
		}
		return ""
	})
}

func hostOf(url string) string {
	_, rest, _ := strings.Cut(url, "@")
	host, _, _ := strings.Cut(rest, "/")
	return host
}
