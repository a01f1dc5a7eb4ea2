// Package operations tests every operation of the schema, with operations that are generated from it.
package operations

import (
	"testing"

	"clientele/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }
