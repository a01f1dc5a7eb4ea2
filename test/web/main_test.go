// Package web tests the pages and the example storefront in a browser, and the endpoint with JavaScript clients.
package web

import (
	"testing"

	"clientele/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }
