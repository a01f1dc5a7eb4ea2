package orders

import (
	"context"
	"fmt"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/models"
)

// RecordPayment records a payment for an open order, of at most what is still to be paid. It requires ORDERS_WRITE, and
// with CONFLICT also returns the current order.
func (s *Service) RecordPayment(ctx context.Context, caller auth.Caller, in RecordPaymentInput) (*models.Order, error) {
	return s.change(ctx, caller, in.OrderID, func(c *change) error {
		if err := c.expect("order", in.ExpectedVersion, c.o.Version); err != nil {
			return err
		}
		if c.o.Status != models.OrderOpen {
			c.f.Add(at.At("orderId"), apperr.CodeStepNotAllowed,
				fmt.Sprintf("The order is %s: payments can only be refunded or voided", c.o.Status))
			return nil
		}
		p := &models.Payment{
			AmountMinor: c.amount(in.Amount, payable(c.o), "At most %s can still be paid",
				"Nothing is left to be paid"),
			Method:    c.line(at.At("method"), in.Method, maxMethod),
			Reference: c.line(at.At("reference"), in.Reference, maxReference),
			PaidAt:    c.when(at.At("paidAt"), in.PaidAt),
		}
		if err := c.limitRecords(at.At("orderId"), p, "payments"); err != nil || !c.f.Empty() {
			return err
		}
		c.pay(p)
		c.derivePayment()
		return nil
	})
}

// VoidPayment voids a payment that was recorded by mistake, unless more would be refunded than was paid, or a completed
// order would no longer be paid. It requires ORDERS_WRITE.
func (s *Service) VoidPayment(ctx context.Context, caller auth.Caller, id string) (*models.Order, error) {
	orderOf := func(p *models.Payment) string { return p.OrderID }
	return changeRecord(ctx, s, caller, "payment", id, orderOf, func(c *change, p *models.Payment) error {
		switch left := c.o.PaidMinor - p.AmountMinor; {
		case p.VoidedAt != nil:
			c.refuse("The payment is already voided")
			return nil
		case left < c.o.RefundedMinor:
			c.refuse(fmt.Sprintf("%s were refunded, which is more than would be paid: void the refund first",
				moneyText(c.o.RefundedMinor, c.o.Currency)))
			return nil
		}
		c.o.PaidMinor -= p.AmountMinor
		c.addEvent(models.EventOrderPaymentVoided, paymentChanges(p).Removed(), nil)
		c.derivePayment()
		c.refuseIncomplete()
		if !c.f.Empty() {
			return nil
		}
		return void(c, p, p.ID)
	})
}

// pay adds a payment, whose amount is checked, to the order. The payment status does not change.
func (c *change) pay(p *models.Payment) {
	p.ID, p.OrderID, p.Currency, p.CreatedAt = models.NewID(models.PaymentID), c.o.ID, c.o.Currency, c.now
	c.o.PaidMinor += p.AmountMinor
	c.records.payments = append(c.records.payments, p)
	c.addEvent(models.EventOrderPaymentRecorded, paymentChanges(p), nil)
}

// paymentChanges returns the fields of a payment as changes from nothing.
func paymentChanges(p *models.Payment) events.Changes {
	amount := moneyText(p.AmountMinor, p.Currency)
	var c events.Changes
	c.Text("paymentId", nil, &p.ID)
	c.Text("amount", nil, &amount)
	c.Text("method", nil, p.Method)
	c.Text("reference", nil, p.Reference)
	c.Hide("reference")
	return c
}

// void marks a payment or refund as voided.
func void[T any](c *change, record *T, id string) error {
	if err := c.tx.Model(record).Where("id = ?", id).UpdateColumn("voided_at", c.now).Error; err != nil {
		return fmt.Errorf("void %s: %w", id, err)
	}
	return nil
}

// refuse reports that the order's state does not allow to void or cancel a record.
func (c *change) refuse(why string) { c.f.Add(apperr.Path{"id"}, apperr.CodeStepNotAllowed, why) }

// refuseIncomplete reports an order that is COMPLETED and, after the change, would no longer be.
func (c *change) refuseIncomplete() {
	if c.o.Status == models.OrderCompleted && !complete(c.o) {
		c.refuse(fmt.Sprintf("The order is COMPLETED and would become %s and %s", c.o.PaymentStatus,
			c.o.FulfillmentStatus))
	}
}
