package queryplans

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
	"clientele/test/apptest"
)

const (
	jobList = `query($first: Int, $last: Int, $after: String, $before: String, $kinds: [JobKind!]) {
		jobs(first: $first, last: $last, after: $after, before: $before, kinds: $kinds) {
			nodes { id status columns { name } fileUrl faultsUrl createdBy { name } faults(first: 3) { nodes { row column code message } } }
			pageInfo { endCursor } } }`
	faultList = `query($id: ID!, $first: Int, $last: Int, $after: String, $before: String) {
		job(id: $id) { faults(first: $first, last: $last, after: $after, before: $before) { nodes { message } pageInfo { endCursor } } } }`
	tagMany = `mutation($c: CustomerSelection!) { addCustomerTags(customers: $c, tags: ["planned"]) { job { id updated } userErrors { code message } } }`
	change  = `mutation($c: CustomerSelection!) { updateCustomers(customers: $c, input: { disabled: true, acceptsMarketing: true }) {
		job { id updated } userErrors { code message } } }`
)

// seedJobs creates jobs with a few faults each, and one with many, and returns its id.
func seedJobs(t *testing.T, d *db.DB, jobs, faults int) string {
	t.Helper()
	kinds := models.JobKinds()
	at := models.At(time.Now())
	var rows []*models.Job
	var all []*models.JobFault
	var files []*models.JobFile
	for i := range jobs {
		created := models.At(at.Add(-time.Duration(i) * time.Minute))
		j := &models.Job{
			ID: models.NewID(models.JobID), Kind: kinds[i%len(kinds)], Status: models.JobSucceeded, Parameters: "{}",
			CreatedAt: created, FinishedAt: &at, ExpiresAt: &at, ActorKind: models.ByCommandLine, FaultCount: 5,
		}
		if j.Kind == models.ExportPersonalData {
			id := "customer_x"
			j.CustomerID = &id
		}
		rows = append(rows, j)
		files = append(files, &models.JobFile{FileID: models.NewID(models.FileID), JobID: j.ID, Kind: models.JobOutput, Data: []byte{0}})
		n := 5
		if i == 0 {
			n = faults
		}
		for position := range n {
			all = append(all, &models.JobFault{JobID: j.ID, Position: position, Message: fmt.Sprint("fault ", position)})
		}
	}
	customers := make([]*models.JobCustomer, faults)
	for i := range customers {
		customers[i] = &models.JobCustomer{JobID: rows[i%10].ID, Position: i / 10, CustomerID: "customer_x"}
	}
	err := d.InTx(t.Context(), func(tx *gorm.DB) error {
		if err := tx.CreateInBatches(rows, 500).Error; err != nil {
			return err
		}
		if err := db.InsertRows(tx, customers); err != nil {
			return err
		}
		if err := tx.CreateInBatches(files, 500).Error; err != nil {
			return err
		}
		return tx.CreateInBatches(all, 1000).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows[0].ID
}

// aboutJobs returns the queries of jobs, and changes of many customers.
func aboutJobs(w *watcher, key apptest.Headers) []question {
	w.T.Helper()
	id := seedJobs(w.T, w.db, 3000, 20_000)
	for _, table := range []string{"jobs", "job_files", "job_faults", "job_customers"} {
		if _, err := writes(w.T, w.db).ExecContext(w.T.Context(), "ANALYZE "+table); err != nil {
			w.T.Fatal(err)
		}
	}
	var all []question
	add := func(name, query string, v apptest.Vars) { all = append(all, question{name, key, query, v, nil}) }
	place := w.Send(key, jobList, apptest.Vars{"first": 100}).OK().Text("jobs.pageInfo.endCursor")
	add("jobs, first", jobList, apptest.Vars{"first": 25})
	add("jobs, last", jobList, apptest.Vars{"last": 25})
	add("jobs, deep", jobList, apptest.Vars{"first": 25, "after": place})
	add("jobs, deep backward", jobList, apptest.Vars{"last": 25, "before": place})
	add("jobs, of a kind", jobList, apptest.Vars{"first": 25, "kinds": []string{"EXPORT_ORDERS"}})
	add("jobs, by id", `query($id: ID!) { node(id: $id) { id } job(id: $id) { id } }`, apptest.Vars{"id": id})
	deep := w.Send(key, faultList, apptest.Vars{"id": id, "first": 100}).OK().Text("job.faults.pageInfo.endCursor")
	add("faults, first", faultList, apptest.Vars{"id": id, "first": 50})
	add("faults, last", faultList, apptest.Vars{"id": id, "last": 50})
	add("faults, deep", faultList, apptest.Vars{"id": id, "first": 50, "after": deep})
	add("faults, deep backward", faultList, apptest.Vars{"id": id, "last": 50, "before": deep})
	some := apptest.Vars{"c": apptest.Vars{"ids": []string{"customer_1000002001", "customer_1000002002", "customer_x"}}}
	add("a change of some customers", change, some)
	add("tags of some customers", tagMany, some)
	add("invitations of some customers", strings.Replace(tagMany, `addCustomerTags(customers: $c, tags: ["planned"])`, `sendInvitations(customers: $c)`, 1), some)
	add("a change of customers by a filter", tagMany, apptest.Vars{"c": apptest.Vars{
		"filter": apptest.Vars{"id": apptest.Vars{"in": []string{"customer_1000002001", "customer_1000002002"}}}, "expectedCount": 2,
	}})
	return all
}

// TestStatementsOfJobs checks that the number of statements does not grow with the jobs of a list, nor with the
// customers of a change.
func TestStatementsOfJobs(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		p, ran := apptest.CountStatements(t, o)
		key := p.SignInOwner()
		create := func(n int) []string {
			var list []apptest.Vars
			for range n {
				list = append(list, apptest.Vars{"email": models.NewID("c") + "@example.com", "tags": []string{"a"}})
			}
			var ids []string
			a := p.Send(key, `mutation($in: [UpsertCustomerInput!]!) { upsertCustomers(match: EMAIL, input: $in) { results { customerId } userErrors { code } } }`, apptest.Vars{"in": list}).OK()
			for _, r := range a.At("upsertCustomers.results").([]any) {
				ids = append(ids, r.(map[string]any)["customerId"].(string))
			}
			return ids
		}
		for name, query := range map[string]string{
			"tags": tagMany, "update": change,
			"delete": `mutation($c: CustomerSelection!) { deleteCustomers(customers: $c) { job { id } userErrors { code } } }`,
			"invite": `mutation($c: CustomerSelection!) { sendInvitations(customers: $c) { job { id } userErrors { code } } }`,
		} {
			count := func(n int) int64 {
				p.Send(key, query, apptest.Vars{"c": apptest.Vars{"ids": create(n)}}).OK()
				return *ran
			}
			count(2) // fills the caches
			if few, many := count(2), count(90); few != many || few > 40 {
				t.Errorf("%s: %d statements for 2 customers, %d for 90", name, few, many)
			}
		}
		p.Send(key, jobList, apptest.Vars{"first": 2}).OK()
		few := *ran
		a := p.Send(key, jobList, apptest.Vars{"first": 12}).OK()
		if *ran != few || len(a.At("jobs.nodes").([]any)) != 12 {
			t.Errorf("%d statements for 2 jobs, %d for 12", few, *ran)
		}
	})
}
