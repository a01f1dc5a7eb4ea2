package mail

import (
	"bytes"
	"context"
	"fmt"
	"net/mail"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"clientele/internal/input"
	"clientele/models"
)

// message is a rendered email, ready to be sent.
type message struct {
	kind                    Kind
	to, subject, text, html string
	raw                     []byte // headers and body (RFC 5322)
}

// render renders an email. Its Message-ID is derived from the email's ID and stays the same for all attempts, so that
// mail programs can drop a duplicate.
func (s *Service) render(ctx context.Context, m *models.Email, content *Content) (*message, error) {
	address, ok := input.ParseEmail(content.To)
	if !ok {
		return nil, errAddress
	}
	shop, err := s.o.Shop(ctx)
	if err != nil {
		return nil, err
	}
	shop = singleLine(shop)
	data := map[string]string{}
	for _, name := range values {
		data[name] = ""
	}
	for name, value := range content.Values {
		data[name] = value
	}
	data["GoodFor"], data["Hours"] = validityPeriod(data["Minutes"])
	if data["Link"] == "" {
		data["Link"] = s.Link(content.Kind, data["Token"])
	}
	data["Name"], data["Shop"], data["Storefront"] = personName(content.Name), shop, s.o.Storefront
	data["Email"] = address.Shown
	r := &message{kind: content.Kind, to: address.Shown}
	if r.subject, r.text, r.html, err = s.templates.render(content.Kind, data); err != nil {
		return nil, err
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	from := *s.o.From
	if from.Name == "" {
		from.Name = shop
	}
	msg.FromMailAddress(&from)
	msg.SetAddrHeaderFromMailAddress(gomail.HeaderTo, &mail.Address{Address: r.to})
	msg.Subject(r.subject)
	msg.SetMessageIDWithValue(m.ID + "@" + domainOf(&from))
	msg.SetDateWithValue(s.o.Now().UTC())
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // suppresses automatic replies (RFC 3834, section 5)
	msg.SetBodyString(gomail.TypeTextPlain, r.text)
	msg.AddAlternativeString(gomail.TypeTextHTML, r.html)
	var raw bytes.Buffer
	if _, err := msg.WriteTo(&raw); err != nil {
		return nil, fmt.Errorf("render the message: %w", err)
	}
	r.raw = raw.Bytes()
	return r, nil
}

// domainOf returns the domain of an email address.
func domainOf(from *mail.Address) string {
	return from.Address[strings.LastIndexByte(from.Address, '@')+1:]
}
