// Package mail renders and sends the shop's emails. A service queues an Email inside its own transaction; once that has
// committed, the email waits in a durable queue until it is composed, rendered from templates, and sent by SMTP or
// saved to the local outbox. The package does not decide when an email is sent or what it contains: its callers do.
package mail

import (
	"context"
	"strconv"
	"time"

	"gorm.io/gorm"

	"clientele/models"
)

// Kind is the kind of an email, which selects its templates.
type Kind string

// Email is an email to be queued. Data holds the few values that its composer needs, such as an ID; never a token,
// since it is stored in the database.
type Email struct {
	Kind Kind
	To   string // the email address as it was entered
	Data map[string]string
	Wait time.Duration // time until the email is composed, in which it can still become unnecessary
}

// Content is what a composed email contains: the values of its template, tokens included.
type Content struct {
	Kind   Kind   // replaces the kind of the email; "" keeps it
	To     string // replaces the recipient; "" keeps it
	Name   string // of the recipient; may be empty
	Locale string // of the recipient (BCP 47); "" or one without templates for that of the shop
	Values map[string]string
	Order  *Order // nil if the email is not about an order
}

// ContentTo returns the content of an email to a customer at an address. "" as the kind keeps that of the email.
func ContentTo(c *models.Customer, kind Kind, to string, values map[string]string) *Content {
	content := &Content{Kind: kind, To: to, Values: values}
	if c.Name != nil {
		content.Name = *c.Name
	}
	if c.Locale != nil {
		content.Locale = *c.Locale
	}
	return content
}

// TokenValues returns the values of an email with a token, which can be used for some time after the email is composed.
func TokenValues(token string, life time.Duration) map[string]string {
	return map[string]string{"Token": token, "Minutes": strconv.Itoa(int(life.Minutes()))}
}

// Composer composes an email right before it is sent: it reads what the email needs and creates the token in it. It
// runs in a transaction that commits before the email is sent. A nil Content means that there is nothing to send, for
// example because no account has the address. Since this happens after the request, a request takes the same time for
// known and unknown addresses, and no token is stored in the queue.
type Composer func(ctx context.Context, tx *gorm.DB, m Email) (*Content, error)

// Sender queues emails.
type Sender interface {
	// Send queues an email as part of tx.
	Send(tx *gorm.DB, m Email) error
	// SendAll queues emails to different recipients as part of tx, with one statement.
	SendAll(tx *gorm.DB, list []Email) error
}
