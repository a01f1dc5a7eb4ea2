// Package mail tests what the program sends by email and what the links and codes in it do.
package mail

import (
	"testing"

	"clientele/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }
