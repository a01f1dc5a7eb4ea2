package replicas

import (
	"fmt"

	"clientele/db/dbtest"
	"clientele/test/apptest"
	"clientele/test/statements"
)

// checkStatements compares what the statements of the program use of PostgreSQL with the list.
func (s *replicated) checkStatements() {
	s.t.Helper()
	if dbtest.Via() != "" {
		return // PgBouncer sends statements of its own
	}
	sent, err := s.primary.Statements("shop")
	if err != nil {
		s.t.Fatal(err)
	}
	const view = "SELECT EXISTS (SELECT 1 FROM pg_views WHERE viewname = 'pg_stat_statements')"
	apptest.Eventually(s.t, func() string {
		var exists bool
		if err := s.replica.Admin.QueryRow(view).Scan(&exists); err != nil || !exists {
			return fmt.Sprint("the replica cannot show its statements: ", err)
		}
		return ""
	})
	texts, err := s.replica.Statements("shop")
	if err != nil {
		s.t.Fatal(err)
	}
	statements.Check(s.t, statements.Replicas, append(sent, texts...))
}
