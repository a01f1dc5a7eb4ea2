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
	r := &message{kind: content.Kind, to: address.Shown}
	if r.subject, r.text, r.html, err = s.fill(content, shop, address.Shown); err != nil {
		return nil, err
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	from := *s.o.From
	if from.Name == "" {
		from.Name = singleLine(shop.Name)
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

// fill executes the templates of an email to an address, in the first language of its person and of the shop for which
// there are templates.
func (s *Service) fill(content *Content, shop *models.Shop, to string) (subject, text, html string, err error) {
	t, locale, err := s.templates.choose(content.Locale, shop.Locale)
	if err != nil {
		return "", "", "", err
	}
	data := noValues()
	for name, value := range content.Values {
		data[name] = value
	}
	if content.Order != nil {
		content.Order.addTo(data, locale)
	}
	format := t.format.in(locale)
	data["GoodFor"], data["Hours"] = format.period(content.Values["Minutes"])
	if iso, ok := data["ISODate"].(string); ok {
		data["Date"] = format.date(iso)
	}
	if data["Link"] == "" {
		page := content.Kind
		if page == OrderPlaced && content.Order != nil && content.Order.Guest {
			page = GuestOrderLink
		}
		data["Link"] = s.Link(page, content.Values["Token"])
	}
	data["Name"], data["Shop"], data["Storefront"] = personName(content.Name), singleLine(shop.Name), s.o.Storefront
	data["Email"] = to
	return t.render(content.Kind, data)
}

// domainOf returns the domain of an email address.
func domainOf(from *mail.Address) string {
	return from.Address[strings.LastIndexByte(from.Address, '@')+1:]
}
