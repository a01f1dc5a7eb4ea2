package orders

import (
	"context"
	"fmt"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/events"
	"clientele/models"
)

// Imported is an order imported from another system.
type Imported struct {
	Items         []*OrderItemInput
	ShippingPrice *models.MoneyInput
	Customer      *models.Customer // nil for a guest
	Contact       OrderContactInput
	Shipping      models.CreateAddressInput
	Billing       models.CreateAddressInput
	PlacedAt      time.Time
	Payment       models.PaymentStatus // empty for the status of a new order
	Delivery      models.FulfillmentStatus
	Status        models.OrderStatus
	CustomFields  customfields.Values
}

// importBatch is the number of rows that one statement inserts, limited by the number of parameters a statement can
// have.
const importBatch = 200

// Import stores orders under the same rules as Checkout, except that withdrawn currencies are accepted. It stores all
// orders or none and returns the error of the first invalid one. Customers must have no other orders.
func (s *Service) Import(ctx context.Context, list []Imported) error {
	var orders []*models.Order
	var items []*models.OrderItem
	var history events.Batch
	customs := map[string]*customfields.Change{}
	counts, latest := map[string]int{}, map[string]models.Time{}
	for i, in := range list {
		o, err := s.checkImported(ctx, in)
		if err != nil {
			return fmt.Errorf("import order %d: %w", i+1, err)
		}
		customs[o.ID] = o.custom
		orders, items, history = append(orders, o.Order), append(items, o.items...), append(history, o.history...)
		if o.CustomerID != nil {
			counts[*o.CustomerID]++
			if o.PlacedAt.After(latest[*o.CustomerID].Time) {
				latest[*o.CustomerID] = o.PlacedAt
			}
		}
	}
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		for _, rows := range []any{orders, items} {
			if err := tx.CreateInBatches(rows, importBatch).Error; err != nil {
				return err
			}
		}
		if err := history.Store(tx); err != nil {
			return err
		}
		if err := s.o.Fields.ImportIn(tx, customs); err != nil {
			return err
		}
		for id, n := range counts {
			err := tx.Model(&models.Customer{}).Where("id = ?", id).
				UpdateColumns(map[string]any{
					"orders_count": gorm.Expr("orders_count + ?", n), "last_order_at": latest[id],
				}).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("import orders: %w", err)
	}
	return nil
}

// oldImportedOrder is a validated order to import, with its rows in other tables.
type oldImportedOrder struct {
	*models.Order
	items   []*models.OrderItem
	history events.Batch
	custom  *customfields.Change
}

func (s *Service) checkImported(ctx context.Context, in Imported) (*oldImportedOrder, error) {
	d := &draft{caller: auth.Caller{}, customer: in.Customer, in: CheckoutInput{Contact: &in.Contact}}
	if in.Customer != nil {
		d.caller, d.customerID = auth.Caller{Kind: auth.Customer, CustomerID: in.Customer.ID}, in.Customer.ID
	}
	d.basket = checkPastBasket(&d.f, at, in.Items, charges{shipping: in.ShippingPrice})
	rejectBookFields(&d.f, at.At("shippingAddress"), &in.Shipping)
	rejectBookFields(&d.f, at.At("billingAddress"), &in.Billing)
	d.ship = s.o.Addresses.Check(&d.f, at.At("shippingAddress"), in.Shipping)
	d.bill = s.o.Addresses.Check(&d.f, at.At("billingAddress"), in.Billing)
	c := d.contact()
	importer := auth.Caller{Kind: auth.Staff}
	custom, err := s.o.Fields.Check(ctx, importer, &d.f, at.At("customFields"), models.OwnerOrder, in.CustomFields,
		true)
	if err != nil {
		return nil, err
	}
	if d.fields.ship, err = s.o.Addresses.CheckCustom(
		ctx, importer, &d.f, at.At("shippingAddress"), in.Shipping,
	); err != nil {
		return nil, err
	}
	if d.fields.bill, err = s.o.Addresses.CheckCustom(
		ctx, importer, &d.f, at.At("billingAddress"), in.Billing,
	); err != nil {
		return nil, err
	}
	if err := d.f.Err(); err != nil {
		return nil, err
	}
	return s.importOrder(in, d, c, custom)
}

// importOrder builds the rows of a validated order, with an event for each status that it has taken.
func (s *Service) importOrder(in Imported, d *draft, c contact, custom *customfields.Change) (*oldImportedOrder, error) {
	o := s.newOrder(d, c)
	o.ShippingAddress.CustomFields, o.BillingAddress.CustomFields = d.fields.ship.Copies(), d.fields.bill.Copies()
	o.Number = newNumber()
	o.SearchText = searchText(o)
	o.PlacedAt, o.CreatedAt, o.UpdatedAt = models.At(in.PlacedAt), models.At(in.PlacedAt), models.At(in.PlacedAt)
	ch := &change{o: o, now: o.PlacedAt, caller: auth.Caller{Kind: auth.APIKey, KeyName: "import"}}
	if in.Payment != "" {
		o.PaymentStatus = models.Unpaid
		applyStep(ch, at.At("paymentStatus"), graphql.OmittableOf(&in.Payment), &o.PaymentStatus, paymentRefusal,
			models.EventOrderPaymentStatusChanged, nil)
	}
	if in.Delivery != "" {
		applyStep(ch, at.At("fulfillmentStatus"), graphql.OmittableOf(&in.Delivery), &o.FulfillmentStatus,
			fulfillmentRefusal, models.EventOrderFulfillmentStatusChanged, nil)
	}
	if in.Status != "" {
		applyStep(ch, at.At("status"), graphql.OmittableOf(&in.Status), &o.Status, statusRefusal,
			models.EventOrderStatusChanged, nil)
	}
	if err := ch.f.Err(); err != nil {
		return nil, err
	}
	var history events.Batch
	history.Add(d.caller, o.PlacedAt, entry(o, models.EventOrderPlaced))
	history.Add(ch.caller, o.PlacedAt, ch.events...)
	return &oldImportedOrder{o, itemsOf(o, d.basket), history, custom}, nil
}
