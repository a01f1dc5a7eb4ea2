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

// deliveryError describes to the staff why an attempt failed. Its text never quotes the mail server, whose replies
// repeat email addresses.
type deliveryError struct {
	text      string
	permanent bool // do not retry
}

func (d deliveryError) Error() string { return d.text }

// Errors outside of the SMTP session.
var (
	errNoReply = deliveryError{
		text: "the mail server did not confirm the email; it has most likely arrived, and is not sent again",
	}
	errStopped       = deliveryError{text: "the server stopped during the last attempt"}
	errCompose       = deliveryError{text: "the email could not be composed; see the log"}
	errOutbox        = deliveryError{text: "the email could not be written to the outbox; see the log"}
	errMerged        = deliveryError{text: "the same email was requested again, and is sent instead"}
	errNothingToSend = deliveryError{text: "there was nothing to send"}
	errAddress       = deliveryError{text: "the recipient is not a valid email address", permanent: true}
	errSMTPUTF8      = deliveryError{text: "the mail server does not support SMTPUTF8 addresses", permanent: true}
)

// step is a step of the SMTP session. A permanent rejection is final only where the step concerns this email alone:
// earlier rejections come from the settings or the mail server, and can be fixed before the attempts run out.
type step struct {
	object string // what the mail server can reject
	action string
	final  bool
}

var (
	stepConnect = step{object: "the connection", action: "connecting to the mail server"}
	stepSender  = step{object: "the sender", action: "sending the sender's address to the mail server"}
	stepTo      = step{"the recipient", "sending the recipient's address to the mail server", true}
	stepContent = step{"the email", "sending the email to the mail server", true}
)

// enhancedCode matches an enhanced status code (RFC 3463).
var enhancedCode = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`)

// smtpError returns the delivery error for err, which occurred at a step. It keeps only the codes of the mail server's
// reply. Replies 4yz are transient, 5yz permanent (RFC 5321, section 4.2.1).
func (s *Service) smtpError(at step, err error) deliveryError {
	var reply *textproto.Error
	var untrusted x509.UnknownAuthorityError
	var wrongName x509.HostnameError
	var certificate *tls.CertificateVerificationError
	var dns *net.DNSError
	var dial *net.OpError
	switch {
	case errors.As(err, &reply) && at == stepConnect && reply.Code >= 530 && reply.Code <= 538: // RFC 4954, section 6
		return deliveryError{text: fmt.Sprintf("the mail server rejected the user or password (%d)", reply.Code)}
	case errors.As(err, &reply) && isEHLORejection(err, reply):
		return deliveryError{text: fmt.Sprintf(
			"the mail server rejected EHLO %s (%s); set CLIENTELE_SMTP_EHLO_NAME", s.o.EHLO, replyCodes(reply))}
	case errors.As(err, &reply):
		return deliveryError{
			text:      fmt.Sprintf("the mail server rejected %s (%s)", at.object, replyCodes(reply)),
			permanent: at.final && reply.Code >= 500,
		}
	case errors.As(err, &certificate), errors.As(err, &untrusted), errors.As(err, &wrongName):
		return deliveryError{text: "the mail server's certificate is not trusted"}
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return deliveryError{text: "timeout while " + at.action}
	case errors.As(err, &dns):
		return deliveryError{text: "the mail server's host name cannot be resolved"}
	case errors.As(err, &dial) && dial.Op == "dial":
		return deliveryError{text: "the mail server cannot be reached"}
	case strings.Contains(err.Error(), "does not support STARTTLS"):
		return deliveryError{text: "the mail server does not support STARTTLS"}
	}
	return deliveryError{text: "connection lost while " + at.action}
}

// replyCodes returns the status code of a reply, with its enhanced status code if it has one.
func replyCodes(reply *textproto.Error) string {
	code := fmt.Sprint(reply.Code)
	if enhanced := enhancedCode.FindString(reply.Msg); enhanced != "" {
		code += " " + enhanced
	}
	return code
}

var (
	ehloWord = regexp.MustCompile(`(?i)\b(EHLO|HELO)\b`)
	mailbox  = regexp.MustCompile(`<[^>]*>|\S*@\S*`)
)

// isEHLORejection reports whether a rejection concerns the name in EHLO. Most servers reject it later, at the first
// recipient, and only the text of their reply says so.
func isEHLORejection(err error, reply *textproto.Error) bool {
	return strings.Contains(err.Error(), "EHLO/HELO exchange failed") ||
		ehloWord.MatchString(mailbox.ReplaceAllString(reply.Msg, ""))
}
