package records

import (
	"fmt"

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
