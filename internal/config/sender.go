package config

import (
	"errors"
	"net/mail"
	"net/netip"
	"regexp"
	"strings"

	"clientele/internal/normalize"
)

// Maximum lengths of an email address and of the part before the @ (RFC 5321, section 4.5.3.1).
const (
	maxLocal   = 64
	maxAddress = 254
)

// dotAtom matches the part before the @ (RFC 5322, section 3.4.1). Non-ASCII characters would require SMTPUTF8 on every
// server on the way to any recipient.
var dotAtom = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$")

// From returns the sender of emails, with an ASCII domain name. It returns nil if none is configured.
func (m *Mail) From() (*mail.Address, error) {
	if m.EmailFrom == "" {
		return nil, nil
	}
	from, err := mail.ParseAddress(m.EmailFrom)
	if err != nil {
		return nil, err
	}
	if strings.ContainsAny(from.Name, "\r\n") {
		return nil, errors.New("the name contains a line break")
	}
	at := strings.LastIndexByte(from.Address, '@')
	domain, ok := mailDomain(from.Address[at+1:])
	from.Address = from.Address[:at+1] + domain
	if !ok || at > maxLocal || len(from.Address) > maxAddress || !dotAtom.MatchString(from.Address[:at]) {
		return nil, errors.New("not a valid email address")
	}
	return from, nil
}

// EHLO returns the name that is sent to the mail server in EHLO (RFC 5321, section 4.1.1.1), or "" without a sender.
func (m *Mail) EHLO() (string, error) {
	name := m.SMTPEHLOName
	if name == "" {
		from, err := m.From()
		if from == nil {
			return "", err
		}
		name = from.Address[strings.LastIndexByte(from.Address, '@')+1:]
	}
	name, ok := mailDomain(name)
	if !ok {
		return "", errors.New("not a domain name")
	}
	return name, nil
}

// mailDomain returns an ASCII domain name, or an address literal such as [192.0.2.1] or [IPv6:2001:db8::1] unchanged.
func mailDomain(s string) (string, bool) {
	if literal, ok := strings.CutPrefix(s, "["); ok {
		literal, closed := strings.CutSuffix(literal, "]")
		six, isSix := strings.CutPrefix(literal, "IPv6:")
		addr, err := netip.ParseAddr(six)
		return s, closed && err == nil && addr.Zone() == "" && addr.Is6() == isSix
	}
	host, ok := normalize.Host(s)
	return host, ok && !strings.HasSuffix(host, ".")
}
