// Package passwords tests that customers of other systems can log in with their passwords.
package passwords

import (
	"testing"

	"clientele/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }
