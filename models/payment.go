package models

// Payment is a payment for an order, as the shop recorded it.
type Payment struct {
	ID          string
	OrderID     string
	AmountMinor int64
	Currency    CurrencyCode
	Method      *string
	Reference   *string // the payment's ID in another system
	PaidAt      Time
	CreatedAt   Time  `gorm:"autoCreateTime:false"`
	VoidedAt    *Time // when it was voided; nil if it counts
}

// IsNode marks Payment as a Node.
func (*Payment) IsNode() {}

// Amount returns the amount of the payment.
func (p *Payment) Amount() *Money { return &Money{p.AmountMinor, p.Currency} }

// Refund is a refund of an order, as the shop recorded it.
type Refund struct {
	ID          string
	OrderID     string
	AmountMinor int64
	Currency    CurrencyCode
	Reason      *string
	RefundedAt  Time
	CreatedAt   Time  `gorm:"autoCreateTime:false"`
	VoidedAt    *Time // when it was voided; nil if it counts
}

// IsNode marks Refund as a Node.
func (*Refund) IsNode() {}

// Amount returns the amount of the refund.
func (r *Refund) Amount() *Money { return &Money{r.AmountMinor, r.Currency} }

// RefundedItem is a line item of a refund.
type RefundedItem struct {
	RefundID  string
	ItemID    string
	Quantity  int
	Cancelled bool // the quantity was not shipped and will not be
}

// TableName returns the name of the table.
func (RefundedItem) TableName() string { return "refund_items" }
