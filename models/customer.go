package models

// Customer is a shop's customer.
type Customer struct {
	ID               string
	Email            string // for display: local part as entered, domain in lower-case ASCII
	EmailKey         string // normalized for comparison; unique
	EmailFold        string // folded, for filters with a pattern
	Name             *string
	NameFold         string // folded, for filters, search and sorting; "" without a name
	Phone            *string
	ExternalID       *string
	ExternalIDFold   *string
	Note             *string
	PasswordHash     *string // PHC string; nil without a password
	PasswordGiven    bool    // the shop set the password, rather than someone who signed up with this address
	EmailVerified    bool
	AcceptsMarketing bool
	OrdersCount      int     // number of linked orders
	LastOrderAt      *Time   // time of the latest linked order
	Locale           *string // BCP 47; nil if unknown
	DisabledAt       *Time   // nil if the customer can log in
	DisabledReason   *string
	// ErasureRequestedAt is when the customer requested the erasure of personal data, and ErasureDueAt when it is done.
	// Both are nil without a request.
	ErasureRequestedAt, ErasureDueAt *Time
	SearchText                       string
	CreatedAt                        Time `gorm:"autoCreateTime:false"`
	UpdatedAt                        Time `gorm:"autoUpdateTime:false"`
	Version                          int
}

// IsNode marks Customer as a Node.
func (*Customer) IsNode() {}

// Disabled reports whether the staff disabled the customer.
func (c *Customer) Disabled() bool { return c.DisabledAt != nil }

// HasPassword reports whether the customer can log in with a password.
func (c *Customer) HasPassword() bool { return c.PasswordHash != nil }

// CustomerTag is a tag of a customer.
type CustomerTag struct {
	CustomerID string
	TagFold    string // folded, for filters; unique per customer
	Tag        string
	Position   int
}

// Session is a login of a customer. A customer token is valid as long as its session exists.
type Session struct {
	ID           string
	CustomerID   string
	Device       *string // description of the device; nil if unknown
	CreatedAt    Time    `gorm:"autoCreateTime:false"`
	LastUsedAt   Time    // with a precision of one minute
	ExpiresAt    Time    // extended by each use
	Generation   int     // of the newest refresh token; tokens are derived, not stored
	RefreshedAt  *Time   // when the newest refresh token was last issued for the previous one; nil for the first
	Previous     int     // generation of the token that the newest replaced
	Unclaimed    bool    // no token issued with the newest generation was used yet
	LastWriteLSN int64   // the write-ahead log position after the session's last write: see db.RecordLSN
}

// IsNode marks Session as a Node.
func (*Session) IsNode() {}

// SignedIn is a session with its customer, read with one query.
type SignedIn struct {
	Session  `gorm:"embedded"`
	Customer Customer `gorm:"embedded;embeddedPrefix:of_"`
}

// TableName returns the name of the table.
func (SignedIn) TableName() string { return "sessions" }

// Scope is a permission of an API key or a staff member. The schema describes the scopes.
type Scope string

// The scopes.
const (
	CustomersRead  Scope = "CUSTOMERS_READ"
	CustomersWrite Scope = "CUSTOMERS_WRITE"
	OrdersRead     Scope = "ORDERS_READ"
	OrdersWrite    Scope = "ORDERS_WRITE"
	SettingsWrite  Scope = "SETTINGS_WRITE"
	StaffWrite     Scope = "STAFF_WRITE"
	WebhooksWrite  Scope = "WEBHOOKS_WRITE"
	PrivacyWrite   Scope = "PRIVACY_WRITE"
)

// Scopes lists every scope, in the schema's order.
func Scopes() []Scope {
	return []Scope{
		CustomersRead, CustomersWrite, OrdersRead, OrdersWrite, SettingsWrite, StaffWrite, WebhooksWrite,
		PrivacyWrite,
	}
}

// Attempt counts the failures of one kind by an account or a caller within a time window.
type Attempt struct {
	Key      string
	Failures int
	EndsAt   Time
}

// KnownPlace is the keyed hash of a network address from which an account was used. Exactly one owner is set.
type KnownPlace struct {
	Place      string
	CustomerID *string
	MemberID   *string
	OrderID    *string // order of a guest
	SeenAt     Time    // last use
}
