package apptest

import (
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"regexp"
	"strings"
	"testing"
)

// Message is an email as its reader sees it.
type Message struct {
	T                             *testing.T
	To, Subject, Text, HTML, from string
	Raw                           string
	read                          bool
}

// ParseEmail parses a message in the Internet Message Format.
func ParseEmail(raw string) (*Message, error) {
	message, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		return nil, err
	}
	to, err := mail.ParseAddress(message.Header.Get("To"))
	if err != nil {
		return nil, err
	}
	l := &Message{Raw: raw, To: to.Address, from: message.Header.Get("From")}
	if l.Subject, err = new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject")); err != nil {
		return nil, err
	}
	kind, params, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		return nil, fmt.Errorf("%s: %w", kind, err)
	}
	parts := multipart.NewReader(message.Body, params["boundary"])
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return l, nil
		}
		if err != nil {
			return nil, err
		}
		var body io.Reader = part // the reader decodes quoted-printable itself
		if strings.EqualFold(part.Header.Get("Content-Transfer-Encoding"), "base64") {
			body = base64.NewDecoder(base64.StdEncoding, part)
		}
		text, err := io.ReadAll(body)
		if err != nil {
			return nil, err
		}
		lines := strings.ReplaceAll(string(text), "\r\n", "\n")
		switch kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); kind {
		case "text/plain":
			l.Text = lines
		case "text/html":
			l.HTML = lines
		}
	}
}

var emailedLink = regexp.MustCompile(`https://shop\.test[^\s"<]*`)

// Link returns the only link of the message, apart from the one to the storefront. It must be the same in the text and
// HTML parts.
func (l *Message) Link() string {
	l.T.Helper()
	all := map[string]bool{}
	for _, part := range []string{l.Text, html.UnescapeString(l.HTML)} {
		found := 0
		for _, link := range emailedLink.FindAllString(part, -1) {
			if link != "https://shop.test" {
				all[link] = true
				found++
			}
		}
		if found == 0 {
			l.T.Fatalf("a part without a link: %s", part)
		}
	}
	if len(all) != 1 {
		l.T.Fatalf("%d links: %v", len(all), all)
	}
	for link := range all {
		return link
	}
	return ""
}

// Token returns the token of the message's link, which must lead to a page of the storefront.
func (l *Message) Token(page string) string {
	l.T.Helper()
	token, ok := strings.CutPrefix(l.Link(), "https://shop.test"+page+"?token=")
	if !ok || len(token) != 26 {
		l.T.Fatalf("the link is %s", l.Link())
	}
	return token
}
