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

	"clientele/internal/leases"
	"clientele/internal/normalize"
	"clientele/models"
)

// endTimeout bounds writing the end-of-data marker, which happens inside a transaction.
const endTimeout = 5 * time.Second

// send sends an email to the mail server and records the reply. The library connects, negotiates TLS and authenticates;
// the steps of the email itself are implemented here, since the end-of-data marker must be sent together with the
// commit that records it (see finishTransfer).
func (s *Service) send(ctx context.Context, m *models.Email, msg *message) error {
	connection, client, err := s.dial(ctx, msg)
	if connection != nil {
		defer func() { _ = connection.Close() }()
		defer context.AfterFunc(ctx, func() { _ = connection.Close() })() // interrupts reads and writes
	}
	if err != nil {
		return s.fail(ctx, m, s.smtpError(stepConnect, err))
	}
	if utf8, _ := client.Extension("SMTPUTF8"); !utf8 && !normalize.ASCII(msg.to) {
		return s.fail(ctx, m, errSMTPUTF8)
	}
	end, at, err := s.transfer(client, msg)
	if err != nil {
		return s.fail(ctx, m, s.smtpError(at, err))
	}
	if err := s.finishTransfer(ctx, m, end); err != nil {
		if errors.Is(err, leases.ErrLost) {
			return err
		}
		return s.fail(ctx, m, s.smtpError(stepContent, err))
	}
	if err := client.UpdateDeadline(s.o.ReplyTimeout); err == nil {
		_, _, err = client.Text.ReadResponse(250)
		return s.recordReply(ctx, m, msg, err)
	}
	return s.recordReply(ctx, m, msg, err)
}

// transfer sends an email except for the end-of-data marker, which the returned function sends.
func (s *Service) transfer(client *smtp.Client, msg *message) (end func() error, at step, err error) {
	step := func(do func() error) {
		if err == nil {
			if err = client.UpdateDeadline(s.o.StepTimeout); err == nil {
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
	step(func() error { return client.Rcpt("<" + msg.to + ">") })
	if err != nil {
		return nil, at, err
	}
	at = stepContent
	var data *smtp.DataCloser
	step(func() error {
		w, err := client.Data()
		if err != nil {
			return err
		}
		data = w.(*smtp.DataCloser)
		return nil
	})
	step(func() error {
		if _, err := data.Write(msg.raw); err != nil {
			return err
		}
		return client.Text.W.Flush()
	})
	return func() error {
		if err := client.UpdateDeadline(endTimeout); err != nil {
			return err
		}
		return data.WriteCloser.Close() // does not wait for the reply
	}, at, err
}

// recordReply records the mail server's final reply; err is nil if the server accepted the email.
func (s *Service) recordReply(ctx context.Context, m *models.Email, msg *message, err error) error {
	var reply *textproto.Error
	switch {
	case err == nil:
		return s.settle(ctx, m, fields{
			"status": models.EmailSent, "kind": msg.kind, "due_at": nil, "sent_at": models.At(s.o.Now()),
			"last_error": nil,
		})
	case errors.As(err, &reply):
		return s.retry(ctx, m, s.smtpError(stepContent, err))
	}
	return s.settle(ctx, m, fields{
		"status": models.EmailUncertain, "kind": msg.kind, "due_at": nil, "last_error": errNoReply.text,
	})
}

// dial connects to the mail server. The caller must close the connection unless it is nil, even if there is an error.
func (s *Service) dial(ctx context.Context, msg *message) (connection net.Conn, client *smtp.Client, err error) {
	server := s.o.Server
	config := &tls.Config{}
	if s.o.TLS != nil {
		config = s.o.TLS.Clone()
	}
	config.ServerName, config.MinVersion = server.Host, tls.VersionTLS12
	options := []gomail.Option{
		gomail.WithPort(server.Port), gomail.WithTimeout(s.o.StepTimeout), gomail.WithHELO(s.o.EHLO),
		gomail.WithTLSConfig(config),
		gomail.WithDialContextFunc(func(ctx context.Context, network, address string) (net.Conn, error) {
			connection, err = (&net.Dialer{}).DialContext(ctx, network, address)
			if err != nil || server.TLS != "implicit" {
				return connection, err
			}
			encrypted := tls.Client(connection, config)
			return encrypted, encrypted.HandshakeContext(ctx)
		}),
	}
	auth := []gomail.SMTPAuthType{
		gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin,
	}
	switch server.TLS {
	case "implicit": // the dialer above has already encrypted the connection
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	case "required":
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case "offered":
		options = append(options, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
		auth[2], auth[3] = gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc // the settings allow it
	}
	// Request SMTPUTF8 only for emails that need it (RFC 6531, section 3.4): the next server may not support it.
	if normalize.ASCII(msg.to) {
		options = append(options, gomail.WithoutSMTPUTF8())
	}
	if server.User != "" {
		options = append(options, gomail.WithUsername(server.User), gomail.WithPassword(server.Password),
			gomail.WithOpportunisticSMTPAuth(auth...))
	}
	c, err := gomail.NewClient(server.Host, options...)
	if err != nil {
		return nil, nil, fmt.Errorf("configure the SMTP client: %w", err)
	}
	client, err = c.DialToSMTPClientWithContext(ctx)
	return connection, client, err
}
