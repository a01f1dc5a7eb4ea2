package mail_test

import (
	"context"
	"mime"
	netmail "net/mail"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db/dbtest"
	"clientele/internal/mail"
	"clientele/models"
)

// order returns an order whose texts and URLs are hostile.
func hostileOrder() *mail.Order {
	unit := int64(1050)
	return &mail.Order{
		Number: "1001", PlacedAt: models.At(time.Date(2026, 3, 15, 12, 0, 0, 0, time.UTC)), Currency: "EUR",
		Items: []mail.OrderItem{
			{
				Name: "<script>alert(1)</script>\n\u202eaet", Quantity: 2, Unit: &unit,
				Options: []mail.OrderOption{{Name: `"><img src=x>`, Value: "a&b"}},
				Image:   "https://img.example/tea.png?a=1&b=2", URL: "https://shop.example/tea",
			},
			{Name: "B", Quantity: 1, Image: "http://img.example/b.png", URL: "javascript:alert(2)"},
			{Name: "C", Quantity: 1, Image: "data:image/png;base64,AAAA", URL: "https://user@evil.example/"},
			{Name: "D", Quantity: 1, URL: "https://evil.example/?a=\u202eb"},
		},
		Totals:          &mail.OrderTotals{Subtotal: 2100, Shipping: 490, Tax: 300, Discount: 100, Total: 2790},
		ShippingAddress: []string{"<b>Ann</b>", "14 Main Street"}, BillingAddress: []string{"Other"},
	}
}

// TestHostileOrders checks that the texts of an order are escaped, and that only web addresses become links and
// pictures.
func TestHostileOrders(t *testing.T) {
	o := hostileOrder()
	m := send(t, mail.Content{Kind: mail.OrderPlaced, Order: o})
	for _, bad := range []string{"<script>", "<img src=x", "<b>Ann", "javascript:", "data:image", "http://img", "user@evil", "\u202e"} {
		if strings.Contains(*m.HTML, bad) {
			t.Errorf("HTML contains %q:\n%s", bad, *m.HTML)
		}
	}
	for _, want := range []string{
		`<img src="https://img.example/tea.png?a=1&amp;b=2" alt="" width="56">`, `<a href="https://shop.example/tea">`,
		"&lt;script&gt;alert(1)&lt;/script&gt; aet", "&lt;b&gt;Ann&lt;/b&gt;", "€21.00", "-€1.00", "€27.90",
	} {
		if !strings.Contains(*m.HTML, want) {
			t.Errorf("HTML does not contain %q:\n%s", want, *m.HTML)
		}
	}
	if n := strings.Count(*m.HTML, "<img"); n != 1 {
		t.Errorf("%d pictures", n)
	}
	text := `Hello,

Thank you for your order 1001 at Tea & Co, which we received on 15 March 2026.

- 2 × <script>alert(1)</script> aet, "><img src=x>: a&b — €21.00
- 1 × B
- 1 × C
- 1 × D

Subtotal: €21.00
Discount: -€1.00
Shipping: €4.90
Tax: €3.00
Total: €27.90

Shipping address
    <b>Ann</b>
    14 Main Street

Billing address
    Other

View your order in the shop:

    https://shop.test/account/orders

If you have questions about your order, contact the shop.

-- 
Tea & Co
https://shop.test
`
	if *m.Text != text {
		t.Errorf("%s\nwant\n%s", *m.Text, text)
	}
	o.Guest = true
	if m := send(t, mail.Content{Kind: mail.OrderPlaced, Order: o}); !strings.Contains(*m.Text, "    https://shop.test/guest-order\n") {
		t.Errorf("of a guest:\n%s", *m.Text)
	}
	for link, shown := range map[string]bool{
		"https://post.example/t?n=1&m=2": true, "http://post.example/t": true, "javascript:alert(1)": false,
		"//post.example": false, "https://": false, "mailto:a@b.example": false, "": false,
	} {
		m := send(t, mail.Content{Kind: mail.OrderShipped, Order: &mail.Order{
			Number: "1001", Currency: "EUR", Carrier: "P\r\nBcc: x", TrackingLink: link,
		}})
		if got := strings.Contains(*m.Text, "Follow the shipment here:"); got != shown ||
			shown && !strings.Contains(*m.Text, "    "+link+"\n") || !strings.Contains(*m.Text, "Carrier: P Bcc: x\n") {
			t.Errorf("%q: shown %v\n%s", link, got, *m.Text)
		}
	}
}

