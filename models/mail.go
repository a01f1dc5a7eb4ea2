package models

// MailStatus is how far a mail has come.
type MailStatus string

// How far a mail has come.
const (
	MailWaiting   MailStatus = "WAITING"   // for its turn, or for another try
	MailPutOff    MailStatus = "PUT_OFF"   // its address has had as many mails as an hour allows
	MailSending   MailStatus = "SENDING"   // a server is at it
	MailSent      MailStatus = "SENT"      // the mail server has taken it
	MailOutbox    MailStatus = "OUTBOX"    // not sent, since there was no mail server: it is in the outbox
	MailUncertain MailStatus = "UNCERTAIN" // handed over, but nobody saw the answer; not sent again
	MailFailed    MailStatus = "FAILED"    // refused for good, or tried too often
	MailDropped   MailStatus = "DROPPED"   // there was nothing to send
)

// MailStatuses returns every status.
func MailStatuses() []MailStatus {
	return []MailStatus{MailWaiting, MailPutOff, MailSending, MailSent, MailOutbox, MailUncertain, MailFailed, MailDropped}
}

// Mail is a mail that the shop was asked to send.
type Mail struct {
	ID        string
	Kind      string // what was asked for; of one that was sent, what it says
	To        string `gorm:"column:recipient"`
	ToKey     string // as addresses are compared; what is counted by the hour
	Data      StringMap
	FoldKey   string // the same for mails that say the same
	Status    MailStatus
	Attempts  int     // started so far
	Folded    int     // how often the same was asked for again while it waited
	LastError *string // in words, without the address
	Lease     *string // of the attempt that holds the mail, or held it last
	DueAt     *Time   // when something is next to be done; nil when nothing is
	HandedAt  *Time   // when its end went to the mail server, or into the outbox
	Subject   *string // of a mail in the outbox, for as long as it is kept
	Text      *string
	HTML      *string `gorm:"column:html"`
	CreatedAt Time    `gorm:"autoCreateTime:false"`
	SentAt    *Time
}

// NextAttemptAt is when the mail is tried next; nil where it is not.
func (m *Mail) NextAttemptAt() *Time {
	if m.Status == MailWaiting || m.Status == MailPutOff {
		return m.DueAt
	}
	return nil
}
