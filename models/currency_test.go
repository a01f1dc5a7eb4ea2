package models

import (
	"strings"
	"testing"

	"github.com/bojanz/currency"
)

// everKnown lists all currencies that orders may use, by number of decimals. Codes are never removed and never change
// their decimals, since that would change stored amounts.
var everKnown = [...]string{
	0: `
BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF`,
	2: `
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EEK EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD
HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL LTL LVL MAD MDL MGA MKD
MMK MNT MOP MRO MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
RUB SAR SBD SCR SDG SEK SGD SHP SKK SLE SLL SOS SRD SSP STD STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS
UAH USD USN UYU UZS VED VEF VES WST XAD XCD XCG YER ZAR ZMK ZMW ZWG ZWL`,
	3: `
BHD IQD JOD KWD LYD OMR TND`,
	4: `
CLF UYW`,
}

func TestDecimalsOfCurrencies(t *testing.T) {
	before := map[string]bool{}
	for decimals, codes := range everKnown {
		for code := range strings.FieldsSeq(codes) {
			before[code] = true
			if got, ok := CurrencyCode(code).decimals(); !ok || int(got) != decimals {
				t.Errorf("%s has %d decimals, %v; stored amounts have %d", code, got, ok, decimals)
			}
			if err := CurrencyCode(code).CheckPast(); err != nil {
				t.Error(err)
			}
		}
	}
	for _, code := range currency.GetCurrencyCodes() {
		if !before[code] {
			t.Errorf("%s is new: add it to this list", code)
		}
	}
	for code := range withdrawn {
		if currency.IsValid(string(code)) {
			t.Errorf("%s is in use", code)
		}
		if !before[string(code)] {
			t.Errorf("%s is not in this list", code)
		}
	}
}

func TestCheckCurrency(t *testing.T) {
	for _, c := range []struct {
		name      string
		code      CurrencyCode
		now, past string // the errors
	}{
		{"in use", "EUR", "", ""},
		{"withdrawn", "BGN", "BGN is no longer in use", ""},
		{"unknown", "XXQ", `"XXQ" is not an ISO 4217 currency`, `"XXQ" is not an ISO 4217 currency`},
		{"lower case", "eur", `"eur" is not an ISO 4217 currency`, `"eur" is not an ISO 4217 currency`},
		{"no currency", "XXX", `"XXX" is not an ISO 4217 currency`, `"XXX" is not an ISO 4217 currency`},
		{"empty", "", `"" is not an ISO 4217 currency`, `"" is not an ISO 4217 currency`},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, check := range []struct {
				err  error
				want string
			}{{c.code.Check(), c.now}, {c.code.CheckPast(), c.past}} {
				if got := text(check.err); got != check.want {
					t.Errorf("%q, want %q", got, check.want)
				}
			}
		})
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
