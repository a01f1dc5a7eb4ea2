package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"net/mail"
	"strings"
	"sync"
	"time"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/page"
	"clientele/models"
)

// Options configures a Service.
type Options struct {
	Now   auth.Clock
	Codec *page.Codec

	Server     *Server                                     // nil to save emails to the outbox
	Outbox     string                                      // the folder of the outbox
	From       *mail.Address                               // the sender, in ASCII; required with a Server
	EHLO       string                                      // the name in EHLO; defaults to the sender's domain
	Shop       func(context.Context) (*models.Shop, error) // returns the settings of the shop
	Storefront string                                      // base URL of the storefront; optional
	PublicURL  string                                      // base URL of the program, for the dashboard; optional
	Templates  string                                      // a folder of templates that replace built-in ones; optional
	PerHour    int                                         // maximum number of emails to one address an hour; 10

	Workers      int                             // maximum number of emails being sent at a time; default 4
	Attempts     int                             // maximum number of attempts per email; default 10
	Backoff      func(attempt int) time.Duration // delay after a failed attempt, counted from 1; nil for the default
	Poll         time.Duration                   // interval between queries for due emails; default 1 s
	Lease        time.Duration                   // time after which another server may claim an email; default 2 min
	StepTimeout  time.Duration                   // timeout of one step of the SMTP session; default 30 s
	ReplyTimeout time.Duration                   // timeout of the mail server's final reply; default 2 min
	Grace        time.Duration                   // time to finish emails in progress at shutdown; default 15 s
	TLS          *tls.Config                     // nil for the system's root certificates
}

// Server is the mail server that emails are sent to.
type Server struct {
	Host           string
	Port           int
	User, Password string // empty if the server requires no authentication
	TLS            string // implicit, required, offered or none
}

// Service queues, renders and sends emails.
type Service struct {
	db        *db.DB
	o         Options
	templates *catalogue

	mu        sync.RWMutex
	composers map[Kind]Composer
}

// New returns a Service that keeps its queue in d. It parses the templates; the error lists every invalid one.
func New(d *db.DB, o Options) (*Service, error) {
	o.PerHour, o.Workers, o.Attempts = cmp.Or(o.PerHour, 10), cmp.Or(o.Workers, 4), cmp.Or(o.Attempts, 10)
	o.Poll, o.Lease = cmp.Or(o.Poll, time.Second), cmp.Or(o.Lease, 2*time.Minute)
	o.Grace = cmp.Or(o.Grace, 15*time.Second)
	o.StepTimeout, o.ReplyTimeout = cmp.Or(o.StepTimeout, 30*time.Second), cmp.Or(o.ReplyTimeout, 2*time.Minute)
	o.Storefront, o.PublicURL = strings.TrimRight(o.Storefront, "/"), strings.TrimRight(o.PublicURL, "/")
	if o.Backoff == nil {
		o.Backoff = backoff
	}
	if o.From == nil {
		if o.Server != nil {
			return nil, errors.New("a mail server requires a sender")
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

// backoff returns the default delay after an attempt: 15 seconds after the first, then four times the previous delay,
// up to an hour. Ten attempts take about six hours.
func backoff(attempt int) time.Duration {
	wait := 15 * time.Second
	for range attempt - 1 {
		if wait *= 4; wait > time.Hour {
			return time.Hour
		}
	}
	return wait
}

// Compose registers the composer of a kind. It must be called before the first email of the kind is queued.
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

// composedKinds returns the kinds that have a composer. A server leaves other kinds to a newer version that knows them.
func (s *Service) composedKinds() []Kind {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var all []Kind
	for kind := range s.composers {
		all = append(all, kind)
	}
	return all
}
