package queryplans

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"time"

	"clientele/internal/privacy"
	"clientele/internal/staff"
)

// retention returns the settings with which some of the oldest rows have reached the retention periods: more than are
// looked at with one statement.
func retention(now time.Time) []string {
	age := now.Sub(time.Date(2024, 1, 1, 9, 0, 0, 0, time.UTC)).Round(time.Hour)
	return []string{fmt.Sprint("CLIENTELE_RETENTION_ORDERS=", age), fmt.Sprint("CLIENTELE_RETENTION_INACTIVE=", age)}
}

// background does the work in the background that reads large tables, and returns what is wrong with the plans of its
// statements, by the name of the work. It changes the shop, so it comes last.
func (w *watcher) background() map[string][]string {
	w.T.Helper()
	execute(w.T, w.db, `UPDATE customers SET erasure_requested_at = created_at, erasure_due_at = created_at
		WHERE id BETWEEN 'customer_1000020000' AND 'customer_1000020120'`)
	execute(w.T, w.db, `UPDATE customers SET last_order_at = (SELECT MAX(at) FROM events) WHERE id LIKE 'customer_2%'`) // active
	all := map[string][]string{}
	for _, work := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"erasing who requested it", w.app.Privacy.EraseDue},
		{"retention", w.app.Privacy.ApplyRetention},
		{"listing erasures", func(ctx context.Context) error { return w.app.Privacy.ListErasures(ctx, io.Discard) }},
		{"repeating erasures", func(ctx context.Context) error {
			_, err := w.app.Privacy.RepeatErasures(ctx, staff.Operator, nil, noProgress{})
			return err
		}},
	} {
		w.taken()
		if err := work.do(w.T.Context()); err != nil {
			w.T.Fatalf("%s: %v", work.name, err)
		}
		var once []statement
		seen := map[string]bool{}
		for _, s := range w.taken() {
			if !counts.MatchString(s.text) && !seen[s.text] {
				once = append(once, s)
			}
			seen[s.text] = true
		}
		w.T.Logf("%s: %d different statements", work.name, len(once))
		if faults := w.faultsOf(once); len(faults) > 0 || len(once) == 0 {
			all[work.name] = faults
		}
	}
	return all
}

// counts matches the statements that count the rows that a command looks at, for its progress bar. It then looks at all
// of them.
var counts = regexp.MustCompile(`^SELECT (count\(\*\) FROM "customers"$|COUNT\(DISTINCT)`)

// noProgress ignores the progress of a repetition.
type noProgress struct{}

func (noProgress) Total(int) {}
func (noProgress) Done(int)  {}

var _ privacy.RepeatProgress = noProgress{}
