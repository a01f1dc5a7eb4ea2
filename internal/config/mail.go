package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
)

// Email is the settings about emails.
type Mail struct {
	SMTPURL        string `name:"smtp-url" placeholder:"smtp://…" help:"The mail server: smtp://user:password@host:587 or smtps://host:465. Without it, emails go to the outbox in the data folder."`
	SMTPEHLOName   string `name:"smtp-ehlo-name" placeholder:"DOMAIN" help:"The name with which the program greets the mail server. Without it, the domain of the sender."`
	EmailFrom      string `name:"email-from" placeholder:"NAME <ADDRESS>" help:"The sender of emails; needed with a mail server."`
	EmailsPerHour  int    `name:"emails-per-hour" default:"10" help:"Emails to one address within an hour at most; more wait."`
	EmailTemplates string `name:"email-templates" placeholder:"FOLDER" help:"A folder of templates that take the place of the built-in ones with the same file names."`
	StorefrontURL  string `name:"storefront-url" placeholder:"https://shop.example" help:"The storefront that links in emails lead to. Without it, emails carry codes to be typed in."`
}

func (m *Mail) check(add func(format string, args ...any)) {
	if _, err := m.SMTP(); err != nil {
		add("CLIENTELE_SMTP_URL %v", err)
	} else if m.SMTPURL != "" && m.EmailFrom == "" {
		add("CLIENTELE_EMAIL_FROM is needed with CLIENTELE_SMTP_URL")
	}
	if _, err := m.From(); err != nil {
		add("CLIENTELE_EMAIL_FROM must be an address such as Shop <shop@example.com>, with ASCII before the @")
	} else if _, err := m.EHLO(); err != nil {
		add("CLIENTELE_SMTP_EHLO_NAME must be a domain name such as shop.example")
	}
	if m.EmailsPerHour < 1 {
		add("CLIENTELE_EMAILS_PER_HOUR must be at least 1")
	}
	if m.EmailTemplates != "" {
		if info, err := os.Stat(m.EmailTemplates); err != nil || !info.IsDir() {
			add("CLIENTELE_EMAIL_TEMPLATES: %q is no folder", m.EmailTemplates)
		}
	}
	if m.StorefrontURL != "" {
		u, err := url.Parse(m.StorefrontURL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			add("CLIENTELE_STOREFRONT_URL must be an address such as https://shop.example")
		}
	}
}

// How the way to the mail server is kept secret.
const (
	TLSImplicit = "implicit" // from the first byte (RFC 8314, section 3.3)
	TLSRequired = "required" // STARTTLS (RFC 3207), or no email
	TLSOffered  = "offered"  // STARTTLS where the server offers it
	TLSNone     = "none"
)

// SMTPServer is where emails are handed over.
type SMTPServer struct {
	Host           string
	Port           int
	User, Password string // empty where the server asks for none
	TLS            string
}

// SMTP reads SMTPURL; nil where there is no mail server. What goes to another machine is encrypted unless `?tls=none` says
// otherwise. The error never holds the URL, since that holds the password.
func (m *Mail) SMTP() (*SMTPServer, error) {
	if m.SMTPURL == "" {
		return nil, nil
	}
	u, err := url.Parse(m.SMTPURL)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" || u.Path != "" && u.Path != "/" || u.Fragment != "" {
		return nil, errors.New("must be smtp://user:password@host:587 or smtps://user:password@host:465, with special characters of the password as %XX")
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
			return nil, fmt.Errorf("has no port between 1 and 65535")
		}
	}
	for name, values := range u.Query() {
		if name != "tls" || len(values) != 1 || values[0] != "none" || u.Scheme != "smtp" {
			return nil, errors.New("takes ?tls=none after smtp://, and nothing else")
		}
		s.TLS = TLSNone
	}
	if (s.User == "") != (s.Password == "") {
		return nil, errors.New("needs the user and the password, or neither")
	}
	return s, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
