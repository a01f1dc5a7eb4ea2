package outbound

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"
)

// maxBody is the number of bytes of a response that are read.
const maxBody = 1024

// Response is the response to a request.
type Response struct {
	Status int
	Body   []byte // the first bytes, up to 1024
}

// Post sends a request with a body of JSON and returns the response, whatever its status is. The texts of its errors
// are meant for the staff: they say what failed, without what is in the network of the program.
func (c *Client) Post(ctx context.Context, url string, header map[string]string, body []byte) (*Response, error) {
	ctx, cancel := context.WithTimeout(ctx, c.o.Timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("the URL is not valid")
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "Clientele")
	response, err := c.http.Do(request)
	if err != nil {
		return nil, c.describe(ctx, err)
	}
	defer func() { _ = response.Body.Close() }()
	text, _ := io.ReadAll(io.LimitReader(response.Body, maxBody)) // the status decides, also if the body is incomplete
	return &Response{Status: response.StatusCode, Body: text}, nil
}

// ErrCanceled is the error of a request that was canceled by its context.
var ErrCanceled = errors.New("the server stopped during the attempt")

// describe returns the error of a request for the staff.
func (c *Client) describe(ctx context.Context, err error) error {
	var untrusted x509.UnknownAuthorityError
	var wrongName x509.HostnameError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var dns *net.DNSError
	var dial *net.OpError
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return ErrCanceled
	case errors.Is(err, errPrivate):
		return errPrivate
	case errors.As(err, &certificate), errors.As(err, &untrusted), errors.As(err, &wrongName):
		return errors.New("the certificate of the receiver is not trusted")
	case errors.As(err, &record), errors.As(err, &alert), errors.Is(err, http.ErrSchemeMismatch):
		return errors.New("the TLS handshake with the receiver failed")
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("the receiver did not respond within %v", c.o.Timeout.Round(time.Millisecond))
	case errors.As(err, &dns):
		return errors.New("the host name of the receiver cannot be resolved")
	case errors.As(err, &dial) && dial.Op == "dial":
		return errors.New("the receiver cannot be reached")
	}
	return errors.New("the connection to the receiver was lost")
}
