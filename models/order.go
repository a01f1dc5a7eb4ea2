package models

// OrderStatus is where an order as a whole stands.
type OrderStatus string

// The states of an order.
const (
	OrderOpen      OrderStatus = "OPEN"
	OrderCompleted OrderStatus = "COMPLETED"
	OrderCancelled OrderStatus = "CANCELLED"
)

// PaymentStatus is where an order's payment stands.
type PaymentStatus string

// The states of a payment.
const (
	Unpaid            PaymentStatus = "UNPAID"
	Authorized        PaymentStatus = "AUTHORIZED"
	PartiallyPaid     PaymentStatus = "PARTIALLY_PAID"
	Paid              PaymentStatus = "PAID"
	PartiallyRefunded PaymentStatus = "PARTIALLY_REFUNDED"
	Refunded          PaymentStatus = "REFUNDED"
)

// FulfillmentStatus is where an order's delivery stands.
type FulfillmentStatus string

// The states of a delivery.
const (
	Unfulfilled        FulfillmentStatus = "UNFULFILLED"
	PartiallyFulfilled FulfillmentStatus = "PARTIALLY_FULFILLED"
	Fulfilled          FulfillmentStatus = "FULFILLED"
)

// Order is an order with copies of everything that it took from the customer at checkout.
type Order struct {
	ID                string
	Number            string
	ExternalID        *string
	ExternalIDFold    *string
	Status            OrderStatus
	PaymentStatus     PaymentStatus
	FulfillmentStatus FulfillmentStatus
	CustomerID        *string
	Guest             bool // placed without an account
	ContactName       string
	ContactNameFold   string
	ContactEmail      string
	ContactEmailKey   string
	ContactEmailFold  string
	ContactPhone      *string
	ShippingAddress   OrderAddress `gorm:"embedded;embeddedPrefix:ship_"`
	BillingAddress    OrderAddress `gorm:"embedded;embeddedPrefix:bill_"`
	Currency          CurrencyCode
	SubtotalMinor     int64
	ShippingMinor     int64
	TaxMinor          int64
	TaxIncludedMinor  int64 // what the prices contain; no part of the sum
	DiscountMinor     int64
	TotalMinor        int64
	TotalValue        int64 // the total in ten-thousandths of the main unit, to compare and sort over currencies
	Note              *string
	QuoteID           *string // the quote that made it; unique
	IdempotencyScope  *string // whose idempotency key made it
	IdempotencyKey    *string // unique within its scope
	InputHash         string  // SHA-256 of the input that made it
	SearchText        string
	PlacedAt          Time
	CreatedAt         Time `gorm:"autoCreateTime:false"`
	UpdatedAt         Time `gorm:"autoUpdateTime:false"`
	Version           int
	// GuestTokensRevokedAt is since when the tokens that checkout answered are not accepted; nil while they are.
	GuestTokensRevokedAt *Time

	// ByToken is set on an order that was opened by its guest token, or by its number and email address: it then shows no
	// customer.
	ByToken bool `gorm:"-"`
}

// IsNode marks orders as findable by id.
func (*Order) IsNode() {}

// Contact returns whom the order's messages go to.
func (o *Order) Contact() *OrderContact {
	return &OrderContact{Name: o.ContactName, Email: o.ContactEmail, Phone: o.ContactPhone}
}

// Subtotal returns the sum of the items.
func (o *Order) Subtotal() *Money { return &Money{o.SubtotalMinor, o.Currency} }

// ShippingTotal returns the price of the delivery.
func (o *Order) ShippingTotal() *Money { return &Money{o.ShippingMinor, o.Currency} }

// TaxTotal returns the tax on top of the prices.
func (o *Order) TaxTotal() *Money { return &Money{o.TaxMinor, o.Currency} }

// TaxIncluded returns the tax that the prices contain.
func (o *Order) TaxIncluded() *Money { return &Money{o.TaxIncludedMinor, o.Currency} }

// DiscountTotal returns what is taken off.
func (o *Order) DiscountTotal() *Money { return &Money{o.DiscountMinor, o.Currency} }

// Total returns what is to be paid.
func (o *Order) Total() *Money { return &Money{o.TotalMinor, o.Currency} }

// OrderContact is whom an order's messages go to.
type OrderContact struct {
	Name  string
	Email string
	Phone *string
}

// OrderAddress is the copy of an address on an order.
type OrderAddress struct {
	FirstName    *string
	LastName     *string
	Company      *string
	Line1        string
	Line2        *string
	City         *string
	Region       *string
	Postcode     *string
	Country      CountryCode
	Phone        *string
	Instructions *string
	CustomFields FieldCopies // of the owner ADDRESS
	NameFold     string      // the recipient as filters compare it
	PostcodeFold string
}

