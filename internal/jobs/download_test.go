package jobs_test

import (
	"testing"

	"clientele/internal/auth"
	"clientele/models"
)

// TestDownloadsOfOthers checks who may download the file of an export that another caller created.
func TestDownloadsOfOthers(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		creator, file := "key_1", "file_1"
		for _, c := range []struct {
			name, key string
			kind      models.JobKind
			scopes    []models.Scope
			want      bool
		}{
			{"customers", "key_2", models.ExportCustomers, []models.Scope{models.CustomersRead}, true},
			{"customers without the scope", "key_1", models.ExportCustomers, []models.Scope{models.OrdersRead}, false},
			{"own orders", "key_1", models.ExportOrders, []models.Scope{models.OrdersRead}, true},
			{"orders of another", "key_2", models.ExportOrders, []models.Scope{models.OrdersRead}, false},
			{"orders and customers of another", "key_2", models.ExportOrders, []models.Scope{models.OrdersRead, models.CustomersRead}, true},
			{"own orders without the scope", "key_1", models.ExportOrders, []models.Scope{models.CustomersRead}, false},
		} {
			caller := auth.Caller{Kind: auth.APIKey, KeyID: c.key, Scopes: c.scopes}
			j := &models.Job{ID: "job_1", Kind: c.kind, Status: models.JobSucceeded, OutputFile: &file, ActorID: &creator}
			if got := f.FileURL(t.Context(), caller, j); (got != "") != c.want {
				t.Errorf("%s: %q", c.name, got)
			}
		}
	})
}
