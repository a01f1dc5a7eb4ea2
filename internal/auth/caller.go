// Package auth holds who calls: the caller in the request's context, passwords, signed tokens, and the HTTP middleware that
// recognises a caller by its headers. What a caller may do with a record is for the services and the schema's rules to say.
package auth

import (
	"context"
	"slices"
	"sync/atomic"

	"clientele/internal/apperr"
	"clientele/internal/network"
	"clientele/models"
)

// Kind is a sort of caller.
type Kind int

// The kinds of callers.
const (
	Anonymous Kind = iota
	Customer
	APIKey
	Staff
)

// Caller is who sent a request. An API key that sends a customer's token along is that customer, and nothing more: of the
// key's rights only setting prices stays with it.
type Caller struct {
	Kind       Kind
	CustomerID string // of a Customer
	SessionID  string // of a Customer, and of a member of Staff
	// CachedCustomer is a Customer as it was when the request was recognised; nil after a log-in. It is good for answers, not for deciding
	// what is written.
	CachedCustomer *models.Customer
	KeyID          string // of a ServerKey, of a member of Staff, and of who acts for a Customer
	KeyName        string
	Scopes         []models.Scope   // of the key or staff member; see Can
	Role           models.StaffRole // of a member of Staff
	// Address is where failures are counted: the caller's network address, IPv6 by /64. For an API key that does not say
	// whom it forwards, the key's own id.
	Address string
	// Site is the /48 around an IPv6 address, which one customer of a provider can have whole; empty for others.
	Site string
	// Device is what the request came from, in words such as "Firefox on Linux"; empty where it does not say.
	Device string
	// LastWriteLSN is the write-ahead log position after the last write of the caller's session, key or staff member. A replica
	// that hasn't reached it must not answer the caller.
	LastWriteLSN int64
	// DeviceID names the browser in which the member of staff DeviceMember signed in before, by a cookie; empty without one. It
	// shows no more than that: the member may have signed out, and somebody else may use the browser.
	DeviceID, DeviceMember string
	// Expired is the refusal of a customer's token whose time has run out; nil without one. Its caller is Anonymous, and may use
	// only what answers everybody alike: for anything else a client has to renew the token.
	Expired error
	// SharedAddress tells that Address is not a shopper's own, so that failures must not count against it alone.
	SharedAddress bool
}

// from makes failures count where a request came from.
func (c *Caller) from(s network.Source) {
	c.Address, c.Site, c.SharedAddress = s.Address, s.Site, s.Shared
}

// Can tells whether the caller holds a scope. Customers hold none, also with a key beside them.
func (c Caller) Can(scope models.Scope) bool {
	return (c.Kind == APIKey || c.Kind == Staff) && slices.Contains(c.Scopes, scope)
}

// SetsPrices tells whether the caller may give lines with prices: a key or staff member with ORDERS_WRITE, also on behalf of
// a customer whose token is sent along.
func (c Caller) SetsPrices() bool { return slices.Contains(c.Scopes, models.OrdersWrite) }

// Owns tells whether the caller is this customer.
func (c Caller) Owns(customerID string) bool {
	return c.Kind == Customer && customerID != "" && c.CustomerID == customerID
}

// TargetCustomer returns the id of the customer that an operation is about: the one that the argument names, or the caller's own
// where id is nil. It is SignIn for a visitor, Missing where a customer names another, Scope without CUSTOMERS_WRITE, and Bad where
// an API key or staff member names nobody.
func (c Caller) TargetCustomer(id *string, argument string) (string, error) {
	switch {
	case c.Kind == Anonymous:
		return "", apperr.SignIn()
	case c.Kind == Customer:
		if id != nil && !c.Owns(*id) {
			return "", apperr.Missing("customer")
		}
		return c.CustomerID, nil
	case !c.Can(models.CustomersWrite):
		return "", apperr.Scope(string(models.CustomersWrite))
	case id == nil:
		return "", apperr.Bad("%s is required: an API key has no customer of its own", argument)
	}
	return *id, nil
}

type callerKey struct{}

// holder is what the context carries. It can change once within an operation: after a log-in the fields below the payload
// belong to the customer who has just signed in.
type holder struct{ caller atomic.Pointer[Caller] }

// With returns a context that carries the caller.
func With(ctx context.Context, c Caller) context.Context {
	h := new(holder)
	h.caller.Store(&c)
	return context.WithValue(ctx, callerKey{}, h)
}

// From returns the context's caller; Anonymous where there is none.
func From(ctx context.Context) Caller {
	if h, ok := ctx.Value(callerKey{}).(*holder); ok {
		return *h.caller.Load()
	}
	return Caller{}
}

// SignIn makes the context's caller the customer who has just signed in.
func SignIn(ctx context.Context, customerID, sessionID string) {
	h, ok := ctx.Value(callerKey{}).(*holder)
	if !ok {
		return
	}
	c := *h.caller.Load()
	c.Kind, c.CustomerID, c.SessionID, c.CachedCustomer = Customer, customerID, sessionID, nil
	h.caller.Store(&c)
}

// SignOut makes the context's caller a visitor again.
func SignOut(ctx context.Context) {
	h, ok := ctx.Value(callerKey{}).(*holder)
	if !ok {
		return
	}
	c := *h.caller.Load()
	c.Kind, c.CustomerID, c.SessionID, c.CachedCustomer = Anonymous, "", "", nil
	h.caller.Store(&c)
}
