package demo

import (
	"fmt"
	"time"

	"clientele/internal/customfields"
	"clientele/internal/orders"
	"clientele/models"
)

// orders generates the orders of a customer, some of which the person placed as a guest.
func (g *generator) orders(p *person, email string) []orders.ImportOrderInput {
	var list []orders.ImportOrderInput
	n := g.r.IntN(6)
	if g.r.IntN(30) == 0 {
		n += 20 // a regular customer
	}
	for range n {
		o := g.order(p)
		o.CustomerEmail = &email
		if g.r.IntN(12) == 0 {
			name := p.name()
			o.CustomerEmail, o.Contact = nil, orders.OrderContactInput{Name: &name, Email: &email}
		}
		list = append(list, o)
	}
	return list
}

// order generates one order.
func (g *generator) order(p *person) orders.ImportOrderInput {
	o := orders.ImportOrderInput{
		// Float64 always uses one random value, so that the data does not depend on Now; Int64N may use more.
		PlacedAt:        models.At(p.since.Add(time.Duration(g.r.Float64() * float64(g.Now.Sub(p.since))))),
		ShippingAddress: orderAddress(pick(g.r, p.addresses)), BillingAddress: orderAddress(p.addresses[0]),
		ShippingPrice: price(p.from, 490),
	}
	for range 1 + g.r.IntN(4) {
		product := pick(g.r, products)
		item := &orders.OrderItemInput{
			SKU: product.sku, Name: product.name, Quantity: 1 + g.r.IntN(3), UnitPrice: price(p.from, product.cents),
		}
		if chosen := g.r.IntN(12); product.option != "" {
			value := product.values[chosen%len(product.values)]
			item.Options = []*orders.OrderItemOptionInput{{Name: product.option, Value: value}}
		}
		o.Items = append(o.Items, item)
	}
	if g.r.IntN(8) == 0 {
		message := pick(g.r, []string{"Happy birthday!", "With love", "お誕生日おめでとう"})
		o.CustomFields = customfields.Values{"giftWrap": true, "giftMessage": message}
	}
	records := newHistory(g.r.Uint64(), g.Now, &o)
	switch age := g.Now.Sub(o.PlacedAt.Time); {
	case age < recent:
		records.generate()
	case g.r.IntN(25) == 0:
		o.Status = models.OrderCancelled
	default:
		o.PaymentStatus, o.FulfillmentStatus, o.Status = models.Paid, models.Fulfilled, models.OrderCompleted
	}
	return o
}

// orderAddress returns an address as an order stores it, without its label.
func orderAddress(a models.CreateAddressInput) *models.CreateAddressInput {
	a.Label = nil
	return &a
}

// price converts euro cents to a country's currency, rounded as is usual there.
func price(c *country, cents int) *models.MoneyInput {
	amount := float64(cents) / 100 * c.price
	text := fmt.Sprintf("%.2f", amount)
	if c.price > 100 { // yen and won have no smaller unit
		text = fmt.Sprint(int(amount/10) * 10)
	}
	return &models.MoneyInput{Amount: models.Decimal(text), Currency: c.currency}
}
