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

// The headers by which callers are recognised.
const (
	TokenHeader      = "X-Customer-Token"
	CustomerIPHeader = "X-Customer-IP"
	KeyPrefix        = "sk_"
)

// Sessions finds the session of a customer token with its customer, by the token's session and generation; nil where it has ended.
type Sessions interface {
	FindSession(ctx context.Context, id string, generation int) (*models.SignedIn, error)
}

// Keys finds an API key by its secret; nil where there is none or it was revoked.
type Keys interface {
	FindKey(ctx context.Context, secret string) (*models.APIKey, error)
}

// Members finds the member of staff whose session it is; nil where it has ended.
type Members interface {
	FindMember(ctx context.Context, sessionID string) (*models.StaffMember, error)
}

// Authenticator finds out who calls.
type Authenticator struct {
	Tokens      *Signer // of customers
	StaffTokens *Signer
	Devices     *Signer // of browsers in which members of staff have signed in; nil without
	Sessions    Sessions
	Keys        Keys
	Members     Members
	// Source returns where the request came from that a context belongs to; without it, the connection's address counts.
	Source func(ctx context.Context) network.Source
}

// Middleware puts the caller into the request's context, or hands the request to refused. A token that is not good is never
// taken for no token, but for an expired one of a customer: see Caller.Expired.
func (a *Authenticator) Middleware(next http.Handler, refused func(http.ResponseWriter, *http.Request, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		j, err := jarOf(w, r)
		if err != nil {
			refused(w, r, err)
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
				DropToken(ctx) // so that the next request is a visitor's
			}
			refused(w, r, err)
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

// Authenticate returns who sent a request. A bad token is Unauthenticated, with its reason.
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
		if err := a.key(r, bearer, &c); err != nil {
			return c, err
		}
		bearer = ""
	} else if is, err := a.staff(r.Context(), bearer, &c); err != nil {
		return c, err
	} else if is {
		bearer = ""
	}
	switch {
	case bearer != "" && token != "" && bearer != token:
		return c, refuse(apperr.InvalidToken) // whose request would it be?
	case bearer != "":
		token = bearer
	}
	if token != "" {
		return c, a.customer(r.Context(), token, &c)
	}
	return c, nil
}

// authenticateCookie is Recognise for a request whose token is in the cookie: a member's, or none.
func (a *Authenticator) authenticateCookie(r *http.Request, j *jar) (Caller, error) {
	c := Caller{Device: deviceOf(r.UserAgent())}
	c.from(a.source(r))
	c.DeviceID, c.DeviceMember = a.device(j)
	is, err := a.staff(r.Context(), j.token, &c)
	if err == nil && !is && j.token != "" {
		err = refuse(apperr.InvalidToken)
	}
	return c, err
}

func (a *Authenticator) key(r *http.Request, secret string, c *Caller) error {
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

// forwarded makes failures count where the shopper is for whom an API key asks, if it tells.
func (c *Caller) forwarded(values []string) error {
	switch {
	case len(values) == 0 || len(values) == 1 && (strings.TrimSpace(values[0]) == "" || network.Withheld(values[0])):
		return nil
	case len(values) > 1:
		return apperr.Bad("%s must not be sent twice", CustomerIPHeader)
	}
	addr, ok := network.Parse(values[0])
	if !ok {
		return apperr.Bad("%s must be one IP address", CustomerIPHeader)
	}
	c.from(network.From(addr))
	return nil
}

// staff tells whether a token is one of a member of staff, and whose.
func (a *Authenticator) staff(ctx context.Context, token string, c *Caller) (bool, error) {
	if token == "" {
		return false, nil
	}
	var claims CustomerClaims
	switch err := a.StaffTokens.Read(token, &claims); {
	case errors.Is(err, ErrExpired):
		return false, refuse(apperr.Expired)
	case err != nil:
		return false, nil // a customer's, or none
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

func (a *Authenticator) customer(ctx context.Context, token string, c *Caller) error {
	var claims CustomerClaims
	switch err := a.Tokens.Read(token, &claims); {
	case errors.Is(err, ErrExpired):
		c.Kind, c.Scopes, c.Expired = Anonymous, nil, refuse(apperr.Expired) // nor do the rights of a key beside it count
		return nil
	case err != nil:
		return refuse(apperr.InvalidToken)
	}
	session, err := a.Sessions.FindSession(ctx, claims.SessionID, claims.Generation)
	if err != nil {
		return err
	}
	if session == nil || session.CustomerID != claims.Subject {
		return refuse(apperr.Revoked)
	}
	c.Kind, c.CustomerID, c.SessionID, c.CachedCustomer = Customer, session.CustomerID, session.ID, &session.Customer
	c.LastWriteLSN = max(c.LastWriteLSN, session.LastWriteLSN) // a key beside it wrote as well
	return nil
}

// bearerOf returns the token of the Authorization header (RFC 6750, section 2.1); empty without one.
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
