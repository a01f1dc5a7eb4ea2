package jobs

import (
	"fmt"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
	"clientele/test/repo"
)

// TestKilled kills a server again and again while it changes many customers. It continues after its restart, or on
// PostgreSQL another server does, and in the end the counts are exact and each customer was changed once.
func TestKilled(t *testing.T) {
	const customers, kills = 3_000, 3
	binary := repo.Build(t)
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		env := apptest.Environ(t, o)
		p, _ := apptest.StartProcess(t, binary, env...)
		p.Command("demo", "--customers", fmt.Sprint(customers))
		key := p.APIKey(apptest.AllScopes...)
		total := p.Send(key, `{ customers(first: 1) { totalCount } }`, nil).OK().At("customers.totalCount")
		a := p.Send(key, `mutation($n: Int!) { addCustomerTags(customers: { filter: {}, expectedCount: $n }, tags: ["killed"]) {
			job { id status total } userErrors { code message } } }`, apptest.Vars{"n": total}).OK()
		id := a.Text("addCustomerTags.job.id")
		const progress = `query($id: ID!) { job(id: $id) { status total done updated unchanged failed faults { totalCount } } }`
		done := func() float64 {
			return p.Send(key, progress, apptest.Vars{"id": id}).OK().At("job.done").(float64)
		}
		other := p
		if o.URL != "" {
			other, _ = apptest.StartProcess(t, binary, env...)
		}
		for range kills {
			p, other = other, p // either can be the one that runs the job
			before := done()
			apptest.WaitUntil(t, "progress", func() bool { return done() > before || done() == total })
			p.Kill()
			expireLeases(t, env) // also that of the other server, which then stops
			if p, _ = apptest.StartProcess(t, binary, env...); o.URL == "" {
				other = p
			}
		}
		if o.URL != "" {
			p.Kill()
			p = other
			expireLeases(t, env)
		}
		apptest.WaitUntil(t, "the end of the job", func() bool { return status(p, key, id) == "SUCCEEDED" })
		got := p.Send(key, progress, apptest.Vars{"id": id}).OK()
		want := fmt.Sprintf(`"job":{"status":"SUCCEEDED","total":%v,"done":%v,"updated":%v,"unchanged":0,"failed":0,"faults":{"totalCount":0}}`, total, total, total)
		if text := fmt.Sprintf(`{"data":{%s}}`, want); got.Body != text && got.Body != text+"\n" {
			t.Errorf("%s, want %s", got.Body, text)
		}
		tagged := p.Send(key, `{ customers(first: 1, filter: { tags: { has: "killed" } }) { totalCount } }`, nil).OK()
		if tagged.At("customers.totalCount") != total {
			t.Errorf("tagged: %s", tagged.Body)
		}
		d := apptest.OpenDatabase(t, env)
		if n := count(t, d, "SELECT count(*) FROM events WHERE type = 'CUSTOMER_UPDATED' AND after LIKE '%killed%'"); float64(n) != total {
			t.Errorf("%d events", n)
		}
	})
}
