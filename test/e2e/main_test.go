// Package e2e tests features over HTTP from end to end: custom fields, guest orders, phone numbers, shop settings,
// several servers.
package e2e

import (
	"testing"

	"clientele/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }
