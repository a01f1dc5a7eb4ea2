package models

// Shop holds the settings of the shop, as set by the staff or in the program's configuration.
type Shop struct {
	Name              string
	Currency          CurrencyCode
	EmailVerification EmailVerification // from the program's configuration
	ErasureGraceDays  int               // days between the request for an erasure and the erasure
	DoubleOptIn       bool              // whether subscriptions to marketing by email must be confirmed
	Locale            string            // BCP 47
	OrderEmails       []OrderEmail
	MailServer        bool // from the program's configuration
	Version           int
}

// OrderEmail is an email about an order.
type OrderEmail string

// The emails about orders.
const (
	OrderEmailPlaced    OrderEmail = "PLACED"
	OrderEmailShipped   OrderEmail = "SHIPPED"
	OrderEmailCancelled OrderEmail = "CANCELLED"
	OrderEmailRefunded  OrderEmail = "REFUNDED"
)

// ShopID is the id of the shop.
const ShopID = "shop"

// IsNode marks Shop as a Node.
func (*Shop) IsNode() {}

// NodeID returns the id of the shop.
func (*Shop) NodeID() string { return ShopID }

// ShopSettings is the only row of the shop's stored settings.
type ShopSettings struct {
	ID               int // 1
	Name             *string
	Currency         *CurrencyCode
	StaffSince       *Time // when the first staff member was created; nil before
	ErasureGraceDays int   // 0 to 30
	DoubleOptIn      bool
	Locale           string
	OrderEmails      Strings
	LastBackupAt     *Time  // when the program last made a backup; nil if never
	PersonKey        string // keys the hashes of people, and signs the tokens that unsubscribe; never shown
	Version          int
}

// TableName returns the name of the table.
func (ShopSettings) TableName() string { return "shop_settings" }
