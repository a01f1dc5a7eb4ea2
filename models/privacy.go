package models

// ErasureReport counts what an erasure removed, or would remove. The schema describes the numbers.
type ErasureReport struct {
	Customers  int `json:"customers"`
	Orders     int `json:"orders"`
	OpenOrders int `json:"openOrders"`
	Addresses  int `json:"addresses"`
	Sessions   int `json:"sessions"`
	Emails     int `json:"emails"`
	Events     int `json:"events"`
	Consents   int `json:"consents"`
	Files      int `json:"files"`
}

// ErasureKind is what the hash of an erasure was made of.
type ErasureKind string

// The kinds of erasures.
const (
	ErasedCustomer ErasureKind = "CUSTOMER" // of the customer's id
	ErasedEmail    ErasureKind = "EMAIL"    // of the normalized email address
)

// Erasure is proof of an erasure, without the person. It lets the erasure be repeated after a backup was restored.
type Erasure struct {
	ID        string
	Kind      ErasureKind
	Hash      string // keyed with ShopSettings.PersonKey
	At        Time
	Reason    *string
	Report    string // JSON of ErasureReport
	ActorKind EventActorKind
	ActorID   *string
	ActorName *string
}

// MergedCustomer is the former id of a customer that was merged into another one.
type MergedCustomer struct {
	MergedID   string
	CustomerID string
	MergedAt   Time
}
