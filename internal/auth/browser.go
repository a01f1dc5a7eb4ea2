package auth

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// deviceLife is how long a browser stays known after a member of staff signed in there.
const deviceLife = 365 * 24 * time.Hour

// device returns what a request's device cookie says: the browser's id, and the member of staff who signed in there.
// Both are empty without a good one.
func (a *Authenticator) device(j *jar) (id, memberID string) {
	if a.Devices == nil || j.device == "" {
		return "", ""
	}
	var claims jwt.RegisteredClaims
	if err := a.Devices.Read(j.device, &claims); err != nil {
		return "", ""
	}
	return claims.ID, claims.Subject
}

// Device is a token by which a browser is known to a member of staff who signed in there. It opens nothing.
type Device struct {
	Token   string
	Expires time.Time
}

// NewDevice returns the device of a member who has just signed in: the caller's own, where it was known to the member
// before.
func NewDevice(s *Signer, caller Caller, memberID string) (Device, error) {
	id := caller.DeviceID
	if id == "" || caller.DeviceMember != memberID {
		id = rand.Text()
	}
	expires := s.now().Add(deviceLife)
	claims := s.Registered(memberID, expires)
	claims.ID = id
	token, err := s.Sign(claims)
	if err != nil {
		return Device{}, fmt.Errorf("sign a device: %w", err)
	}
	return Device{Token: token, Expires: expires}, nil
}

// KeepDevice puts a device into a cookie of the request that ctx belongs to, if that asked for cookies. It stays
// there after the member has signed out.
func KeepDevice(ctx context.Context, d Device) {
	if j, ok := ctx.Value(jarKey{}).(*jar); ok && d.Token != "" {
		j.set(deviceCookie, d.Token, d.Expires)
	}
}
