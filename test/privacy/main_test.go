// Package privacy tests what the program does with personal data: requests for erasure, and erasures that are repeated
// after a backup was restored.
package privacy

import (
	"testing"

	"clientele/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }
