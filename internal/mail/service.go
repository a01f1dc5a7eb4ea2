package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"net/mail"
	"strings"
	"sync"
	"time"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/page"
)

// Options is what the service works with.
type Options struct {
	Now   auth.Clock
	Codec *page.Codec

	Server     *Server                               // nil for the outbox
	Outbox     string                                // the outbox's folder
	From       *mail.Address                         // the sender, in ASCII; with a Server it must be there
	EHLO       string                                // the name that greets the mail server; empty for the sender's domain
	Shop       func(context.Context) (string, error) // the shop's name
	Storefront string                                // base URL of the storefront; may be empty
	Templates  string                                // a folder of templates in place of the built-in ones; may be empty
	PerHour    int                                   // emails to one address within an hour at most; 0 for 10

	Workers  int                             // emails on their way at the same time; 0 for 4
	Attempts int                             // tries of one email at most; 0 for 10
	Backoff  func(attempt int) time.Duration // how long to wait after a try that failed, counted from 1
	Poll     time.Duration                   // how often to look for emails that are due; 0 for a second
	Lease    time.Duration                   // how long a server that says nothing more keeps an email to itself; 0 for two minutes
	Step     time.Duration                   // how long the mail server may take for one step; 0 for 30 seconds
	Verdict  time.Duration                   // how long it may take to say whether it takes the email; 0 for two minutes
	Grace    time.Duration                   // how long emails on their way may go on when the program stops; 0 for 15 seconds
	TLS      *tls.Config                     // what to trust and how; nil for the system's authorities
}

// Server is where emails are handed over.
type Server struct {
	Host           string
	Port           int
	User, Password string // empty where the server asks for none
	TLS            string // implicit, required, offered or none
}

// Service writes and sends emails.
type Service struct {
	db        *db.DB
	o         Options
	templates *templates

	mu        sync.RWMutex
	composers map[Kind]Composer
}

// New returns the service over a database. It reads the templates, and tells all of their faults at once.
func New(d *db.DB, o Options) (*Service, error) {
	o.PerHour, o.Workers, o.Attempts = cmp.Or(o.PerHour, 10), cmp.Or(o.Workers, 4), cmp.Or(o.Attempts, 10)
	o.Poll, o.Lease = cmp.Or(o.Poll, time.Second), cmp.Or(o.Lease, 2*time.Minute)
	o.Grace = cmp.Or(o.Grace, 15*time.Second)
	o.Step, o.Verdict = cmp.Or(o.Step, 30*time.Second), cmp.Or(o.Verdict, 2*time.Minute)
	o.Storefront = strings.TrimRight(o.Storefront, "/")
	if o.Backoff == nil {
		o.Backoff = backoff
	}
	if o.From == nil {
		if o.Server != nil {
			return nil, fmt.Errorf("a mail server needs a sender")
		}
		o.From = &mail.Address{Address: "shop@localhost"}
	}
	o.EHLO = cmp.Or(o.EHLO, domainOf(o.From))
	t, err := loadTemplates(o.Templates)
	if err != nil {
		return nil, err
	}
	return &Service{db: d, o: o, templates: t, composers: map[Kind]Composer{}}, nil
}

// backoff is 15 seconds after the first try, then four times as long after each, up to an hour: ten tries take about six
// hours.
func backoff(attempt int) time.Duration {
	wait := 15 * time.Second
	for range attempt - 1 {
		if wait *= 4; wait > time.Hour {
			return time.Hour
		}
	}
	return wait
}

// Compose says who composes the emails of a kind. It comes before the first email of the kind is sent.
func (s *Service) Compose(kind Kind, c Composer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.composers[kind] = c
}

func (s *Service) composer(kind Kind) Composer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.composers[kind]
}

// known returns the kinds that somebody composes. A server leaves the others to a newer one that knows them.
func (s *Service) known() []Kind {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var all []Kind
	for kind := range s.composers {
		all = append(all, kind)
	}
	return all
}
