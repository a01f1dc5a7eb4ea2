package models

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"

	"github.com/bojanz/currency"
)

// MaxMinor bounds every amount, in minor units, so that sums and comparisons stay far from the end of an int64.
const MaxMinor = 100_000_000_000_000

// Money is an amount in the minor units of an ISO 4217 currency.
type Money struct {
	Minor    int64
	Currency CurrencyCode
}

// Amount returns the amount in the main unit, with the currency's own number of decimals.
// An order's answer has dozens of amounts, so it is written without the library's big numbers.
func (m Money) Amount() Decimal {
	digits, _ := m.Currency.decimals()
	var space [32]byte
	text := strconv.AppendInt(space[:0], m.Minor, 10)
	if digits == 0 {
		return Decimal(text)
	}
	first := 0 // of the digits
	if m.Minor < 0 {
		first = 1
	}
	for len(text)-first <= int(digits) {
		text = slices.Insert(text, first, '0')
	}
	return Decimal(slices.Insert(text, len(text)-int(digits), '.'))
}

// Formatted returns the amount as people of the locale (BCP 47) write it; English where it is nil or unknown.
func (m Money) Formatted(locale *string) string {
	tag := "en"
	if locale != nil && len(*locale) <= 35 { // the longest form of RFC 5646, section 4.4.1
		tag = *locale
	}
	f := currency.NewFormatter(currency.NewLocale(tag))
	if a, err := currency.NewAmountFromInt64(m.Minor, string(m.Currency)); err == nil {
		return f.Format(a)
	}
	// The library formats no withdrawn currency: another one is formatted under its code.
	f.MinDigits, _ = m.Currency.decimals()
	f.SymbolMap[standIn] = string(m.Currency)
	a, err := currency.NewAmount(string(m.Amount()), standIn)
	if err != nil { // an Amount is a number
		return string(m.Amount())
	}
	return f.Format(a)
}

// standIn is the currency that the library formats in the place of one that it does not know.
const standIn = "XAF"

// Value returns the amount in ten-thousandths of the main unit: no ISO 4217 currency has more decimals.
func (m Money) Value() int64 {
	digits, _ := m.Currency.decimals()
	return m.Minor * int64(math.Pow10(4-int(digits)))
}

// MoneyInput is an amount to be stored.
type MoneyInput struct {
	Amount   Decimal
	Currency CurrencyCode
}

// Minor returns the amount in minor units. The error is for people: an unknown currency, too many decimals, a negative or
// too large amount. Whether the currency is still in use is for CurrencyCode.Check.
func (m MoneyInput) Minor() (int64, error) {
	digits, ok := m.Currency.decimals()
	if !ok {
		return 0, m.Currency.CheckPast()
	}
	r, ok := new(big.Rat).SetString(string(m.Amount))
	if !ok {
		return 0, fmt.Errorf("this is no amount")
	}
	r.Mul(r, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)))
	switch {
	case !r.IsInt():
		return 0, fmt.Errorf("%s has %d decimals", m.Currency, digits)
	case r.Sign() < 0:
		return 0, fmt.Errorf("an amount is not negative")
	case r.Num().Cmp(big.NewInt(MaxMinor)) > 0:
		return 0, fmt.Errorf("the amount is too large")
	}
	return r.Num().Int64(), nil
}
