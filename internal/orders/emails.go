package orders

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"clientele/internal/mail"
	"clientele/models"
)

// undoTime is how long an email about a change waits that the dashboard lets the staff undo. If they do, there is
// nothing to send.
const undoTime = 15 * time.Second

// The names of the data of an email about an order.
const (
	orderData    = "order"
	shipmentData = "shipment"
	refundData   = "refund"
	numberData   = "number" // of an email with a link to an order
)

// EmailKinds returns the kinds of emails about orders.
func EmailKinds() []mail.Kind {
	return []mail.Kind{
		mail.GuestOrderLink, mail.OrderPlaced, mail.OrderShipped, mail.OrderCancelled, mail.OrderRefunded,
	}
}

// OrderIn returns which order an email is about, from its data: the ID, or the number if it has a link to the order.
func OrderIn(data map[string]string) string { return cmp.Or(data[orderData], data[numberData]) }

// emailChange queues the emails about a stored change of an order, whose status was another one before.
func (s *Service) emailChange(c *change, before models.OrderStatus) error {
	if before != c.o.Status && c.o.Status == models.OrderCancelled {
		if err := s.email(c.tx, c.o, models.OrderEmailCancelled, mail.Email{Kind: mail.OrderCancelled}); err != nil {
			return err
		}
	}
	for _, sent := range c.records.shipments {
		err := s.email(c.tx, c.o, models.OrderEmailShipped, mail.Email{
			Kind: mail.OrderShipped, Data: map[string]string{shipmentData: sent.ID}, Wait: undoTime,
		})
		if err != nil {
			return err
		}
	}
	for _, refund := range c.records.refunds {
		err := s.email(c.tx, c.o, models.OrderEmailRefunded, mail.Email{
			Kind: mail.OrderRefunded, Data: map[string]string{refundData: refund.ID}, Wait: undoTime,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// emailPlaced queues the email about a new order.
func (s *Service) emailPlaced(tx *gorm.DB, o *models.Order) error {
	return s.email(tx, o, models.OrderEmailPlaced, mail.Email{Kind: mail.OrderPlaced})
}

// email queues an email to the contact of an order, in the transaction of the change, if the shop sends such emails.
// The order must not be one that is imported. Nothing is sent about an anonymous order, which has no contact.
func (s *Service) email(tx *gorm.DB, o *models.Order, which models.OrderEmail, m mail.Email) error {
	if o.AnonymizedAt != nil || o.ContactEmail == "" {
		return nil
	}
	var shop models.ShopSettings
	if err := tx.Select("order_emails").Take(&shop).Error; err != nil {
		return fmt.Errorf("read which emails about orders are sent: %w", err)
	}
	if !slices.Contains(shop.OrderEmails, string(which)) {
		return nil
	}
	m.To = o.ContactEmail
	if m.Data == nil {
		m.Data = map[string]string{}
	}
	m.Data[orderData] = o.ID
	return s.o.Post.Send(tx, m)
}
