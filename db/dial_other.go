//go:build !linux

package db

import (
	"context"
	"syscall"
)

func limitUnacknowledged(context.Context, string, string, syscall.RawConn) error { return nil }
