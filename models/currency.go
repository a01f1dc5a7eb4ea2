package models

import (
	"fmt"

	"github.com/bojanz/currency"
)

// withdrawn maps currencies that were removed from ISO 4217 to their number of decimals. Stored amounts are in minor
// units, so a currency must stay here as long as orders use it. A test checks that no currency was lost.
var withdrawn = map[CurrencyCode]uint8{
	"ANG": 2, "BGN": 2, "BYR": 0, "CUC": 2, "EEK": 2, "HRK": 2, "LTL": 2, "LVL": 2, "MRO": 2, "SKK": 2, "SLL": 2,
	"STD": 2,
	"VEF": 2, "ZMK": 2, "ZWL": 2,
}

// decimals returns the number of decimals of c, which may be withdrawn, and false if there is no such currency.
func (c CurrencyCode) decimals() (uint8, bool) {
	if n, ok := currency.GetDigits(string(c)); ok {
		return n, true
	}
	n, ok := withdrawn[c]
	return n, ok
}

// Check returns an error if c is not an active ISO 4217 currency. The error is shown to users.
func (c CurrencyCode) Check() error {
	if _, ok := currency.GetDigits(string(c)); ok {
		return nil
	}
	if err := c.CheckPast(); err != nil {
		return err
	}
	return fmt.Errorf("%s is no longer in use", string(c))
}

// CheckPast is Check for existing amounts. It accepts withdrawn currencies.
func (c CurrencyCode) CheckPast() error {
	if _, ok := c.decimals(); !ok {
		return fmt.Errorf("%q is not an ISO 4217 currency", string(c))
	}
	return nil
}
