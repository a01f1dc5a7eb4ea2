// Package abuse tests what the program withstands: floods, guessing, malformed requests, and callers that try to lock
// others out.
package abuse

import (
	"testing"

	"clientele/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }
