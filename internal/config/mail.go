package config

import (
	"errors"
	"net"
	"net/url"
	"os"
	"strconv"
)

// Mail holds the settings for emails.
type Mail struct {
	SMTPURL        string `name:"smtp-url" placeholder:"smtp://…"`
	SMTPEHLOName   string `name:"smtp-ehlo-name" placeholder:"DOMAIN"`
	EmailFrom      string `name:"email-from" placeholder:"NAME <ADDRESS>"`
	EmailsPerHour  int    `name:"emails-per-hour" default:"10"`
	EmailTemplates string `name:"email-templates" placeholder:"FOLDER"`
	StorefrontURL  string `name:"storefront-url" placeholder:"https://shop.example"`
	PublicURL      string `name:"public-url" placeholder:"https://clientele.example"`
}

func (m *Mail) check(add func(format string, args ...any)) {
	if _, err := m.SMTP(); err != nil {
		add("CLIENTELE_SMTP_URL %v", err)
	} else if m.SMTPURL != "" && m.EmailFrom == "" {
		add("CLIENTELE_EMAIL_FROM is required with CLIENTELE_SMTP_URL")
	}
	if _, err := m.From(); err != nil {
		add("CLIENTELE_EMAIL_FROM must be an email address such as Shop <shop@example.com>, with ASCII before the @")
	} else if _, err := m.EHLO(); err != nil {
		add("CLIENTELE_SMTP_EHLO_NAME must be a domain name such as shop.example")
	}
	if m.EmailsPerHour < 1 {
		add("CLIENTELE_EMAILS_PER_HOUR must be at least 1")
	}
	if m.EmailTemplates != "" {
		if info, err := os.Stat(m.EmailTemplates); err != nil || !info.IsDir() {
			add("CLIENTELE_EMAIL_TEMPLATES: %q is not a folder", m.EmailTemplates)
		}
	}
	if !isBaseURL(m.StorefrontURL) {
		add("CLIENTELE_STOREFRONT_URL must be a URL such as https://shop.example")
	}
	if !isBaseURL(m.PublicURL) {
		add("CLIENTELE_PUBLIC_URL must be a URL such as https://clientele.example")
	}
}

// isBaseURL reports whether a setting is empty, or a URL to which a path can be added.
func isBaseURL(text string) bool {
	if text == "" {
		return true
	}
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil &&
		u.RawQuery == "" && u.Fragment == ""
}

// The values of SMTPServer.TLS.
const (
	TLSImplicit = "implicit" // TLS from the first byte (RFC 8314, section 3.3)
	TLSRequired = "required" // STARTTLS (RFC 3207) is required
	TLSOffered  = "offered"  // STARTTLS is used if the server supports it
	TLSNone     = "none"
)

// SMTPServer is the mail server that emails are sent to.
type SMTPServer struct {
	Host           string
	Port           int
	User, Password string // empty if the server requires no authentication
	TLS            string
}

// SMTP parses SMTPURL. It returns nil if there is no mail server. TLS is required for other machines unless the URL has
// ?tls=none. The error never contains the URL, which contains the password.
func (m *Mail) SMTP() (*SMTPServer, error) {
	if m.SMTPURL == "" {
		return nil, nil
	}
	u, err := url.Parse(m.SMTPURL)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" ||
		u.Path != "" && u.Path != "/" || u.Fragment != "" {
		return nil, errors.New("must be smtp://user:password@host:587 or smtps://user:password@host:465, " +
			"with special characters of the password as %XX")
	}
	s := &SMTPServer{Host: u.Hostname(), Port: 587, User: u.User.Username(), TLS: TLSRequired}
	s.Password, _ = u.User.Password()
	switch {
	case u.Scheme == "smtps":
		s.Port, s.TLS = 465, TLSImplicit
	case loopback(s.Host):
		s.TLS = TLSOffered
	}
	if port := u.Port(); port != "" {
		if s.Port, err = strconv.Atoi(port); err != nil || s.Port < 1 || s.Port > 65535 {
			return nil, errors.New("must have a port between 1 and 65535")
		}
	}
	for name, values := range u.Query() {
		if name != "tls" || len(values) != 1 || values[0] != "none" || u.Scheme != "smtp" {
			return nil, errors.New("must have no parameters but ?tls=none, which requires smtp://")
		}
		s.TLS = TLSNone
	}
	if (s.User == "") != (s.Password == "") {
		return nil, errors.New("must have both a user and a password, or neither")
	}
	return s, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
