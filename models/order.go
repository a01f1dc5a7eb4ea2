package models

// OrderStatus is the status of an order.
type OrderStatus string

// The statuses of an order.
const (
	OrderOpen      OrderStatus = "OPEN"
	OrderCompleted OrderStatus = "COMPLETED"
	OrderCancelled OrderStatus = "CANCELLED"
)

// PaymentStatus is the payment status of an order.
type PaymentStatus string

// The payment statuses.
const (
	Unpaid            PaymentStatus = "UNPAID"
	Authorized        PaymentStatus = "AUTHORIZED"
	PartiallyPaid     PaymentStatus = "PARTIALLY_PAID"
	Paid              PaymentStatus = "PAID"
	PartiallyRefunded PaymentStatus = "PARTIALLY_REFUNDED"
	Refunded          PaymentStatus = "REFUNDED"
)

// FulfillmentStatus is the fulfillment status of an order.
type FulfillmentStatus string

// The fulfillment statuses.
const (
	Unfulfilled        FulfillmentStatus = "UNFULFILLED"
	PartiallyFulfilled FulfillmentStatus = "PARTIALLY_FULFILLED"
	Fulfilled          FulfillmentStatus = "FULFILLED"
)

// Order is an order. Contact and addresses are copies made at checkout.
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
	TaxIncludedMinor  int64 // included in the prices, not added to the total
	DiscountMinor     int64
	TotalMinor        int64
	TotalValue        int64 // total in ten-thousandths of the main unit, for filters and sorting
	PaidMinor         int64 // sum of the payments
	RefundedMinor     int64 // sum of the refunds; at most PaidMinor
	Note              *string
	Locale            *string // BCP 47; nil if unknown
	QuoteID           *string // the quote it was placed with; unique
	IdempotencyScope  *string // identifies the caller of IdempotencyKey
	IdempotencyKey    *string // unique within its scope
	InputHash         string  // SHA-256 of the checkout input
	SearchText        string
	PlacedAt          Time
	CreatedAt         Time `gorm:"autoCreateTime:false"`
	UpdatedAt         Time `gorm:"autoUpdateTime:false"`
	Version           int
	// GuestTokensRevokedAt is when the tokens returned by checkout were revoked; nil if they are valid.
	GuestTokensRevokedAt *Time
	AnonymizedAt         *Time // when the personal data was removed; nil if it is complete

	// ByToken is set if the order was opened by a guest token, or by number and email address. Then its customer is
	// hidden.
	ByToken bool `gorm:"-"`
}

// IsNode marks Order as a Node.
func (*Order) IsNode() {}

// Contact returns the person who receives messages about the order.
func (o *Order) Contact() *OrderContact {
	return &OrderContact{Name: o.ContactName, Email: o.ContactEmail, Phone: o.ContactPhone}
}

// Subtotal returns the sum of the line items.
func (o *Order) Subtotal() *Money { return &Money{o.SubtotalMinor, o.Currency} }

// ShippingTotal returns the shipping price.
func (o *Order) ShippingTotal() *Money { return &Money{o.ShippingMinor, o.Currency} }

// TaxTotal returns the tax that is added to the prices.
func (o *Order) TaxTotal() *Money { return &Money{o.TaxMinor, o.Currency} }

// TaxIncluded returns the tax included in the prices.
func (o *Order) TaxIncluded() *Money { return &Money{o.TaxIncludedMinor, o.Currency} }

// DiscountTotal returns the discount.
func (o *Order) DiscountTotal() *Money { return &Money{o.DiscountMinor, o.Currency} }

// Total returns the amount to pay.
func (o *Order) Total() *Money { return &Money{o.TotalMinor, o.Currency} }

// Paid returns the sum of the payments.
func (o *Order) Paid() *Money { return &Money{o.PaidMinor, o.Currency} }

// Refunded returns the sum of the refunds.
func (o *Order) Refunded() *Money { return &Money{o.RefundedMinor, o.Currency} }

