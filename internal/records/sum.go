package records

import (
	"fmt"
	"strings"

	"clientele/internal/apperr"
	"clientele/internal/orders"
	"clientele/models"
)

// sum adds up amounts of one currency, in minor units.
type sum struct {
	currency models.CurrencyCode
	err      error // of the first amount that does not fit the currency
}

func newSum(currency models.CurrencyCode) *sum { return &sum{currency: currency} }

// of returns an amount in minor units, and 0 for none.
func (s *sum) of(amount *models.Decimal) int64 {
	if amount == nil {
		return 0
	}
	minor, err := models.MoneyInput{Amount: *amount, Currency: s.currency}.Minor()
	if err != nil && s.err == nil {
		s.err = fmt.Errorf("%s: %w", *amount, err)
	}
	return minor
}

// items returns the price of line items.
func (s *sum) items(items []*orders.OrderItemInput) int64 {
	var all int64
	for _, item := range items {
		price := s.of(&item.UnitPrice.Amount)
		if item.Quantity > 0 && price > models.MaxMinor/int64(item.Quantity) {
			price, s.err = 0, models.FormError("the amount is too large")
		}
		all += price * int64(item.Quantity)
	}
	return all
}

// decimal returns an amount of minor units, and nil for 0.
func (s *sum) decimal(minor int64) *models.Decimal {
	if minor == 0 {
		return nil
	}
	amount := models.Money{Minor: minor, Currency: s.currency}.Amount()
	return &amount
}

// money returns an amount of minor units, and nil for 0.
func (s *sum) money(minor int64) *models.MoneyInput { return money(s.decimal(minor), s.currency) }

// lines returns the items of a quantity with a price in total. They are two if the unit price is not a whole number of
// minor units.
func (s *sum) lines(sku, name string, quantity int, total int64) []*orders.OrderItemInput {
	sku, name = skuOrName(sku, name)
	var items []*orders.OrderItemInput
	for _, part := range split(total, quantity) {
		items = append(items, &orders.OrderItemInput{
			SKU: sku, Name: name, Quantity: part.quantity,
			UnitPrice: &models.MoneyInput{
				Amount: models.Money{Minor: part.price, Currency: s.currency}.Amount(), Currency: s.currency,
			},
		})
	}
	return items
}

// signed reads an amount that can be negative.
func signed(text flexible, read func(text flexible) int64) int64 {
	if positive, negative := strings.CutPrefix(string(text), "-"); negative {
		return -read(flexible(positive))
	}
	return read(text)
}

// checkTotal adds a fault if the amounts of an order do not fit its currency, or do not add up to its total. before is
// the number of faults before the amounts were read.
func (j *jsonRecord) checkTotal(s *sum, before int, currency, total at, sum, want int64) {
	switch {
	case len(j.src.Faults) > before:
	case s.err != nil:
		j.fault(currency, apperr.CodeInvalid, "The amounts do not fit the currency: %v", s.err)
	case sum != want:
		amount := func(minor int64) models.Decimal { return models.Money{Minor: minor, Currency: s.currency}.Amount() }
		j.fault(total, apperr.CodeInvalid, "The amounts add up to %s, and not to the total of %s", amount(sum), amount(want))
	}
}
