package webhooks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"clientele/internal/auth"
	"clientele/models"
)

// payload is the body of a request.
type payload struct {
	Type      string      `json:"type"`
	Timestamp time.Time   `json:"timestamp"` // of the event
	Data      payloadData `json:"data"`
}

type payloadData struct {
	ID         string          `json:"id"` // of the subject
	Version    *int            `json:"version"`
	CustomerID *string         `json:"customerId"`
	Changed    []string        `json:"changed"`
	Result     json.RawMessage `json:"result,omitempty"`
	Errors     json.RawMessage `json:"errors,omitempty"`
}

// testType is the type of a test in the body of a request.
const testType = "webhook.test"

// maxResult is the maximum size of the result of a query, in bytes.
const maxResult = 1 << 20

// body returns the body of a request for an event. With a query, it contains the current result of the query. A query
// that is not valid any longer, and an internal error, are errors, so that the delivery is tried again later.
func (s *Service) body(ctx context.Context, w *models.Webhook, e *models.Event) ([]byte, error) {
	p := payload{Type: e.Type.WireName(), Timestamp: e.At.Time, Data: payloadData{
		ID: e.SubjectID, Version: e.Version, CustomerID: e.CustomerID, Changed: e.Fields,
	}}
	if p.Data.Changed == nil {
		p.Data.Changed = []string{}
	}
	if w.Query != nil {
		answer, err := s.queries.RunQuery(auth.With(ctx, queryCaller(w)), *w.Query, e.SubjectID)
		if err != nil {
			return nil, err
		}
		if len(answer.Data) > maxResult {
			return nil, fmt.Errorf("the result of the query is larger than %d bytes", maxResult)
		}
		p.Data.Result, p.Data.Errors = answer.Data, answer.Errors
	}
	return json.Marshal(p)
}

// testBody returns the body of a test.
func testBody(w *models.Webhook, at models.Time) ([]byte, error) {
	return json.Marshal(payload{Type: testType, Timestamp: at.Time, Data: payloadData{
		ID: w.ID, Version: &w.Version, Changed: []string{},
	}})
}

// errSigning means that a secret cannot be decrypted.
var errSigning = errors.New(
	"the secret of the webhook cannot be decrypted, because CLIENTELE_TOKEN_KEY has changed; rotate the secret")

// sign returns the headers of a request, with a signature for each secret that is valid at a time (Standard Webhooks
// 1.0).
func (s *Service) sign(w *models.Webhook, id string, body []byte, now time.Time) (map[string]string, error) {
	sealed := []string{w.Secret}
	if w.PreviousSecret != nil && now.Before(w.PreviousSecretEndsAt.Time) {
		sealed = append(sealed, *w.PreviousSecret)
	}
	var signatures []string
	for _, each := range sealed {
		secret, _, err := s.secrets.open(each, w.ID)
		if err != nil {
			return nil, errSigning
		}
		key, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			return nil, errSigning
		}
		signature, err := key.Sign(id, now, body)
		if err != nil {
			return nil, errSigning
		}
		signatures = append(signatures, signature)
	}
	return map[string]string{
		standardwebhooks.HeaderWebhookID:        id,
		standardwebhooks.HeaderWebhookTimestamp: strconv.FormatInt(now.Unix(), 10),
		standardwebhooks.HeaderWebhookSignature: strings.Join(signatures, " "),
	}, nil
}
