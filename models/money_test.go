package models_test

import (
	"strings"
	"testing"

	"clientele/models"
)

func TestMoney(t *testing.T) {
	for _, c := range []struct {
		name     string
		currency models.CurrencyCode
		minor    int64
		amount   models.Decimal
		value    int64
	}{
		{"two decimals", "EUR", 1250, "12.50", 125_000},
		{"one cent", "EUR", 1, "0.01", 100},
		{"zero", "EUR", 0, "0.00", 0},
		{"no decimals", "JPY", 1250, "1250", 12_500_000},
		{"three", "KWD", 1250, "1.250", 12_500},
		{"four", "CLF", 12_500, "1.2500", 12_500},
		{"largest", "JPY", models.MaxMinor, "100000000000000", 1_000_000_000_000_000_000},
		{"largest in cents", "EUR", models.MaxMinor, "1000000000000.00", 10_000_000_000_000_000},
		{"withdrawn", "BGN", 2500, "25.00", 250_000},
		{"withdrawn, without decimals", "BYR", 2500, "2500", 25_000_000},
		{"negative", "EUR", -5, "-0.05", -500},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := models.Money{Minor: c.minor, Currency: c.currency}
			if m.Amount() != c.amount || m.Value() != c.value {
				t.Errorf("amount %s, value %d", m.Amount(), m.Value())
			}
			if c.minor < 0 {
				return
			}
			if back, err := (models.MoneyInput{Amount: m.Amount(), Currency: c.currency}).Minor(); err != nil ||
				back != c.minor {
				t.Errorf("converted back to %d, %v", back, err)
			}
		})
	}
}

func TestMinor(t *testing.T) {
	for _, c := range []struct {
		name     string
		amount   models.Decimal
		currency models.CurrencyCode
		want     int64
		err      string
	}{
		{"whole", "12", "EUR", 1200, ""},
		{"one decimal", "12.5", "EUR", 1250, ""},
		{"trailing zeros", "12.5000", "EUR", 1250, ""},
		{"leading zeros", "0012.50", "EUR", 1250, ""},
		{"negative zero", "-0", "EUR", 0, ""},
		{"yen with zeros", "5.00", "JPY", 5, ""},
		{"a third of a cent", "0.001", "EUR", 0, "EUR amounts can have at most 2 decimals"},
		{"half a yen", "0.5", "JPY", 0, "JPY amounts can have at most 0 decimals"},
		{"four decimals in dinars", "1.2345", "KWD", 0, "KWD amounts can have at most 3 decimals"},
		{"negative", "-0.01", "EUR", 0, "Must not be negative"},
		{"maximum", "1000000000000", "EUR", models.MaxMinor, ""},
		{"one cent above the maximum", "1000000000000.01", "EUR", 0, "too large"},
		{"far too large", "999999999999999999", "EUR", 0, "too large"},
		{"no currency", "1", "", 0, "not an ISO 4217 currency"},
		{"an unknown currency", "1", "EUX", 0, "not an ISO 4217 currency"},
		{"lower-case currency", "1", "eur", 0, "not an ISO 4217 currency"},
		{"no number", "", "EUR", 0, "Must be an amount"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := models.MoneyInput{Amount: c.amount, Currency: c.currency}.Minor()
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Errorf("%d, %v; want %q", got, err, c.err)
				}
				return
			}
			if err != nil || got != c.want {
				t.Errorf("%d, %v; want %d", got, err, c.want)
			}
		})
	}
}

func TestFormatted(t *testing.T) {
	eur, jpy, kwd := models.Money{Minor: 123456, Currency: "EUR"}, models.Money{Minor: 123456, Currency: "JPY"},
		models.Money{Minor: 1234567, Currency: "KWD"}
	for _, c := range []struct {
		name   string
		money  models.Money
		locale *string
		want   string
	}{
		{"no locale", eur, nil, "€1,234.56"},
		{"Ireland", eur, new("en-IE"), "€1,234.56"},
		{"Germany", eur, new("de-DE"), "1.234,56 €"},
		{"Germany with an underscore", eur, new("de_DE"), "1.234,56 €"},
		{"Germany with an extension", eur, new("de-DE-u-co-phonebk"), "1.234,56 €"},
		{"France", eur, new("fr"), "1 234,56 €"},
		{"Japan", jpy, new("ja"), "￥123,456"},
		{"dinars", kwd, new("en"), "KWD 1,234.567"},
		{"withdrawn", models.Money{Minor: 123450, Currency: "BGN"}, nil, "BGN 1,234.50"},
		{"withdrawn, in another country", models.Money{Minor: 123450, Currency: "HRK"}, new("hr"), "1.234,50 HRK"},
		{
			"withdrawn, in other digits",
			models.Money{Minor: 123450, Currency: "SLL"},
			new("ar-EG"),
			"\u200f١٬٢٣٤٫٥٠ SLL",
		},
		{"withdrawn, without decimals", models.Money{Minor: 123450, Currency: "BYR"}, nil, "BYR 123,450"},
		{"unknown", eur, new("xx-YY"), "€1,234.56"},
		{"empty", eur, new(""), "€1,234.56"},
		{"not a locale", eur, new("../../etc/passwd"), "€1,234.56"},
		{"very long", eur, new(strings.Repeat("de-", 1000)), "€1,234.56"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(c.money.Formatted(c.locale))
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
