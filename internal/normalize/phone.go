package normalize

import (
	"errors"
	"math/bits"
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers"
)

// What Phone returns for a text that is not a phone number.
var (
	ErrPhone    = errors.New("not a phone number")
	ErrAreaCode = errors.New("a phone number without its area code")
)

// maxPhone is the longest phone number that Phone reads, in bytes. E.164 has 15 digits; the rest is for separators.
const maxPhone = 100

// NoRegion is the region of Phone for a number that must have its country code.
const NoRegion = "ZZ"

// Phone returns a phone number in E.164 form, read as one of a region (ISO 3166-1) if it has no country code. The error is
// ErrAreaCode for a number that can only be dialed inside its area, and ErrPhone for any other text that cannot be a
// number: one with an extension, of a length that the country does not have, or outside its numbering plan (see planned).
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
		err = planned(n, completed(n, s))
	case phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		// Some valid numbers are as short as a number without its area code, such as Canada's 310-1010.
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

// Digits returns the decimal digits of a text, of any script, as ASCII. It reads no more than the longest phone number.
func Digits(s string) string {
	return phonenumbers.NormalizeDigitsOnly(s[:min(len(s), maxPhone)])
}

// completed reports whether the country code was added to a text that had no trunk prefix either.
func completed(n *phonenumbers.PhoneNumber, s string) bool {
	return n.GetCountryCodeSource() == phonenumbers.PhoneNumber_FROM_DEFAULT_COUNTRY &&
		Digits(s) == phonenumbers.GetNationalSignificantNumber(n)
}

// planned tells whether a number of a possible length may exist. The metadata may be older than the number, so one that
// it does not know is only refused where the country's numbering plan rules it out, whatever else has been assigned since;
// and where digits alone do not show whether the area code is there, because numbers of the country differ in length.
func planned(n *phonenumbers.PhoneNumber, completed bool) error {
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
	case plan.trunk == "0" && national[0] == '0': // what is dialed before a number is not part of it
		return ErrPhone
	case completed && bits.OnesCount32(uint32(plan.full)) > 1:
		return ErrPhone
	case n.GetCountryCode() == 1 && !northAmerican(national):
		return ErrPhone
	}
	return nil
}

// northAmerican reports whether ten digits have the form of the North American Numbering Plan, NXX NXX XXXX: N is 2 to 9,
// and an area code does not end in 11, as service numbers do.
func northAmerican(national string) bool {
	return len(national) == 10 && national[0] >= '2' && national[3] >= '2' && national[1:3] != "11"
}

// lengths is a set of numbers of digits, a bit for each.
type lengths uint32

func (l *lengths) add(list []int32) {
	for _, n := range list {
		if n > 0 {
			*l |= 1 << n
		}
	}
}

// plan is what the numbers of a calling code have in common.
type plan struct {
	full, local lengths // of fixed-line and mobile numbers: with the area code, and without
	trunk       string  // what is dialed before a national number
}

// plans are the plans of all calling codes.
var plans = sync.OnceValue(func() map[int32]plan {
	all := map[int32]plan{}
	metadata, err := phonenumbers.MetadataCollection()
	if err != nil {
		panic(err) // it is part of the program, and the library has read it before
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
