// Package queryplans tests how the program uses the database: the plans and the number of its SQL statements.
package queryplans

import (
	"testing"

	"clientele/db/dbtest"
)

func TestMain(m *testing.M) {
	dbtest.RecordStatements()
	dbtest.Main(m)
}
