// Package email writes and sends the shop's emails. A room hands over a Email inside its own transaction; once that has
// committed, the email waits in a durable queue until it was written, from templates, and delivered through SMTP or into the
// local outbox. What an email means is for the room that sends it to say.
package mail

import (
	"context"

	"gorm.io/gorm"
)

// Kind names a sort of email, and with it its templates.
type Kind string

// Email is one to be written and sent. Data are the few plain values that its composer needs, an id for example; never a
// token, since they wait in the database.
type Mail struct {
	Kind Kind
	To   string // the email address, as somebody gave it
	Data map[string]string
}

// Letter is an email that is ready to be written: the values of its template, tokens included.
type Letter struct {
	Kind   Kind // may differ from the email's: what fits whom it turned out to be for
	To     string
	Name   string // of the person; empty where none is known
	Values map[string]string
}

// Composer looks an email's facts up right before it is sent, and mints the token that it carries. It runs in a transaction
// that commits before the email leaves. Nil means that there is nothing to send: an address that nobody has, for example. So
// a request costs its caller the same for known and unknown addresses, and no token waits in the queue.
type Composer func(ctx context.Context, tx *gorm.DB, m Mail) (*Letter, error)

// Post takes emails; what a room that sends some is given.
type Post interface {
	// Send queues an email as part of tx.
	Send(tx *gorm.DB, m Mail) error
}
