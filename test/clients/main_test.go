// Package clients tests client libraries and code generators, and the examples in the guides, against the program.
package clients

import (
	"testing"

	"clientele/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }
