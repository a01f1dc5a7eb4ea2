package models

// Customer is a shop's customer.
type Customer struct {
	ID               string
	Email            string // as it is shown: local part as typed, domain in lower-case ASCII
	EmailKey         string // as it is compared: one per customer, unique
	EmailFold        string // as filters with a pattern look for it
	Name             *string
	NameFold         string // as filters, search and sorting see it; "" without a name
	Phone            *string
	ExternalID       *string
	ExternalIDFold   *string
	Note             *string
	PasswordHash     *string // PHC string; nil without a password
	PasswordGiven    bool    // by the shop, so that nobody who merely signed up chose it; false without a password
	EmailVerified    bool
	AcceptsMarketing bool
	OrdersCount      int   // how many orders point here
	LastOrderAt      *Time // when the latest of them was placed
	DisabledAt       *Time // since when the customer cannot sign in; nil while it can
	DisabledReason   *string
	SearchText       string
	CreatedAt        Time `gorm:"autoCreateTime:false"`
	UpdatedAt        Time `gorm:"autoUpdateTime:false"`
	Version          int
}

// IsNode marks customers as findable by id.
func (*Customer) IsNode() {}

// Disabled tells whether the staff have shut the customer out.
func (c *Customer) Disabled() bool { return c.DisabledAt != nil }

// HasPassword tells whether the customer can log in with a password.
func (c *Customer) HasPassword() bool { return c.PasswordHash != nil }

// CustomerTag is one tag of a customer.
type CustomerTag struct {
	CustomerID string
	TagFold    string // as filters compare it; one spelling a customer
	Tag        string
	Position   int
}

// Session is a place where a customer is signed in. A customer token is good for as long as its session's row exists.
type Session struct {
	ID           string
	CustomerID   string
	Device       *string // in words; nil where the request did not say
	CreatedAt    Time    `gorm:"autoCreateTime:false"`
	LastUsedAt   Time    // to the minute
	ExpiresAt    Time    // moves on with each use
	Generation   int     // of the newest refresh token; the tokens themselves are derived, not stored
	RefreshedAt  *Time   // when the newest was last given out in exchange for the one before; nil for the first
	Previous     int     // the generation that the newest came for
	Unclaimed    bool    // nothing that came with the newest was used so far
	LastWriteLSN int64   // the write-ahead log position after the session's last write: see db.RecordLSN
}

// SignedIn is a session with its customer, read together.
type SignedIn struct {
	Session  `gorm:"embedded"`
	Customer Customer `gorm:"embedded;embeddedPrefix:of_"`
}

// TableName is the table of the sessions.
func (SignedIn) TableName() string { return "sessions" }

// Scope is what an API key or a staff member may do; the schema describes each.
type Scope string

// The scopes.
const (
	CustomersRead  Scope = "CUSTOMERS_READ"
	CustomersWrite Scope = "CUSTOMERS_WRITE"
	OrdersRead     Scope = "ORDERS_READ"
	OrdersWrite    Scope = "ORDERS_WRITE"
	SettingsWrite  Scope = "SETTINGS_WRITE"
	StaffWrite     Scope = "STAFF_WRITE"
)

// Scopes lists every scope, in the schema's order.
func Scopes() []Scope {
	return []Scope{CustomersRead, CustomersWrite, OrdersRead, OrdersWrite, SettingsWrite, StaffWrite}
}

// Attempt counts the failures of one kind by one account or caller within a window of time.
type Attempt struct {
	Key      string
	Failures int
	EndsAt   Time
}

// KnownPlace is a network address from which an account was used, as a keyed hash. It has one owner.
type KnownPlace struct {
	Place      string
	CustomerID *string
	MemberID   *string
	OrderID    *string // of a guest
	SeenAt     Time    // when it was used last
}
