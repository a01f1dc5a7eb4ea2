package jobs

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
	"clientele/test/apptest"
	"clientele/test/repo"
)

// storeOrders stores orders of a customer.
func storeOrders(t *testing.T, d *db.DB, customerID string, n int) {
	t.Helper()
	orders := make([]*models.Order, n)
	for i := range orders {
		at := models.At(time.Now().Add(-time.Duration(i) * time.Minute))
		orders[i] = &models.Order{
			ID: fmt.Sprintf("order_%d", i), Number: fmt.Sprint("N", i), Status: models.OrderCompleted, PaymentStatus: models.Paid,
			FulfillmentStatus: models.Fulfilled, CustomerID: &customerID, Currency: "EUR", PlacedAt: at, CreatedAt: at, UpdatedAt: at,
			ShippingAddress: models.OrderAddress{Country: "IE"}, BillingAddress: models.OrderAddress{Country: "IE"}, Version: 1,
		}
	}
	if err := d.InTx(t.Context(), func(tx *gorm.DB) error { return db.InsertRows(tx, orders) }); err != nil {
		t.Fatal(err)
	}
}

// TestKilledDataExport kills a server while it exports the data of a customer. The next server writes the file again,
// and announces it once.
func TestKilledDataExport(t *testing.T) {
	const orders = 6_000
	binary := repo.Build(t)
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		env := apptest.Environ(t, o)
		p, _ := apptest.StartProcess(t, binary, env...)
		key := p.APIKey(apptest.AllScopes...)
		id, ann := p.SignUp("ann@example.com")
		p.Send(key, updateCustomer, apptest.Vars{"id": id, "in": apptest.Vars{"emailVerified": true}}).OK()
		d := apptest.OpenDatabase(t, env)
		storeOrders(t, d, id, orders)
		p.Send(ann, requestExport, nil).OK()
		const list = `{ jobs(kinds: [EXPORT_PERSONAL_DATA]) { nodes { id status total done fileUrl createdBy { kind actorId } } } }`
		job := func(path string) any { return p.Send(key, list, nil).OK().At("jobs.nodes.0." + path) }
		apptest.WaitUntil(t, "progress", func() bool { return job("done").(float64) > 1 })
		p.Kill()
		if n := count(t, d, "SELECT count(*) FROM jobs WHERE status = 'RUNNING' AND done < total"); n != 1 {
			t.Error("the job had ended before the server was killed")
		}
		expireLeases(t, env)
		p, _ = apptest.StartProcess(t, binary, env...)
		apptest.WaitUntil(t, "the end of the job", func() bool { return job("status") == "SUCCEEDED" })
		if job("done") != 1.0+orders || job("total") != 1.0+orders || job("createdBy.kind") != "CUSTOMER" || job("createdBy.actorId") != id {
			t.Errorf("%s", p.Send(key, list, nil).Body)
		}
		var document struct{ Orders []struct{ ID string } }
		if err := json.Unmarshal([]byte(send(t, "GET", job("fileUrl").(string), nil).body), &document); err != nil || len(document.Orders) != orders {
			t.Errorf("%d orders, %v", len(document.Orders), err)
		}
		for query, want := range map[string]int{
			"SELECT count(*) FROM emails WHERE kind = 'data_export'":   1,
			"SELECT count(DISTINCT file_id) FROM job_files":            1,
			"SELECT count(*) FROM events WHERE type = 'JOB_CREATED'":   1,
			"SELECT count(*) FROM events WHERE type = 'JOB_FINISHED'":  1,
			"SELECT count(*) FROM jobs WHERE finished_at IS NULL":      0,
			"SELECT count(*) FROM jobs WHERE started_at > finished_at": 0,
		} {
			if n := count(t, d, query); n != want {
				t.Errorf("%s: %d, want %d", query, n, want)
			}
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
