package models

import (
	"fmt"

	"github.com/bojanz/currency"
)

// withdrawn are the currencies that ISO 4217 no longer lists, with the number of decimals that it gave them. Stored amounts
// are whole numbers of minor units, so a currency must stay here for as long as an order can be in it. A test compares this
// list and the library's with every currency that orders have ever been in.
var withdrawn = map[CurrencyCode]uint8{
	"ANG": 2, "BGN": 2, "BYR": 0, "CUC": 2, "EEK": 2, "HRK": 2, "LTL": 2, "LVL": 2, "MRO": 2, "SKK": 2, "SLL": 2, "STD": 2,
	"VEF": 2, "ZMK": 2, "ZWL": 2,
}

// decimals returns how many decimals amounts of c have, also where it was withdrawn; false if there was never such a
// currency.
func (c CurrencyCode) decimals() (uint8, bool) {
	if n, ok := currency.GetDigits(string(c)); ok {
		return n, true
	}
	n, ok := withdrawn[c]
	return n, ok
}

// Check returns why c cannot be the currency of anything new, for people; nil if ISO 4217 lists it.
func (c CurrencyCode) Check() error {
	if _, ok := currency.GetDigits(string(c)); ok {
		return nil
	}
	if err := c.CheckPast(); err != nil {
		return err
	}
	return fmt.Errorf("the currency %s is no longer in use", string(c))
}

// CheckPast is Check for what happened earlier: a currency that was withdrawn since is accepted.
func (c CurrencyCode) CheckPast() error {
	if _, ok := c.decimals(); !ok {
		return fmt.Errorf("%q is not an ISO 4217 currency", string(c))
	}
	return nil
}
