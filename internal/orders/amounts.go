package orders

import (
	"fmt"
	"strconv"

	"clientele/internal/apperr"
	"clientele/internal/input"
	"clientele/models"
)

// line is a checked line. Its short names are those of the quote's claims.
type line struct {
	SKU      string `json:"s"`
	Name     string `json:"n"`
	Quantity int    `json:"q"`
	Unit     int64  `json:"u"`           // minor units
	Included int64  `json:"t,omitempty"` // the tax in the price of all of them
}

// basket is checked lines with what comes on top, all in minor units of one currency.
type basket struct {
	Currency models.CurrencyCode `json:"cur"`
	Lines    []line              `json:"items"`
	Shipping int64               `json:"ship,omitempty"`
	Tax      int64               `json:"tax,omitempty"`
	Included int64               `json:"taxin,omitempty"` // the tax that the prices contain
	Discount int64               `json:"off,omitempty"`
}

func (b basket) subtotal() int64 {
	var sum int64
	for _, l := range b.Lines {
		sum += l.Unit * int64(l.Quantity)
	}
	return sum
}

func (b basket) total() int64 { return b.subtotal() + b.Shipping + b.Tax - b.Discount }

// pricing checks the amounts of a basket, which are in one currency: that of the first.
type pricing struct {
	f       *apperr.Fields
	b       basket
	unclear bool // lines are missing, or an amount or a quantity is at fault: sums say nothing
	accepts func(models.CurrencyCode) error
}

// checkBasket checks the lines of a new order, which is in a currency that is in use.
func checkBasket(f *apperr.Fields, at apperr.Path, items []*OrderItemInput, c charges) basket {
	p := pricing{f: f, accepts: models.CurrencyCode.Check}
	return p.basket(at, items, c)
}

// checkPastBasket is checkBasket for an order that was placed elsewhere: its currency may have been withdrawn since.
func checkPastBasket(f *apperr.Fields, at apperr.Path, items []*OrderItemInput, c charges) basket {
	p := pricing{f: f, accepts: models.CurrencyCode.CheckPast}
	return p.basket(at, items, c)
}

func (p *pricing) basket(at apperr.Path, items []*OrderItemInput, c charges) basket {
	p.unclear = len(items) == 0
	switch {
	case len(items) == 0:
		p.f.Add(at.At("items"), apperr.CodeRequired, "an order has at least one line")
	case len(items) > maxItems:
		p.f.Add(at.At("items"), apperr.CodeTooLong, fmt.Sprintf("an order has at most %d lines", maxItems))
		return p.b
	}
	var sum, included int64
	for i, item := range items {
		l := p.line(at.At("items", strconv.Itoa(i)), item)
		p.b.Lines = append(p.b.Lines, l)
		sum = p.add(at.At("items", strconv.Itoa(i)), sum, product(l.Unit, l.Quantity))
		included = min(included+l.Included, models.MaxMinor)
	}
	p.b.Shipping = p.amount(at.At("shippingPrice"), c.shipping)
	sum = p.add(at.At("shippingPrice"), sum, p.b.Shipping)
	p.b.Tax = p.amount(at.At("tax"), c.tax)
	sum = p.add(at.At("tax"), sum, p.b.Tax)
	p.b.Discount = p.amount(at.At("discount"), c.discount)
	if p.b.Included = included; c.taxIncluded != nil {
		p.b.Included = p.amount(at.At("taxIncluded"), c.taxIncluded)
	}
	switch {
	case p.unclear:
	case p.b.Discount > sum:
		p.f.Add(at.At("discount"), apperr.CodeInvalid, "the discount is larger than the rest of the order")
	case p.b.Included > max(0, sum-p.b.Tax-p.b.Discount):
		p.f.Add(at.At("taxIncluded"), apperr.CodeInvalid, "the tax included is larger than the prices, less the discount")
	}
	return p.b
}

func (p *pricing) line(at apperr.Path, in *OrderItemInput) line {
	before := p.unclear
	p.unclear = false
	l := line{
		SKU:      input.Required(p.f, at.At("sku"), in.SKU, maxSKU),
		Name:     input.Required(p.f, at.At("name"), in.Name, input.MaxName),
		Quantity: in.Quantity,
		Unit:     p.amount(at.At("unitPrice"), in.UnitPrice),
	}
	l.Included = p.amount(at.At("taxIncluded"), in.TaxIncluded)
	p.unclear = p.unclear || in.Quantity < 1 || in.Quantity > maxQuantity
	if !p.unclear && l.Included > product(l.Unit, l.Quantity) {
		p.f.Add(at.At("taxIncluded"), apperr.CodeInvalid, "the tax included is larger than the price of the line")
		l.Included = 0
	}
	p.unclear = p.unclear || before
	switch {
	case in.Quantity < 1:
		p.f.Add(at.At("quantity"), apperr.CodeInvalid, "the quantity is at least 1")
	case in.Quantity > maxQuantity:
		p.f.Add(at.At("quantity"), apperr.CodeTooLong, fmt.Sprintf("the quantity is at most %d", maxQuantity))
	}
	return l
}

func (p *pricing) amount(at apperr.Path, in *models.MoneyInput) int64 {
	if in == nil {
		return 0
	}
	if err := p.accepts(in.Currency); err != nil {
		p.unclear = true
		p.f.Add(at.At("currency"), apperr.CodeInvalid, err.Error())
		return 0
	}
	minor, err := in.Minor()
	switch {
	case err != nil:
		p.unclear = true
		p.f.Add(at.At("amount"), apperr.CodeInvalid, err.Error())
	case p.b.Currency == "":
		p.b.Currency = in.Currency
	case p.b.Currency != in.Currency:
		p.unclear = true
		p.f.Add(at.At("currency"), apperr.CodeCurrencyMismatch, fmt.Sprintf("the order is in %s", p.b.Currency))
	}
	return minor
}

// add sums within the bound of amounts, and says once where it is passed.
func (p *pricing) add(at apperr.Path, sum, more int64) int64 {
	if sum <= models.MaxMinor && sum+more > models.MaxMinor {
		p.unclear = true
		p.f.Add(at, apperr.CodeTooLong, "the order's total is too large")
	}
	return min(sum+more, models.MaxMinor+1)
}

// product multiplies without running over: what is beyond the bound stays just beyond it.
func product(unit int64, quantity int) int64 {
	if quantity < 1 {
		return 0
	}
	if unit > models.MaxMinor/int64(quantity) {
		return models.MaxMinor + 1
	}
	return unit * int64(quantity)
}
