package normalize

import (
	"errors"
	"math/bits"
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers"
)

// The errors of Phone.
var (
	ErrPhone    = errors.New("not a valid phone number")
	ErrAreaCode = errors.New("missing area code")
)

// maxPhone is the maximum length of a phone number before conversion, in bytes. E.164 allows 15 digits; the rest is for
// separators.
const maxPhone = 100

// NoRegion is the region to pass to Phone if the number must have a country code.
const NoRegion = "ZZ"

// Phone returns a phone number in E.164 format. A number without a country code is parsed as a number of region (ISO
// 3166-1). It returns ErrAreaCode for a number that can only be dialed locally, and ErrPhone for any other text that is
// not a possible number, such as one with an extension, or one that the country's numbering plan excludes (see
// checkPlan).
func Phone(s, region string) (string, error) {
	if len(s) > maxPhone {
		return "", ErrPhone
	}
	s = strings.TrimSpace(Visible(s))
	number, err := phone(s, region)
	if rest, ok := strings.CutPrefix(s, "00"); ok && err != nil { // the international prefix of most countries
		if abroad, err := phone("+"+rest, region); err == nil {
			return abroad, nil
		}
	}
	return number, err
}

func phone(s, region string) (string, error) {
	n, err := phonenumbers.ParseAndKeepRawInput(s, region)
	if err != nil || n.GetExtension() != "" {
		return "", ErrPhone
	}
	switch phonenumbers.IsPossibleNumberWithReason(n) {
	case phonenumbers.IS_POSSIBLE:
		err = checkPlan(n, completed(n, s))
	case phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		// Some valid numbers are as short as a number without area code, such as Canada's 310-1010.
		if !phonenumbers.IsValidNumberForRegion(n, region) {
			err = ErrAreaCode
		}
	default:
		err = ErrPhone
	}
	if err != nil {
		return "", err
	}
	return phonenumbers.Format(n, phonenumbers.E164), nil
}

// Digits returns the decimal digits of s, of any script, as ASCII digits. It reads only the first 100 bytes of s.
func Digits(s string) string {
	return phonenumbers.NormalizeDigitsOnly(s[:min(len(s), maxPhone)])
}

// completed reports whether s has neither a country code nor a trunk prefix.
func completed(n *phonenumbers.PhoneNumber, s string) bool {
	return n.GetCountryCodeSource() == phonenumbers.PhoneNumber_FROM_DEFAULT_COUNTRY &&
		Digits(s) == phonenumbers.GetNationalSignificantNumber(n)
}

// checkPlan checks a number of a possible length. The metadata may be older than the number, so a number that is not in
// it is rejected only if the country's numbering plan excludes it, or if the country's numbers differ in length and it
// is unclear whether the area code is included.
func checkPlan(n *phonenumbers.PhoneNumber, completed bool) error {
	if phonenumbers.IsValidNumber(n) {
		return nil
	}
	national, plan := phonenumbers.GetNationalSignificantNumber(n), plans()[n.GetCountryCode()]
	length := lengths(1) << len(national)
	switch {
	case plan.full&length == 0 && plan.local&length != 0:
		return ErrAreaCode
	case plan.full&length == 0, strings.Trim(national, "0") == "":
		return ErrPhone
	case plan.trunk == "0" && national[0] == '0': // the trunk prefix is not part of a number
		return ErrPhone
	case completed && bits.OnesCount32(uint32(plan.full)) > 1:
		return ErrPhone
	case n.GetCountryCode() == 1 && !northAmerican(national):
		return ErrPhone
	}
	return nil
}

// northAmerican reports whether a number has the format of the North American Numbering Plan, NXX NXX XXXX: N is 2 to
// 9, and the area code does not end in 11, which is reserved for service numbers.
func northAmerican(national string) bool {
	return len(national) == 10 && national[0] >= '2' && national[3] >= '2' && national[1:3] != "11"
}

// lengths is a bit set of numbers of digits.
type lengths uint32

func (l *lengths) add(list []int32) {
	for _, n := range list {
		if n > 0 {
			*l |= 1 << n
		}
	}
}

// plan describes the numbers of a country calling code.
type plan struct {
	full, local lengths // of fixed-line and mobile numbers, with and without area code
	trunk       string  // the trunk prefix, dialed before a national number
}

// plans returns the plans of all country calling codes.
var plans = sync.OnceValue(func() map[int32]plan {
	all := map[int32]plan{}
	metadata, err := phonenumbers.MetadataCollection()
	if err != nil {
		panic(err) // the metadata is embedded in the program
	}
	for _, region := range metadata.GetMetadata() {
		code, general := region.GetCountryCode(), region.GetGeneralDesc()
		p := all[code]
		for _, of := range []*phonenumbers.PhoneNumberDesc{region.GetFixedLine(), region.GetMobile()} {
			full := of.GetPossibleLength()
			if len(full) == 0 {
				full = general.GetPossibleLength()
			}
			p.full.add(full)
			p.local.add(of.GetPossibleLengthLocalOnly())
		}
		if p.full == 0 {
			p.full.add(general.GetPossibleLength())
		}
		if p.trunk == "" {
			p.trunk = phonenumbers.GetNddPrefixForRegion(phonenumbers.GetRegionCodeForCountryCode(int(code)), true)
		}
		all[code] = p
	}
	return all
})
