package models

// EmailStatus is how far an email has come.
type EmailStatus string

// How far an email has come.
const (
	EmailQueued    EmailStatus = "QUEUED"   // for its turn, or for another try
	EmailDelayed   EmailStatus = "DELAYED"   // its address has had as many emails as an hour allows
	EmailSending   EmailStatus = "SENDING"   // a server is at it
	EmailSent      EmailStatus = "SENT"      // the mail server has taken it
	EmailOutbox    EmailStatus = "OUTBOX"    // not sent, since there was no mail server: it is in the outbox
	EmailUncertain EmailStatus = "UNCERTAIN" // handed over, but nobody saw the answer; not sent again
	EmailFailed    EmailStatus = "FAILED"    // refused for good, or tried too often
	EmailDropped   EmailStatus = "DROPPED"   // there was nothing to send
)

// EmailStatuses returns every status.
func EmailStatuses() []EmailStatus {
	return []EmailStatus{EmailQueued, EmailDelayed, EmailSending, EmailSent, EmailOutbox, EmailUncertain, EmailFailed, EmailDropped}
}

// Email is an email that the shop was asked to send.
type Email struct {
	ID             string
	Kind           string // what was asked for; of one that was sent, what it says
	To             string `gorm:"column:recipient"`
	ToKey          string // as addresses are compared; what is counted by the hour
	Data           StringMap
	FoldKey        string // the same for emails that say the same
	Status         EmailStatus
	Attempts       int     // started so far
	MergedRequests int     // how often the same was asked for again while it waited
	LastError      *string // in words, without the address
	Lease          *string // of the attempt that holds the email, or held it last
	DueAt          *Time   // when something is next to be done; nil when nothing is
	HandedAt       *Time   // when its end went to the mail server, or into the outbox
	Subject        *string // of an email in the outbox, for as long as it is kept
	Text           *string
	HTML           *string `gorm:"column:html"`
	CreatedAt      Time    `gorm:"autoCreateTime:false"`
	SentAt         *Time
}

// NextAttemptAt is when the email is tried next; nil where it is not.
func (m *Email) NextAttemptAt() *Time {
	if m.Status == EmailQueued || m.Status == EmailDelayed {
		return m.DueAt
	}
	return nil
}
