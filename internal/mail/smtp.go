package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"clientele/internal/normalize"
	"clientele/models"
)

// endTime bounds how long the last bytes of an email may take to leave this machine, while the transaction is open that says so.
const endTime = 5 * time.Second

// send hands an email over to the mail server and writes down at once what the server said. The library makes the connection, with
// TLS and the sign-in; the four steps of the email itself stand here, since the email's end must go out together with the note that
// it did (see handOver).
func (s *Service) send(ctx context.Context, m *models.Email, l *written) error {
	connection, client, err := s.dial(ctx, l)
	if connection != nil {
		defer func() { _ = connection.Close() }()
		defer context.AfterFunc(ctx, func() { _ = connection.Close() })() // what waits for the mail server stops waiting
	}
	if err != nil {
		return s.failed(ctx, m, s.refused(stepConnect, err))
	}
	if utf8, _ := client.Extension("SMTPUTF8"); !utf8 && !normalize.ASCII(l.to) {
		return s.failed(ctx, m, faultUTF8)
	}
	end, at, err := s.begin(client, l)
	if err != nil {
		return s.failed(ctx, m, s.refused(at, err))
	}
	if err := s.handOver(ctx, m, end); err != nil {
		if errors.Is(err, errLost) {
			return err
		}
		return s.failed(ctx, m, s.refused(stepContent, err))
	}
	if err := client.UpdateDeadline(s.o.Verdict); err == nil {
		_, _, err = client.Text.ReadResponse(250)
		return s.verdict(ctx, m, l, err)
	}
	return s.verdict(ctx, m, l, err)
}

// begin sends all of the email but its end, which the function that it returns sends.
func (s *Service) begin(client *smtp.Client, l *written) (end func() error, at step, err error) {
	step := func(do func() error) {
		if err == nil {
			if err = client.UpdateDeadline(s.o.Step); err == nil {
				err = do()
			}
		}
	}
	at = stepSender
	step(func() error { return client.Mail("<" + s.o.From.Address + ">") })
	if err != nil {
		return nil, at, err
	}
	at = stepTo
	step(func() error { return client.Rcpt("<" + l.to + ">") })
	if err != nil {
		return nil, at, err
	}
	at = stepContent
	var content *smtp.DataCloser
	step(func() error {
		w, err := client.Data()
		if err != nil {
			return err
		}
		content = w.(*smtp.DataCloser)
		return nil
	})
	step(func() error {
		if _, err := content.Write(l.raw); err != nil {
			return err
		}
		return client.Text.W.Flush()
	})
	return func() error {
		if err := client.UpdateDeadline(endTime); err != nil {
			return err
		}
		return content.WriteCloser.Close() // the dot, without waiting for the answer
	}, at, err
}

// verdict writes down what the mail server said to the whole email.
func (s *Service) verdict(ctx context.Context, m *models.Email, l *written, err error) error {
	var answer *textproto.Error
	switch {
	case err == nil:
		return s.settle(ctx, m, fields{
			"status": models.EmailSent, "kind": l.kind, "due_at": nil, "sent_at": models.At(s.o.Now()), "last_error": nil,
		})
	case errors.As(err, &answer):
		return s.retry(ctx, m, s.refused(stepContent, err))
	}
	return s.settle(ctx, m, fields{
		"status": models.EmailUncertain, "kind": l.kind, "due_at": nil, "last_error": faultNoAnswer.text,
	})
}

// dial connects with the mail server. The connection is there for closing, also beside an error.
func (s *Service) dial(ctx context.Context, l *written) (connection net.Conn, client *smtp.Client, err error) {
	server := s.o.Server
	trust := &tls.Config{}
	if s.o.TLS != nil {
		trust = s.o.TLS.Clone()
	}
	trust.ServerName, trust.MinVersion = server.Host, tls.VersionTLS12
	options := []gomail.Option{
		gomail.WithPort(server.Port), gomail.WithTimeout(s.o.Step), gomail.WithHELO(s.o.EHLO), gomail.WithTLSConfig(trust),
		gomail.WithDialContextFunc(func(ctx context.Context, network, address string) (net.Conn, error) {
			if connection, err = (&net.Dialer{}).DialContext(ctx, network, address); err != nil || server.TLS != "implicit" {
				return connection, err
			}
			over := tls.Client(connection, trust)
			return over, over.HandshakeContext(ctx)
		}),
	}
	auth := []gomail.SMTPAuthType{gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin}
	switch server.TLS {
	case "implicit": // the connection is encrypted before the library sees it
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	case "required":
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case "offered":
		options = append(options, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
		auth[2], auth[3] = gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc // the settings say that the way is safe
	}
	if normalize.ASCII(l.to) { // the extension only for emails that need it (RFC 6531, section 3.4): the next server may lack it
		options = append(options, gomail.WithoutSMTPUTF8())
	}
	if server.User != "" {
		options = append(options, gomail.WithUsername(server.User), gomail.WithPassword(server.Password), gomail.WithOpportunisticSMTPAuth(auth...))
	}
	c, err := gomail.NewClient(server.Host, options...)
	if err != nil {
		return nil, nil, fmt.Errorf("prepare for the mail server: %w", err)
	}
	client, err = c.DialToSMTPClientWithContext(ctx)
	return connection, client, err
}
