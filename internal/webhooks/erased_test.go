package webhooks_test

import (
	"testing"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

// TestErasedWhileSending checks that the response to a delivery is not stored if the delivery has lost its lease,
// because the personal data in it was erased while it was sent, and that the webhook goes on.
func TestErasedWhileSending(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		erased := false
		r := newReceiver(t, func(request) int {
			if !erased {
				erased = true
				err := d.InTx(t.Context(), func(tx *gorm.DB) error {
					return tx.Exec("UPDATE webhook_deliveries SET lease = NULL, response_body = NULL, error = NULL").Error
				})
				if err != nil {
					t.Error(err)
				}
			}
			return 200
		})
		w, _ := f.create(r.URL, models.CustomerUpdated)
		f.record(updated("customer_1"), updated("customer_2"))
		f.drain()
		rows := f.deliveries(w.ID)
		if len(rows) != 2 || len(r.all()) != 2 {
			t.Fatalf("%d deliveries, %d requests", len(rows), len(r.all()))
		}
		without := 0
		for _, row := range rows {
			if row.Status != models.DeliveryDelivered || row.Attempts != 1 || field(row.ResponseStatus) != 200 {
				t.Errorf("%+v", row)
			}
			if row.ResponseBody == nil {
				without++
			}
		}
		if without != 1 {
			t.Errorf("%d deliveries have no response, want 1", without)
		}
		if w := f.webhook(w.ID); w.Lease != nil || w.LastSuccessAt == nil {
			t.Errorf("%+v", w)
		}
	})
}