// OrderItem is a line item.
type OrderItem struct {
	ID        string
	OrderID   string
	Position  int
	SKU       string `gorm:"column:sku"`
	SKUFold   string `gorm:"column:sku_fold"`
	Name      string
	Quantity  int
	UnitMinor int64
	Currency  CurrencyCode
	// TaxIncludedMinor is the tax that the price of all of them contains.
	TaxIncludedMinor int64
}

// UnitPrice returns the price of one.
func (i *OrderItem) UnitPrice() *Money { return &Money{i.UnitMinor, i.Currency} }

// Total returns the price of all of them.
func (i *OrderItem) Total() *Money { return &Money{i.UnitMinor * int64(i.Quantity), i.Currency} }

// TaxIncluded returns the tax that the price of all of them contains.
func (i *OrderItem) TaxIncluded() *Money { return &Money{i.TaxIncludedMinor, i.Currency} }

// OrderEventType is what can happen to an order.
type OrderEventType string

// The things that can happen to an order.
const (
	OrderPlaced                   OrderEventType = "PLACED"
	OrderStatusChanged            OrderEventType = "STATUS_CHANGED"
	OrderPaymentStatusChanged     OrderEventType = "PAYMENT_STATUS_CHANGED"
	OrderFulfillmentStatusChanged OrderEventType = "FULFILLMENT_STATUS_CHANGED"
	OrderShippingAddressChanged   OrderEventType = "SHIPPING_ADDRESS_CHANGED"
	OrderExternalIDChanged        OrderEventType = "EXTERNAL_ID_CHANGED"
	OrderClaimed                  OrderEventType = "CLAIMED"
	OrderAttached                 OrderEventType = "ATTACHED"
	OrderDetached                 OrderEventType = "DETACHED"
	OrderContactChanged           OrderEventType = "CONTACT_CHANGED"
	OrderGuestTokensRevoked       OrderEventType = "GUEST_TOKENS_REVOKED"
)

// OrderActorKind is a kind of caller who does something to an order.
type OrderActorKind string

// The kinds of callers.
const (
	ActorGuest    OrderActorKind = "GUEST"
	ActorCustomer OrderActorKind = "CUSTOMER"
	ActorAPIKey   OrderActorKind = "API_KEY"
	ActorStaff    OrderActorKind = "STAFF"
	ActorSystem   OrderActorKind = "SYSTEM"
)

// OrderEventStatus is a status that an event moved an order from or to: an OrderStatus, a PaymentStatus or a FulfillmentStatus.
type OrderEventStatus string

// OrderEvent is something that happened to an order.
type OrderEvent struct {
	ID        string
	OrderID   string
	Type      OrderEventType
	At        Time
	FromValue *string // the status or external id before; nil for other types of events
	ToValue   *string // the status or external id after; nil for other types of events
	Reason    *string
	ActorKind OrderActorKind
	ActorID   *string
	ActorName *string
	// CustomerID is the customer whose order it became, or no longer is, where that is what happened.
	CustomerID *string
}

// Actor returns who did it.
func (e *OrderEvent) Actor() *OrderActor {
	return &OrderActor{Kind: e.ActorKind, ID: e.ActorID, Name: e.ActorName}
}

// From returns the status that the event moved the order from; nil where it changed no status.
func (e *OrderEvent) From() *OrderEventStatus { return e.status(e.FromValue) }

// To returns the status that the event moved the order to; nil where it changed no status.
func (e *OrderEvent) To() *OrderEventStatus { return e.status(e.ToValue) }

// ExternalIDFrom returns the external id before an EXTERNAL_ID_CHANGED; nil where there was none.
func (e *OrderEvent) ExternalIDFrom() *string { return e.externalID(e.FromValue) }

// ExternalIDTo returns the external id after an EXTERNAL_ID_CHANGED; nil where it was removed.
func (e *OrderEvent) ExternalIDTo() *string { return e.externalID(e.ToValue) }

func (e *OrderEvent) status(value *string) *OrderEventStatus {
	if value == nil || e.Type == OrderExternalIDChanged {
		return nil
	}
	status := OrderEventStatus(*value)
	return &status
}

func (e *OrderEvent) externalID(value *string) *string {
	if e.Type != OrderExternalIDChanged {
		return nil
	}
	return value
}

// OrderActor is who did something to an order.
type OrderActor struct {
	Kind OrderActorKind
	ID   *string
	Name *string
}
