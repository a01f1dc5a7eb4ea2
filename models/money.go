package models

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"

	"github.com/bojanz/currency"
)

// MaxMinor is the largest amount in minor units. It is small enough that sums do not overflow an int64.
const MaxMinor = 100_000_000_000_000

// Money is an amount in the minor units of an ISO 4217 currency.
type Money struct {
	Minor    int64
	Currency CurrencyCode
}

// Amount returns the amount in the main unit, with the currency's number of decimals. It avoids the library's big
// numbers, since an order has dozens of amounts.
func (m Money) Amount() Decimal {
	digits, _ := m.Currency.decimals()
	var space [32]byte
	text := strconv.AppendInt(space[:0], m.Minor, 10)
	if digits == 0 {
		return Decimal(text)
	}
	first := 0 // index of the first digit
	if m.Minor < 0 {
		first = 1
	}
	for len(text)-first <= int(digits) {
		text = slices.Insert(text, first, '0')
	}
	return Decimal(slices.Insert(text, len(text)-int(digits), '.'))
}

// Formatted returns the amount formatted for a locale (BCP 47), or for English if the locale is nil or unknown.
func (m Money) Formatted(locale *string) string {
	tag := "en"
	if locale != nil && len(*locale) <= 35 { // maximum length in RFC 5646, section 4.4.1
		tag = *locale
	}
	f := currency.NewFormatter(currency.NewLocale(tag))
	if a, err := currency.NewAmountFromInt64(m.Minor, string(m.Currency)); err == nil {
		return f.Format(a)
	}
	// The library does not know withdrawn currencies: format another one with the code of this one.
	f.MinDigits, _ = m.Currency.decimals()
	f.SymbolMap[placeholder] = string(m.Currency)
	a, err := currency.NewAmount(string(m.Amount()), placeholder)
	if err != nil { // cannot happen: Amount is a number
		return string(m.Amount())
	}
	return f.Format(a)
}

// placeholder is the currency that the library formats in place of a withdrawn one.
const placeholder = "XAF"

// Value returns the amount in ten-thousandths of the main unit. No ISO 4217 currency has more decimals.
func (m Money) Value() int64 {
	digits, _ := m.Currency.decimals()
	return m.Minor * int64(math.Pow10(4-int(digits)))
}

// MoneyInput is an amount to store.
type MoneyInput struct {
	Amount   Decimal
	Currency CurrencyCode
}

// Minor returns the amount in minor units. The error is shown to users: an unknown currency, too many decimals, or an
// amount that is negative or too large. Use CurrencyCode.Check to reject withdrawn currencies.
func (m MoneyInput) Minor() (int64, error) {
	digits, ok := m.Currency.decimals()
	if !ok {
		return 0, m.Currency.CheckPast()
	}
	r, ok := new(big.Rat).SetString(string(m.Amount))
	if !ok {
		return 0, FormError("Must be an amount")
	}
	r.Mul(r, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)))
	switch {
	case !r.IsInt():
		return 0, fmt.Errorf("%s amounts can have at most %d decimals", m.Currency, digits)
	case r.Sign() < 0:
		return 0, FormError("Must not be negative")
	case r.Num().Cmp(big.NewInt(MaxMinor)) > 0:
		return 0, FormError("The amount is too large")
	}
	return r.Num().Int64(), nil
}
