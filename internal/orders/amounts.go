package orders

import (
	"fmt"
	"slices"
	"strconv"

	"clientele/internal/apperr"
	"clientele/internal/input"
	"clientele/models"
)

// line is a validated line item. Its JSON names are short because quotes contain it.
type line struct {
	SKU      string `json:"s"`
	Name     string `json:"n"`
	Quantity int    `json:"q"`
	Unit     int64  `json:"u"`           // minor units
	Included int64  `json:"t,omitempty"` // tax included in the price of the line
	// Quotes from before options existed have none of these.
	Options  models.OrderItemOptions `json:"o,omitempty"`
	ImageURL string                  `json:"i,omitempty"`
	URL      string                  `json:"l,omitempty"`
}

// equal reports whether a line item given for a stored one is the same. Options and URLs that are not given are those
// of the stored one.
func (l line) equal(stored line) bool {
	return l.SKU == stored.SKU && l.Name == stored.Name && l.Quantity == stored.Quantity && l.Unit == stored.Unit &&
		l.Included == stored.Included && (len(l.Options) == 0 || slices.EqualFunc(l.Options, stored.Options,
		func(a, b *models.OrderItemOption) bool { return *a == *b })) &&
		(l.ImageURL == "" || l.ImageURL == stored.ImageURL) && (l.URL == "" || l.URL == stored.URL)
}

// basket holds validated line items and the charges of an order, all in minor units of one currency.
type basket struct {
	Currency models.CurrencyCode `json:"cur"`
	Lines    []line              `json:"items"`
	Shipping int64               `json:"ship,omitempty"`
	Tax      int64               `json:"tax,omitempty"`
	Included int64               `json:"taxin,omitempty"` // tax included in the prices
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

// pricing validates the amounts of a basket. All must be in the currency of the first.
type pricing struct {
	f       *apperr.Fields
	b       basket
	invalid bool // lines are missing, or an amount or quantity is invalid: sums cannot be checked
	accepts func(models.CurrencyCode) error
}

// checkBasket validates the lines of a new order. Its currency must be in use.
func checkBasket(f *apperr.Fields, at apperr.Path, items []*OrderItemInput, c charges) basket {
	p := pricing{f: f, accepts: models.CurrencyCode.Check}
	return p.basket(at, items, c)
}

// checkPastBasket is checkBasket for an imported order. Its currency may have been withdrawn since.
func checkPastBasket(f *apperr.Fields, at apperr.Path, items []*OrderItemInput, c charges) basket {
	p := pricing{f: f, accepts: models.CurrencyCode.CheckPast}
	return p.basket(at, items, c)
}

func (p *pricing) basket(at apperr.Path, items []*OrderItemInput, c charges) basket {
	p.invalid = len(items) == 0
	switch {
	case len(items) == 0:
		p.f.Add(at.At("items"), apperr.CodeRequired, "Add at least one line item")
	case len(items) > maxItems:
		p.f.Add(at.At("items"), apperr.CodeTooLong, fmt.Sprintf("An order can have at most %d line items", maxItems))
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
	case p.invalid:
	case p.b.Discount > sum:
		p.f.Add(at.At("discount"), apperr.CodeInvalid, "The discount must not exceed the total of the other amounts")
	case p.b.Included > max(0, sum-p.b.Tax-p.b.Discount):
		p.f.Add(at.At("taxIncluded"), apperr.CodeInvalid,
			"The included tax must not exceed the prices less the discount")
	}
	return p.b
}

func (p *pricing) line(at apperr.Path, in *OrderItemInput) line {
	before := p.invalid
	p.invalid = false
	l := line{
		SKU:      input.Required(p.f, at.At("sku"), in.SKU, maxSKU),
		Name:     input.Required(p.f, at.At("name"), in.Name, input.MaxName),
		Quantity: in.Quantity,
		Unit:     p.amount(at.At("unitPrice"), in.UnitPrice),
	}
	l.Included = p.amount(at.At("taxIncluded"), in.TaxIncluded)
	l.Options = checkOptions(p.f, at.At("options"), in.Options)
	l.ImageURL = text(input.URL(p.f, at.At("imageUrl"), in.ImageURL, "https"))
	l.URL = text(input.URL(p.f, at.At("url"), in.URL, "http", "https"))
	p.invalid = p.invalid || in.Quantity < 1 || in.Quantity > maxQuantity
	if !p.invalid && l.Included > product(l.Unit, l.Quantity) {
		p.f.Add(at.At("taxIncluded"), apperr.CodeInvalid, "The included tax must not exceed the price of the line item")
		l.Included = 0
	}
	p.invalid = p.invalid || before
	switch {
	case in.Quantity < 1:
		p.f.Add(at.At("quantity"), apperr.CodeInvalid, "The quantity must be at least 1")
	case in.Quantity > maxQuantity:
		p.f.Add(at.At("quantity"), apperr.CodeTooLong, fmt.Sprintf("The quantity must be at most %d", maxQuantity))
	}
	return l
}

// checkOptions checks what the buyer chose of an article. A name can be given once.
func checkOptions(f *apperr.Fields, at apperr.Path, list []*OrderItemOptionInput) models.OrderItemOptions {
	if len(list) > maxOptions {
		f.Add(at, apperr.CodeTooLong, fmt.Sprintf("A line item can have at most %d options", maxOptions))
		return nil
	}
	var options models.OrderItemOptions
	for i, in := range list {
		at := at.At(strconv.Itoa(i))
		o := &models.OrderItemOption{
			Name:  input.Required(f, at.At("name"), in.Name, maxOptionName),
			Value: input.Required(f, at.At("value"), in.Value, maxOptionValue),
		}
		if slices.ContainsFunc(options, func(other *models.OrderItemOption) bool { return other.Name == o.Name }) {
			f.Add(at.At("name"), apperr.CodeInvalid, "The option is listed twice")
		}
		options = append(options, o)
	}
	return options
}

func (p *pricing) amount(at apperr.Path, in *models.MoneyInput) int64 {
	if in == nil {
		return 0
	}
	if err := p.accepts(in.Currency); err != nil {
		p.invalid = true
		p.f.Add(at.At("currency"), apperr.CodeInvalid, err.Error())
		return 0
	}
	minor, err := in.Minor()
	switch {
	case err != nil:
		p.invalid = true
		p.f.Add(at.At("amount"), apperr.CodeInvalid, err.Error())
	case p.b.Currency == "":
		p.b.Currency = in.Currency
	case p.b.Currency != in.Currency:
		p.invalid = true
		p.f.Add(at.At("currency"), apperr.CodeCurrencyMismatch,
			fmt.Sprintf("All amounts must be in the same currency (%s)", p.b.Currency))
	}
	return minor
}

// add returns sum+more, limited to just above the largest amount. It reports the first field that exceeds it.
func (p *pricing) add(at apperr.Path, sum, more int64) int64 {
	if sum <= models.MaxMinor && sum+more > models.MaxMinor {
		p.invalid = true
		p.f.Add(at, apperr.CodeTooLong, "The total of the order is too large")
	}
	return min(sum+more, models.MaxMinor+1)
}

// product returns unit*quantity, limited to just above the largest amount so that it cannot overflow.
func product(unit int64, quantity int) int64 {
	if quantity < 1 {
		return 0
	}
	if unit > models.MaxMinor/int64(quantity) {
		return models.MaxMinor + 1
	}
	return unit * int64(quantity)
}
