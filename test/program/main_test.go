// Package program tests what operators use: metrics, traces, logs, health checks, and the commands.
package program

import (
	"testing"

	"clientele/db/dbtest"
)

func TestMain(m *testing.M) {
	dbtest.RecordStatements()
	dbtest.Main(m)
}