// OrderContact is the person who receives messages about an order.
type OrderContact struct {
	Name  string
	Email string
	Phone *string
}

// OrderAddress is an order's copy of an address.
type OrderAddress struct {
	ID           string `gorm:"-"` // the order's id and the address's name; set where the address is shown
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
	CustomFields FieldCopies // fields of the owner ADDRESS
	NameFold     string      // recipient, folded for filters
	PostcodeFold string
}

// The names of the addresses of an order, which follow the order's id in their ids.
const (
	ShippingAddress = "shippingAddress"
	BillingAddress  = "billingAddress"
)

// ShownShippingAddress returns the shipping address with its id.
func (o *Order) ShownShippingAddress() *OrderAddress {
	return o.shown(o.ShippingAddress, ShippingAddress)
}

// ShownBillingAddress returns the billing address with its id.
func (o *Order) ShownBillingAddress() *OrderAddress { return o.shown(o.BillingAddress, BillingAddress) }

func (o *Order) shown(a OrderAddress, name string) *OrderAddress {
	a.ID = o.ID + "/" + name
	return &a
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
	// TaxIncludedMinor is the tax included in the price of the line.
	TaxIncludedMinor int64
	Options          OrderItemOptions
	ImageURL         *string `gorm:"column:image_url"`
	URL              *string `gorm:"column:url"`
	// The quantities that were shipped, that were refunded and will not be shipped, and that were refunded in all.
	ShippedQuantity, CancelledQuantity, RefundedQuantity int
}

// IsNode marks OrderItem as a Node.
func (*OrderItem) IsNode() {}

// UnitPrice returns the unit price.
func (i *OrderItem) UnitPrice() *Money { return &Money{i.UnitMinor, i.Currency} }

// Total returns the price of the line.
func (i *OrderItem) Total() *Money { return &Money{i.UnitMinor * int64(i.Quantity), i.Currency} }

// TaxIncluded returns the tax included in the price of the line.
func (i *OrderItem) TaxIncluded() *Money { return &Money{i.TaxIncludedMinor, i.Currency} }

// OrderEventType is a type of event in an order's history.
type OrderEventType string

// The types of events.
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
	OrderAnonymized               OrderEventType = "ANONYMIZED"
)

// OrderActorKind is the kind of caller that caused an event.
type OrderActorKind string

// The kinds of actors.
const (
	ActorGuest    OrderActorKind = "GUEST"
	ActorCustomer OrderActorKind = "CUSTOMER"
	ActorAPIKey   OrderActorKind = "API_KEY"
	ActorStaff    OrderActorKind = "STAFF"
	ActorSystem   OrderActorKind = "SYSTEM"
)

// OrderEventStatus is a status before or after an event: an OrderStatus, a PaymentStatus or a FulfillmentStatus.
type OrderEventStatus string

// OrderEvent is an event in an order's history. It is read from an Event.
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
	// CustomerID is the customer that the event linked the order to, or unlinked it from.
	CustomerID *string
}

// IsNode marks OrderEvent as a Node.
func (*OrderEvent) IsNode() {}

// Actor returns the caller that caused the event.
func (e *OrderEvent) Actor() *OrderActor {
	return &OrderActor{Kind: e.ActorKind, ActorID: e.ActorID, Name: e.ActorName}
}

// From returns the status before the event, or nil if the event changed no status.
func (e *OrderEvent) From() *OrderEventStatus { return e.status(e.FromValue) }

// To returns the status after the event, or nil if the event changed no status.
func (e *OrderEvent) To() *OrderEventStatus { return e.status(e.ToValue) }

// ExternalIDFrom returns the external id before an EXTERNAL_ID_CHANGED event, or nil.
func (e *OrderEvent) ExternalIDFrom() *string { return e.externalID(e.FromValue) }

// ExternalIDTo returns the external id after an EXTERNAL_ID_CHANGED event, or nil.
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

// OrderActor is the caller that caused an event.
type OrderActor struct {
	Kind    OrderActorKind
	ActorID *string
	Name    *string
}
