// Package events tests the history of the shop's records as a whole: that each mutation leaves its events, for every
// kind of caller, and that no event is lost or invented when servers are killed.
package events

import (
	"testing"

	"clientele/db/dbtest"
)

func TestMain(m *testing.M) {
	dbtest.RecordStatements()
	dbtest.Main(m)
}
