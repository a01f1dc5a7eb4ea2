package auth

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"clientele/internal/apperr"
	"clientele/internal/network"
	"clientele/models"
)

// The request headers that identify callers, and the prefix of API keys.
const (
	TokenHeader      = "X-Customer-Token"
	CustomerIPHeader = "X-Customer-IP"
	KeyPrefix        = "sk_"
)

// Sessions finds the session and customer of a customer token by its session ID and generation. It returns nil if the
// session has ended.
type Sessions interface {
	FindSession(ctx context.Context, customerID, id string, generation int) (*models.SignedIn, error)
}

// Keys finds an API key by its secret, also a revoked one. It returns nil if there is none.
type Keys interface {
	FindKey(ctx context.Context, secret string) (*models.APIKey, error)
}

// Members finds the member of staff of a session. It returns nil if the session has ended.
type Members interface {
	FindMember(ctx context.Context, sessionID string) (*models.StaffMember, error)
}

// Authenticator identifies the caller of a request.
type Authenticator struct {
	Tokens      *Signer // for customer tokens
	StaffTokens *Signer
	Devices     *Signer // for device cookies of staff; nil disables them
	Sessions    Sessions
	Keys        Keys
	Members     Members
	// Source returns the network source of the request of a context. If it is nil, the remote address of the connection
	// is used.
	Source func(ctx context.Context) network.Source
}

// Middleware stores the caller in the request's context and calls next, or calls reject with the error. A request with
// an invalid token is never treated as unauthenticated, except for an expired customer token: see Caller.Expired.
func (a *Authenticator) Middleware(
	next http.Handler, reject func(http.ResponseWriter, *http.Request, error),
) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		j, err := jarOf(w, r)
		if err != nil {
			reject(w, r, err)
			return
		}
		ctx := r.Context()
		var caller Caller
		if j == nil {
			caller, err = a.Authenticate(r)
		} else {
			ctx = context.WithValue(ctx, jarKey{}, j)
			caller, err = a.authenticateCookie(r, j)
		}
		if err != nil {
			if apperr.Is(err, apperr.Unauthenticated) {
				DropToken(ctx) // so that the next request is unauthenticated
			}
			reject(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(With(ctx, caller)))
	})
}

func (a *Authenticator) source(r *http.Request) network.Source {
	if a.Source == nil {
		return network.Of(r.RemoteAddr)
	}
	return a.Source(r.Context())
}

// Authenticate returns the caller of a request. For an invalid token it returns an Unauthenticated error with the
// reason.
func (a *Authenticator) Authenticate(r *http.Request) (Caller, error) {
	c := Caller{Device: deviceOf(r.UserAgent())}
	c.from(a.source(r))
	bearer, err := bearerOf(r.Header)
	if err != nil {
		return c, err
	}
	token, err := single(r.Header, TokenHeader)
	if err != nil {
		return c, err
	}
	if strings.HasPrefix(bearer, KeyPrefix) {
		if err := a.authenticateKey(r, bearer, &c); err != nil {
			return c, err
		}
		bearer = ""
	} else if staff, err := a.authenticateStaff(r.Context(), bearer, &c); err != nil {
		return c, err
	} else if staff {
		bearer = ""
	}
	switch {
	case bearer != "" && token != "" && bearer != token:
		return c, refuse(apperr.InvalidToken) // ambiguous
	case bearer != "":
		token = bearer
	}
	if token != "" {
		return c, a.authenticateCustomer(r.Context(), token, &c)
	}
	return c, nil
}

// authenticateCookie is like Authenticate for a request with a staff token, or none, in a cookie.
func (a *Authenticator) authenticateCookie(r *http.Request, j *jar) (Caller, error) {
	c := Caller{Device: deviceOf(r.UserAgent())}
	c.from(a.source(r))
	c.DeviceID, c.DeviceMember = a.device(j)
	staff, err := a.authenticateStaff(r.Context(), j.token, &c)
	if err == nil && !staff && j.token != "" {
		err = refuse(apperr.InvalidToken)
	}
	return c, err
}

