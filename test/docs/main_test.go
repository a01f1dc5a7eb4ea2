// Package docs tests that the documents and examples are correct: their commands, operations, settings and versions.
package docs

import (
	"testing"

	"clientele/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }
