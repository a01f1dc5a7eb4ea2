package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"os"
	"regexp"
	"strings"
)

// fault is why an attempt did not work, in words for the staff. They are ours and not the mail server's, whose answers repeat
// addresses and more.
type fault struct {
	text      string
	permanent bool // another try would not help
}

func (f fault) Error() string { return f.text }

// Faults outside of the conversation with the mail server.
var (
	faultNoAnswer = fault{text: "the email was handed over, but the mail server's answer did not come; it has most likely arrived, and is not sent again"}
	faultStopped  = fault{text: "the program stopped in the middle of the last try"}
	faultWrite    = fault{text: "the email could not be written; the log says why"}
	faultOutbox   = fault{text: "the email could not be put into the outbox; the log says why"}
	faultFolded   = fault{text: "the same email was asked for again, and that one is sent"}
	faultNothing  = fault{text: "there was nothing to send"}
	faultAddress  = fault{text: "this is no address that emails can be sent to", permanent: true}
	faultUTF8     = fault{text: "the mail server takes no addresses with letters beyond ASCII (SMTPUTF8)", permanent: true}
)

// step is a part of the conversation, and whether a final refusal there is about this email. What is refused before that is the
// shop's settings or the mail server's trouble, which somebody may mend before the tries are over.
type step struct {
	name  string
	final bool
}

var (
	stepConnect = step{name: "connecting"}
	stepSender  = step{name: "naming the sender"}
	stepTo      = step{"naming the recipient", true}
	stepContent = step{"handing over the email", true}
)

var enhanced = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`) // RFC 3463

// refused words what went wrong at a step. Of the mail server's answer only its codes are kept (RFC 5321, section 4.2.1: 4yz may
// work later, 5yz will not).
func (s *Service) refused(at step, err error) fault {
	var answer *textproto.Error
	var untrusted x509.UnknownAuthorityError
	var wrongName x509.HostnameError
	var certificate *tls.CertificateVerificationError
	var dns *net.DNSError
	var dial *net.OpError
	switch {
	case errors.As(err, &answer) && at == stepConnect && answer.Code >= 530 && answer.Code <= 538: // RFC 4954, section 6
		return fault{text: fmt.Sprintf("the mail server refused the sign-in (%d)", answer.Code)}
	case errors.As(err, &answer) && ofGreeting(err, answer):
		return fault{text: fmt.Sprintf(
			"the mail server refused the greeting EHLO %s (%s); CLIENTELE_SMTP_EHLO_NAME sets the name", s.o.EHLO, codes(answer))}
	case errors.As(err, &answer):
		return fault{
			text:      fmt.Sprintf("the mail server refused %s (%s)", at.name, codes(answer)),
			permanent: at.final && answer.Code >= 500,
		}
	case errors.As(err, &certificate), errors.As(err, &untrusted), errors.As(err, &wrongName):
		return fault{text: "the mail server's certificate is not trusted"}
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return fault{text: "the mail server took too long at " + at.name}
	case errors.As(err, &dns):
		return fault{text: "the mail server's name is not found"}
	case errors.As(err, &dial) && dial.Op == "dial":
		return fault{text: "the mail server cannot be reached"}
	case strings.Contains(err.Error(), "does not support STARTTLS"):
		return fault{text: "the mail server offers no STARTTLS"}
	}
	return fault{text: "the conversation with the mail server broke off at " + at.name}
}

// codes are what is kept of a mail server's answer.
func codes(answer *textproto.Error) string {
	code := fmt.Sprint(answer.Code)
	if more := enhanced.FindString(answer.Msg); more != "" {
		code += " " + more
	}
	return code
}

var (
	greeting = regexp.MustCompile(`(?i)\b(EHLO|HELO)\b`)
	mailbox  = regexp.MustCompile(`<[^>]*>|\S*@\S*`)
)

// ofGreeting tells whether a refusal is about the name that greeted the server. Most servers refuse it later, at the first
// recipient, and say so in their words only.
func ofGreeting(err error, answer *textproto.Error) bool {
	return strings.Contains(err.Error(), "EHLO/HELO exchange failed") ||
		greeting.MatchString(mailbox.ReplaceAllString(answer.Msg, ""))
}
