package graph

import (
	"context"

	"clientele/graph/executor"
	"clientele/graph/loader"
	"clientele/internal/auth"
	"clientele/internal/orders"
	"clientele/models"
)

func (m mutation) RecordPayment(
	ctx context.Context, input orders.RecordPaymentInput,
) (*result[*models.Order], error) {
	return reply(m.Orders.RecordPayment(ctx, auth.From(ctx), input))
}

func (m mutation) VoidPayment(ctx context.Context, id string) (*result[*models.Order], error) {
	return reply(m.Orders.VoidPayment(ctx, auth.From(ctx), id))
}

func (m mutation) RecordRefund(
	ctx context.Context, input orders.RecordRefundInput,
) (*result[*models.Order], error) {
	return reply(m.Orders.RecordRefund(ctx, auth.From(ctx), input))
}

func (m mutation) VoidRefund(ctx context.Context, id string) (*result[*models.Order], error) {
	return reply(m.Orders.VoidRefund(ctx, auth.From(ctx), id))
}

func (m mutation) CreateShipment(
	ctx context.Context, input orders.CreateShipmentInput,
) (*result[*models.Order], error) {
	return reply(m.Orders.CreateShipment(ctx, auth.From(ctx), input))
}

func (m mutation) UpdateShipment(
	ctx context.Context, id string, input orders.UpdateShipmentInput,
) (*result[*models.Order], error) {
	return reply(m.Orders.UpdateShipment(ctx, auth.From(ctx), id, input))
}

func (m mutation) CancelShipment(ctx context.Context, id string) (*result[*models.Order], error) {
	return reply(m.Orders.CancelShipment(ctx, auth.From(ctx), id))
}

func registerOrderRecords(f *executor.Fields) {
	executor.Method(f, "paid", (*models.Order).Paid, "PaidMinor", "Currency")
	executor.Method(f, "refunded", (*models.Order).Refunded, "RefundedMinor", "Currency")
	executor.Method(f, "outstanding", orders.Outstanding,
		"Status", "PaymentStatus", "TotalMinor", "PaidMinor", "Currency")
	executor.Resolve(f, "payments", func(ctx context.Context, o *models.Order) ([]*models.Payment, error) {
		return loader.From(ctx).Payments.Load(ctx, o.ID)
	}, "ID")
	executor.Resolve(f, "refunds", func(ctx context.Context, o *models.Order) ([]*models.Refund, error) {
		return loader.From(ctx).Refunds.Load(ctx, o.ID)
	}, "ID")
	executor.Resolve(f, "shipments", func(ctx context.Context, o *models.Order) ([]*models.Shipment, error) {
		return loader.From(ctx).Shipments.Load(ctx, o.ID)
	}, "ID")
	executor.Concurrent[models.Order](f, "payments", "refunds", "shipments")
	executor.Resolve(f, "spent", func(ctx context.Context, c *models.Customer) ([]*models.Money, error) {
		return loader.From(ctx).Spent.Load(ctx, c.ID)
	}, "ID")
	executor.Concurrent[models.Customer](f, "spent")
	executor.Resolve(f, "ship", func(ctx context.Context, s *orders.OrderSteps) (bool, error) {
		if !s.Ship {
			return false, nil
		}
		items, err := loader.From(ctx).Items.Load(ctx, s.OrderID)
		return orders.Shippable(items), err
	})
	executor.Method(f, "amount", (*models.Payment).Amount)
	executor.Method(f, "amount", (*models.Refund).Amount)
	executor.Resolve(f, "items", func(ctx context.Context, r *models.Refund) ([]*orders.RefundItem, error) {
		return loader.From(ctx).RefundItems.Load(ctx, r.ID)
	}, "ID")
	executor.Resolve(f, "items", func(ctx context.Context, s *models.Shipment) ([]*orders.ShipmentItem, error) {
		return loader.From(ctx).ShipmentItems.Load(ctx, s.ID)
	}, "ID")
}
