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

// written is an email that is ready to leave.
type written struct {
	kind                    Kind
	to, subject, text, html string
	raw                     []byte // the message, headers and all (RFC 5322)
}

// write makes the message of a letter. Its Message-ID is the email's id and stays the same from try to try, so that an email which
// arrives twice after all is recognised, by people and by the mailboxes that drop the second one.
func (s *Service) write(ctx context.Context, m *models.Email, letter *Letter) (*written, error) {
	address, ok := input.ParseEmail(letter.To)
	if !ok {
		return nil, faultAddress
	}
	shop, err := s.o.Shop(ctx)
	if err != nil {
		return nil, err
	}
	shop = oneLine(shop)
	data := map[string]string{}
	for _, name := range values {
		data[name] = ""
	}
	for name, value := range letter.Values {
		data[name] = value
	}
	data["GoodFor"], data["Hours"] = goodFor(data["Minutes"])
	if data["Link"] == "" {
		data["Link"] = s.Link(letter.Kind, data["Token"])
	}
	data["Name"], data["Shop"], data["Storefront"], data["Email"] = personName(letter.Name), shop, s.o.Storefront, address.Shown
	l := &written{kind: letter.Kind, to: address.Shown}
	if l.subject, l.text, l.html, err = s.templates.render(letter.Kind, data); err != nil {
		return nil, err
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	from := *s.o.From
	if from.Name == "" {
		from.Name = shop
	}
	msg.FromMailAddress(&from)
	msg.SetAddrHeaderFromMailAddress(gomail.HeaderTo, &mail.Address{Address: l.to})
	msg.Subject(l.subject)
	msg.SetMessageIDWithValue(m.ID + "@" + domainOf(&from))
	msg.SetDateWithValue(s.o.Now().UTC())
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834, section 5: nobody's holiday notice answers it
	msg.SetBodyString(gomail.TypeTextPlain, l.text)
	msg.AddAlternativeString(gomail.TypeTextHTML, l.html)
	var raw bytes.Buffer
	if _, err := msg.WriteTo(&raw); err != nil {
		return nil, fmt.Errorf("write the message: %w", err)
	}
	l.raw = raw.Bytes()
	return l, nil
}

func domainOf(from *mail.Address) string {
	return from.Address[strings.LastIndexByte(from.Address, '@')+1:]
}
