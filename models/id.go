// Package models holds the records of a shop's customers: plain structs that are at once the tables, as GORM reads
// them, and the GraphQL types. Their methods are pure. The package knows neither GORM nor gqlgen, and no context.
package models

import (
	"strings"

	"go.jetify.com/typeid"
)

// The kinds of id. An id is a TypeID: its kind, an underscore, and a UUIDv7 in base 32, so that ids are global and sort
// by the time they were made.
const (
	CustomerID  = "customer"
	SessionID   = "session"
	AddressID   = "address"
	OrderID     = "order"
	OrderItemID = "item"
	EventID     = "event"
	QuoteID     = "quote"
	KeyID       = "key"
	FieldID     = "field"
	MemberID    = "staff"
	EmailID     = "email"
	OnceID      = "once"
)

// NewID returns a fresh id of the kind.
func NewID(kind string) string {
	return typeid.Must(typeid.WithPrefix(kind)).String()
}

// KindOf returns the kind of an id, or "" for what is no id.
func KindOf(id string) string {
	kind, _, ok := strings.Cut(id, "_")
	if !ok {
		return ""
	}
	return kind
}

// Node is a record that can be found by its id alone.
type Node interface{ IsNode() }
