//go:build !linux

package httpd

import (
	"errors"
	"net"
)

// stopAccepting is only supported on Linux.
func stopAccepting(net.Listener) error { return errors.ErrUnsupported }
