// Package access tests who may do what: roles, scopes, tokens, cookies and sessions, and that secrets stay secret.
package access

import (
	"testing"

	"clientele/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }
