package models

// Address is an entry of a customer's address book. Of a customer's addresses exactly one is the default for shipping and
// exactly one for billing.
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

// IsNode marks addresses as findable by id.
func (*Address) IsNode() {}

// CreateAddressInput is an address as somebody types it, for the address book or for one order.
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