// TestAddressesInEmails checks that an address that could carry a link to another person is left out.
func TestAddressesInEmails(t *testing.T) {
	for line, shown := range map[string]bool{
		"14 Main Street": true, "Flat 3/2, St. Mary's Rd.": true, "P.O. Box 1234": true, "東京都千代田区1-1": true,
		"Straße des 17. Juni 135": true, "https://evil.example": false, "call www.evil": false, "now: evil.com/prize": false,
		"win@evil.com": false, "ｅｖｉｌ．ｃｏｍ": false, "evil。com": false, "a\u202eb": true,
	} {
		m := send(t, mail.Content{Kind: mail.OrderPlaced, Order: &mail.Order{
			Number: "1001", Currency: "EUR", ShippingAddress: []string{"Ann", line}, BillingAddress: []string{"Bob"},
		}})
		if got := strings.Contains(*m.Text, "Shipping address"); got != shown || strings.Contains(*m.Text, "evil") ||
			strings.Contains(*m.HTML, "evil") || !strings.Contains(*m.Text, "Billing address\n    Bob\n") ||
			strings.Contains(*m.Text, "\u202e") {
			t.Errorf("%q: shown %v\n%s", line, got, *m.Text)
		}
	}
}

// TestLanguagesOverSMTP sends an email in each language through a mail server, and checks that the subject, the text
// and the HTML arrive as they were composed, and that lines and encoded words have the lengths of RFC 5322 and 2047.
func TestLanguagesOverSMTP(t *testing.T) {
	server := startServer(t)
	p := newFixture(t, dbtest.SQLite(t), server, shopIn("en"), func(o *mail.Options) {
		o.Shop = func(context.Context) (*models.Shop, error) {
			return &models.Shop{Name: "茶葉とコーヒーの専門店「みどりの丘」", Locale: "en", Currency: "EUR"}, nil
		}
		o.From = &netmail.Address{Address: sender.Address}
	})
	p.Compose(mail.OrderPlaced, func(_ context.Context, _ *gorm.DB, m mail.Email) (*mail.Content, error) {
		return &mail.Content{Name: "佐藤 直子", Locale: m.Data["locale"], Order: hostileOrder()}, nil
	})
	p.start()
	for _, lang := range builtInLanguages {
		p.send(mail.Email{Kind: mail.OrderPlaced, To: lang + "@example.com", Data: map[string]string{"locale": lang}})
	}
	p.settled()
	all := server.all()
	if len(all) != len(builtInLanguages) {
		t.Fatal(describe(p.rows()))
	}
	word := regexp.MustCompile(`=\?[^?\s]+\?[QqBb]\?[^?\s]*\?=`)
	for _, received := range all {
		r := parse(t, received.raw)
		to := strings.Trim(r.header.Get("To"), "<>")
		lang, _, _ := strings.Cut(to, "@")
		if !slices.Contains(builtInLanguages, lang) || !strings.Contains(r.subject, "1001") || !strings.Contains(r.subject, "みどりの丘") ||
			!strings.Contains(r.html, `<html lang="`+lang+`"`) || !strings.Contains(r.text, "佐藤 直子") ||
			!strings.Contains(r.html, "佐藤 直子") {
			t.Errorf("%s: %q\n%s", lang, r.subject, r.text)
		}
		if name, err := new(mime.WordDecoder).DecodeHeader(r.header.Get("From")); err != nil || !strings.Contains(name, "みどりの丘") {
			t.Errorf("%s: from %q, %v", lang, name, err)
		}
		headers, _, _ := strings.Cut(received.raw, "\r\n\r\n")
		for _, line := range strings.Split(received.raw, "\r\n") {
			if len(line) > 998 || strings.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
				t.Errorf("%s: a line of %d bytes: %q", lang, len(line), line)
			}
		}
		for _, line := range strings.Split(headers, "\r\n") {
			if len(line) > 78 && word.MatchString(line) {
				t.Errorf("%s: a header line of %d bytes: %q", lang, len(line), line)
			}
		}
		for _, each := range word.FindAllString(headers, -1) {
			if decoded, err := new(mime.WordDecoder).Decode(each); err != nil || len(each) > 75 || strings.Contains(decoded, "\ufffd") {
				t.Errorf("%s: the encoded word %q: %q, %v", lang, each, decoded, err)
			}
		}
	}
}
