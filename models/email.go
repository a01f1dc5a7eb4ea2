package models

// EmailStatus is the delivery status of an email.
type EmailStatus string

// The statuses of an email.
const (
	EmailQueued    EmailStatus = "QUEUED"    // waiting for its turn or for another attempt
	EmailDelayed   EmailStatus = "DELAYED"   // the hourly limit of its recipient was reached
	EmailSending   EmailStatus = "SENDING"   // being sent by a server
	EmailSent      EmailStatus = "SENT"      // accepted by the mail server
	EmailOutbox    EmailStatus = "OUTBOX"    // kept in the outbox, since there is no mail server
	EmailUncertain EmailStatus = "UNCERTAIN" // sent without a response; not sent again
	EmailFailed    EmailStatus = "FAILED"    // rejected permanently, or too many attempts
	EmailDropped   EmailStatus = "DROPPED"   // nothing to send
)

// EmailStatuses returns every status.
func EmailStatuses() []EmailStatus {
	return []EmailStatus{
		EmailQueued, EmailDelayed, EmailSending, EmailSent, EmailOutbox, EmailUncertain, EmailFailed, EmailDropped,
	}
}

// Email is a requested email.
type Email struct {
	ID             string
	Kind           string // requested kind, or the kind that was sent
	To             string `gorm:"column:recipient"`
	ToKey          string // normalized recipient, to which the hourly limit applies
	Data           StringMap
	FoldKey        string // equal for emails with the same content
	Status         EmailStatus
	Attempts       int     // number of attempts started
	MergedRequests int     // number of further requests for the same email while it waited
	LastError      *string // description without the address
	Lease          *string // id of the current or last attempt
	DueAt          *Time   // time of the next action; nil if there is none
	HandedAt       *Time   // when it was completely sent to the mail server, or put into the outbox
	Subject        *string // set while the email is in the outbox
	Text           *string
	HTML           *string `gorm:"column:html"`
	CreatedAt      Time    `gorm:"autoCreateTime:false"`
	SentAt         *Time
}

// IsNode marks Email as a Node.
func (*Email) IsNode() {}

// NextAttemptAt returns the time of the next attempt, or nil.
func (m *Email) NextAttemptAt() *Time {
	if m.Status == EmailQueued || m.Status == EmailDelayed {
		return m.DueAt
	}
	return nil
}
