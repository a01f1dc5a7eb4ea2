// Package auth authenticates callers: it provides the caller in the request's context, password hashes, signed tokens,
// and the HTTP middleware that identifies a caller by its headers. Authorization is up to the services and the schema's
// directives.
package auth

import (
	"context"
	"slices"
	"sync/atomic"

	"clientele/internal/apperr"
	"clientele/internal/network"
	"clientele/models"
)

// Kind is a kind of caller.
type Kind int

// The kinds of callers.
const (
	Anonymous Kind = iota
	Customer
	APIKey
	Staff
)

// Caller is the sender of a request. A request with an API key and a customer token has the rights of the customer; of
// the key's rights only that to set prices applies.
type Caller struct {
	Kind       Kind
	CustomerID string // of a Customer
	SessionID  string // of a Customer or a member of Staff
	// CachedCustomer is a Customer as of the time when the request was authenticated; nil after a log-in. It may be
	// returned, but writes must not depend on it.
	CachedCustomer *models.Customer
	KeyID          string // of an API key or a member of Staff, also one who acts for a Customer
	KeyName        string
	Scopes         []models.Scope   // of the API key or member of Staff; see Can
	Role           models.StaffRole // of a member of Staff
	// Address is the key by which failures are counted: the caller's IP address, for IPv6 its /64. For an API key that
	// does not send the shopper's address it is the key's ID.
	Address string
	// Site is the /48 of an IPv6 address, which a provider can assign to one customer; empty for IPv4.
	Site string
	// Device describes the browser or program, such as "Firefox on Linux"; empty if it is unknown.
	Device string
	// LastWriteLSN is the write-ahead log position after the last write of the caller's session, key or staff member. A
	// replica that has not reached it must not be used for the caller.
	LastWriteLSN int64
	// DeviceID identifies the browser, by a cookie, and DeviceMember the member of staff who has logged in there; empty
	// without one. They do not authenticate the member, who may have logged out.
	DeviceID, DeviceMember string
	// Expired is the error for an expired customer token; nil without one. The caller is Anonymous, and may use only
	// operations whose result is the same for all callers; for others, the client must refresh the token.
	Expired error
	// SharedAddress means that many shoppers may share Address, so that the limits of a single address do not apply.
	SharedAddress bool
}

// Visitor returns the caller of a request without credentials.
func Visitor(s network.Source) Caller {
	var c Caller
	c.from(s)
	return c
}

// from sets the address by which failures are counted.
func (c *Caller) from(s network.Source) {
	c.Address, c.Site, c.SharedAddress = s.Address, s.Site, s.Shared
}

// Can reports whether the caller has a scope. Customers have none, even if the request carries an API key as well.
func (c Caller) Can(scope models.Scope) bool {
	return (c.Kind == APIKey || c.Kind == Staff) && slices.Contains(c.Scopes, scope)
}

// Holds reports whether the API key or staff member of the request has a scope, also if the request carries a customer
// token as well.
func (c Caller) Holds(scope models.Scope) bool { return slices.Contains(c.Scopes, scope) }

// SetsPrices reports whether the caller may set the prices of line items. That takes an API key or staff member with
// ORDERS_WRITE, also if the request carries a customer token as well.
func (c Caller) SetsPrices() bool { return c.Holds(models.OrdersWrite) }

// Owns reports whether the caller is the given customer.
func (c Caller) Owns(customerID string) bool {
	return c.Kind == Customer && customerID != "" && c.CustomerID == customerID
}

// TargetCustomer returns the ID of the customer that an operation concerns: id, the value of the named argument, or the
// caller's own ID if id is nil. It returns the error SignIn for unauthenticated callers, Missing for another customer,
// Scope for an API key or staff member without CUSTOMERS_WRITE, and Bad if they do not pass an ID.
func (c Caller) TargetCustomer(id *string, argument string) (string, error) {
	return c.TargetCustomerWith(models.CustomersWrite, id, argument)
}

// TargetCustomerWith is TargetCustomer for an operation that requires another scope.
func (c Caller) TargetCustomerWith(scope models.Scope, id *string, argument string) (string, error) {
	switch {
	case c.Kind == Anonymous:
		return "", apperr.SignIn()
	case c.Kind == Customer:
		if id != nil && !c.Owns(*id) {
			return "", apperr.Missing("customer")
		}
		return c.CustomerID, nil
	case !c.Can(scope):
		return "", apperr.Scope(string(scope))
	case id == nil:
		return "", apperr.Bad("%s is required for API keys and staff members", argument)
	}
	return *id, nil
}

type callerKey struct{}

// holder is the value in the context. A log-in changes the caller within an operation, so that the fields of the
// payload are resolved for the customer who has just logged in.
type holder struct{ caller atomic.Pointer[Caller] }

// With returns a copy of ctx with the caller.
func With(ctx context.Context, c Caller) context.Context {
	h := new(holder)
	h.caller.Store(&c)
	return context.WithValue(ctx, callerKey{}, h)
}

// From returns the caller of ctx, which is Anonymous by default.
func From(ctx context.Context) Caller {
	if h, ok := ctx.Value(callerKey{}).(*holder); ok {
		return *h.caller.Load()
	}
	return Caller{}
}

// SignIn sets the caller of ctx to the customer who has just logged in.
func SignIn(ctx context.Context, customerID, sessionID string) {
	h, ok := ctx.Value(callerKey{}).(*holder)
	if !ok {
		return
	}
	c := *h.caller.Load()
	c.Kind, c.CustomerID, c.SessionID, c.CachedCustomer = Customer, customerID, sessionID, nil
	h.caller.Store(&c)
}

// SignOut sets the caller of ctx to Anonymous.
func SignOut(ctx context.Context) {
	h, ok := ctx.Value(callerKey{}).(*holder)
	if !ok {
		return
	}
	c := *h.caller.Load()
	c.Kind, c.CustomerID, c.SessionID, c.CachedCustomer = Anonymous, "", "", nil
	h.caller.Store(&c)
}
