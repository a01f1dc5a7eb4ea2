package events_test

import (
	"strings"
	"testing"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/events"
	"clientele/models"
)

// TestSweepUsesIndex checks that Sweep does not read the table from its beginning, even if PostgreSQL plans the
// statement without knowing the time.
func TestSweepUsesIndex(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		dbtest.NotOnCitus(t, "it has no generic plans")
		var many events.Batch
		for range 5000 {
			many.Add(ann, models.At(s.now), events.Entry{Type: models.CustomerLoggedIn, SubjectID: "customer_ann"})
		}
		if err := s.db.InTx(t.Context(), many.Store); err != nil {
			t.Fatal(err)
		}
		if err := s.AssignNew(t.Context()); err != nil {
			t.Fatal(err)
		}
		var plan []string
		err := s.db.InTx(t.Context(), func(tx *gorm.DB) error {
			query := events.Old(tx.Session(&gorm.Session{DryRun: true}), models.At(s.now)).Find(&[]models.Event{}).Statement
			if s.db.Dialect == db.SQLite {
				var rows []struct{ Detail string }
				err := tx.Raw("EXPLAIN QUERY PLAN "+query.SQL.String(), query.Vars...).Scan(&rows).Error
				for _, row := range rows {
					plan = append(plan, row.Detail)
				}
				return err
			}
			for _, sql := range []string{
				"ANALYZE events", "SET LOCAL plan_cache_mode = force_generic_plan", "PREPARE sweep AS " + query.SQL.String(),
			} {
				if err := tx.Exec(sql).Error; err != nil {
					return err
				}
			}
			return tx.Raw("EXPLAIN EXECUTE sweep('2026-01-01', 500)").Scan(&plan).Error
		})
		text := strings.Join(plan, "\n")
		if err != nil || !strings.Contains(text, "events_at") || strings.Contains(text, "Seq Scan on events") {
			t.Errorf("%v\n%s", err, text)
		}
	})
}