func (a *Authenticator) authenticateKey(r *http.Request, secret string, c *Caller) error {
	key, err := a.Keys.FindKey(r.Context(), secret)
	if err != nil {
		return err
	}
	if key == nil {
		return refuse(apperr.InvalidToken)
	}
	if key.RevokedAt != nil {
		return refuse(apperr.Revoked)
	}
	c.Kind, c.KeyID, c.KeyName, c.Scopes, c.LastWriteLSN = APIKey, key.ID, key.Name, key.Scopes(), key.LastWriteLSN
	c.Address, c.Site, c.SharedAddress = key.ID, "", true
	return c.forwarded(r.Header.Values(CustomerIPHeader))
}

// forwarded sets the caller's address to the one in X-Customer-IP, which an API key sends on behalf of a shopper.
func (c *Caller) forwarded(values []string) error {
	switch {
	case len(values) == 0 || len(values) == 1 && (strings.TrimSpace(values[0]) == "" || network.Withheld(values[0])):
		return nil
	case len(values) > 1:
		return apperr.Bad("%s must not be sent more than once", CustomerIPHeader)
	}
	addr, ok := network.Parse(values[0])
	if !ok {
		return apperr.Bad("%s must be a single IP address", CustomerIPHeader)
	}
	c.from(network.From(addr))
	return nil
}

// authenticateStaff sets the caller to the member of staff of a token. It reports false for any other kind of token.
func (a *Authenticator) authenticateStaff(ctx context.Context, token string, c *Caller) (bool, error) {
	if token == "" {
		return false, nil
	}
	var claims CustomerClaims
	switch err := a.StaffTokens.Read(token, &claims); {
	case errors.Is(err, ErrExpired):
		return false, refuse(apperr.Expired)
	case err != nil:
		return false, nil // a customer token or invalid
	}
	m, err := a.Members.FindMember(ctx, claims.SessionID)
	if err != nil {
		return false, err
	}
	if m == nil || m.ID != claims.Subject {
		return false, refuse(apperr.Revoked)
	}
	c.Kind, c.KeyID, c.KeyName, c.SessionID, c.Scopes = Staff, m.ID, m.Name, claims.SessionID, m.Scopes()
	c.Role, c.LastWriteLSN = m.Role, m.LastWriteLSN
	return true, nil
}

func (a *Authenticator) authenticateCustomer(ctx context.Context, token string, c *Caller) error {
	var claims CustomerClaims
	switch err := a.Tokens.Read(token, &claims); {
	case errors.Is(err, ErrExpired):
		// The scopes of an API key that was sent as well do not apply either.
		c.Kind, c.Scopes, c.Expired = Anonymous, nil, refuse(apperr.Expired)
		return nil
	case err != nil:
		return refuse(apperr.InvalidToken)
	}
	session, err := a.Sessions.FindSession(ctx, claims.Subject, claims.SessionID, claims.Generation)
	if err != nil {
		return err
	}
	if session == nil {
		return refuse(apperr.Revoked)
	}
	c.Kind, c.CustomerID, c.SessionID, c.CachedCustomer = Customer, session.CustomerID, session.ID, &session.Customer
	c.LastWriteLSN = max(c.LastWriteLSN, session.LastWriteLSN) // the later of the API key's, if any, and the session's
	return nil
}

// bearerOf returns the token of the Authorization header (RFC 6750, section 2.1), or "" if there is none.
func bearerOf(h http.Header) (string, error) {
	value, err := single(h, "Authorization")
	if err != nil || value == "" {
		return "", err
	}
	scheme, token, _ := strings.Cut(value, " ")
	token = strings.TrimSpace(token)
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return "", refuse(apperr.InvalidToken)
	}
	return token, nil
}

// single returns the value of a header that must not be repeated.
func single(h http.Header, name string) (string, error) {
	values := h.Values(name)
	if len(values) > 1 {
		return "", refuse(apperr.InvalidToken)
	}
	if len(values) == 0 {
		return "", nil
	}
	return strings.TrimSpace(values[0]), nil
}
