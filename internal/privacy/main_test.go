package privacy_test

import (
	"testing"

	"clientele/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }
