package models

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
)

// Shipment is a shipment of an order or of a part of it.
type Shipment struct {
	ID             string
	OrderID        string
	Carrier        *string
	TrackingNumber *string
	TrackingURL    *string `gorm:"column:tracking_url"`
	ShippedAt      Time
	CreatedAt      Time  `gorm:"autoCreateTime:false"`
	UpdatedAt      Time  `gorm:"autoUpdateTime:false"`
	CancelledAt    *Time // when it was cancelled; nil if it counts
	Version        int
}

// IsNode marks Shipment as a Node.
func (*Shipment) IsNode() {}

// ShippedItem is a line item in a shipment.
type ShippedItem struct {
	ShipmentID string
	ItemID     string
	Quantity   int
}

// TableName returns the name of the table.
func (ShippedItem) TableName() string { return "shipment_items" }

// OrderItemOption is an option of an article that the buyer chose, such as the size.
type OrderItemOption struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// OrderItemOptions are the options of an article, stored as a JSON array.
type OrderItemOptions []*OrderItemOption

// Value returns the JSON array to store.
func (o OrderItemOptions) Value() (driver.Value, error) {
	if len(o) == 0 {
		return "[]", nil
	}
	b, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("encode options: %w", err)
	}
	return string(b), nil
}

// Scan reads the JSON array of the database.
func (o *OrderItemOptions) Scan(src any) error {
	text, ok := src.(string)
	if !ok {
		return fmt.Errorf("options are %T instead of text", src)
	}
	*o = OrderItemOptions{}
	if text == "[]" {
		return nil
	}
	return json.Unmarshal([]byte(text), o)
}
