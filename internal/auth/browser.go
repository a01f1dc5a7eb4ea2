package auth

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// deviceLife is how long a browser is recognized after a member of staff has logged in.
const deviceLife = 365 * 24 * time.Hour

// device returns the claims of a request's device cookie: the ID of the browser, and the ID of the member of staff who
// logged in there. Both are empty without a valid cookie.
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

// Device is a token that identifies a browser in which a member of staff has logged in. It does not authenticate
// anyone.
type Device struct {
	Token   string
	Expires time.Time
}

// NewDevice returns the device of a member who has just logged in. It keeps the ID of the caller's device if that
// belongs to the same member.
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
		return Device{}, fmt.Errorf("sign device token: %w", err)
	}
	return Device{Token: token, Expires: expires}, nil
}

// KeepDevice sets the device cookie on the response to the request of ctx, if the request uses cookies. The cookie
// remains after the member has logged out.
func KeepDevice(ctx context.Context, d Device) {
	if j, ok := ctx.Value(jarKey{}).(*jar); ok && d.Token != "" {
		j.set(deviceCookie, d.Token, d.Expires)
	}
}
