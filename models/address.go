package models

// Address is a saved address of a customer. Exactly one of a customer's addresses is the default for shipping and one
// for billing.
type Address struct {
	ID                string
	CustomerID        string
	Label             *string
	FirstName         *string
	LastName          *string
	Company           *string
	Line1             string
	Line2             *string
	City              *string
	Region            *string
	Postcode          *string
	Country           CountryCode
	Phone             *string // E.164
	Instructions      *string
	IsDefaultShipping bool
	IsDefaultBilling  bool
	CreatedAt         Time `gorm:"autoCreateTime:false"`
	UpdatedAt         Time `gorm:"autoUpdateTime:false"`
	Version           int
}

// IsNode marks Address as a Node.
func (*Address) IsNode() {}

// CreateAddressInput is a new address, for the address book or for an order.
type CreateAddressInput struct {
	Label             *string
	FirstName         *string
	LastName          *string
	Company           *string
	Line1             *string
	Line2             *string
	City              *string
	Region            *string
	Postcode          *string
	Country           CountryCode
	Phone             *string
	Instructions      *string
	IsDefaultShipping bool
	IsDefaultBilling  bool
	CustomFields      map[string]any
}
