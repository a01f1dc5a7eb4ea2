// Package models defines the records of a shop as plain structs, which are both GORM models and GraphQL types. Methods
// are pure functions. The package does not import GORM or gqlgen.
package models

import (
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"go.jetify.com/typeid"
)

// The kinds of ids. An id is a TypeID: the kind, an underscore and a UUIDv7 in base 32. Ids are globally unique and
// sort by time of creation.
const (
	CustomerID  = "customer"
	SessionID   = "session"
	AddressID   = "address"
	OrderID     = "order"
	OrderItemID = "item"
	EventID     = "event"
	EntryID     = "entry" // of an event as an Event; see Event.NodeID
	QuoteID     = "quote"
	KeyID       = "key"
	FieldID     = "field"
	MemberID    = "staff"
	EmailID     = "email"
	OnceID      = "once"
	WebhookID   = "webhook"
	DeliveryID  = "delivery"
	JobID       = "job"
	FileID      = "file" // of the chunks of a file
	ConsentID   = "consent"
	ErasureID   = "erasure"
	PaymentID   = "payment"
	RefundID    = "refund"
	ShipmentID  = "shipment"
	GroupID     = "group"
	ViewID      = "view"
)

// NewID returns a new id of a kind.
func NewID(kind string) string {
	return typeid.Must(typeid.WithPrefix(kind)).String()
}

// FirstIDAt returns an id of a kind that sorts before all ids of the kind that are created at a time or later.
func FirstIDAt(kind string, at time.Time) string {
	id := make([]byte, 16)
	binary.BigEndian.PutUint64(id, uint64(at.UnixMilli())<<16) // RFC 9562, section 5.7
	return typeid.Must(typeid.FromUUIDBytesWithPrefix(kind, id)).String()
}

// NewIDs returns n new ids of a kind in ascending order, for records that lists sort by id. Of two ids from NewID
// within a millisecond, the later one can be smaller.
func NewIDs(kind string, n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = NewID(kind)
	}
	slices.Sort(ids)
	return ids
}

// KindOf returns the kind of an id, or "" if id is not an id.
func KindOf(id string) string {
	kind, _, ok := strings.Cut(id, "_")
	if !ok {
		return ""
	}
	return kind
}

// customFieldsPart follows an owner's id in the id of its custom fields.
const customFieldsPart = "/customFields"

// CustomFieldsID returns the id of the custom fields of an owner: a customer, an address, an order or an address of an
// order.
func CustomFieldsID(owner string) string { return owner + customFieldsPart }

// OwnerOfCustomFields returns the id of the owner, and whether id is an id of custom fields.
func OwnerOfCustomFields(id string) (owner string, ok bool) {
	return strings.CutSuffix(id, customFieldsPart)
}

// Node is an object that can be queried by its id alone.
type Node interface{ IsNode() }
