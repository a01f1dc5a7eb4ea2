package webhooks

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"clientele/internal/outbound"
	"clientele/models"
)

// outcome is the result of one attempt.
type outcome struct {
	status   *int    // of the response; nil without one
	body     *string // start of the response
	err      error   // why the attempt failed; nil if the receiver accepted the event
	duration time.Duration
}

// statusGone is the status of a receiver that does not want events any longer (RFC 9110, section 15.5.11).
const statusGone = 410

func (o outcome) gone() bool { return o.status != nil && *o.status == statusGone }

// errRemoved means that the event of a delivery was deleted after its retention period.
var errRemoved = errors.New("the event has been deleted")

// attempt sends a delivery once.
func (s *Service) attempt(ctx context.Context, w *models.Webhook, d *models.WebhookDelivery) outcome {
	var e models.Event
	found := s.db.Primary(ctx).Where("id = ?", *d.EventID).Limit(1).Find(&e)
	switch {
	case found.Error != nil:
		return s.internal(ctx, d.ID, found.Error)
	case found.RowsAffected == 0:
		return outcome{err: errRemoved}
	}
	body, err := s.safeBody(ctx, w, &e)
	var invalid QueryError
	switch {
	case errors.As(err, &invalid):
		return outcome{err: invalid}
	case err != nil:
		return s.internal(ctx, d.ID, err)
	}
	return s.post(ctx, w, e.NodeID(), body)
}

// safeBody returns a panic of a query as an error.
func (s *Service) safeBody(ctx context.Context, w *models.Webhook, e *models.Event) (body []byte, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, s.o.QueryTimeout)
	defer cancel()
	return s.body(ctx, w, e)
}

var errInternal = errors.New("internal error; see the log")

// internal returns the outcome of an attempt that failed because of the program itself.
func (s *Service) internal(ctx context.Context, id string, err error) outcome {
	if ctx.Err() != nil {
		return outcome{err: outbound.ErrCanceled}
	}
	slog.ErrorContext(ctx, "Failed to prepare the delivery of an event", "delivery", id, "error", err)
	return outcome{err: errInternal}
}

// post sends a request to a webhook.
func (s *Service) post(ctx context.Context, w *models.Webhook, id string, body []byte) outcome {
	header, err := s.sign(w, id, body, s.o.Now())
	if err != nil {
		return outcome{err: err}
	}
	began := time.Now()
	response, err := s.o.Client.Post(ctx, w.URL, header, body)
	o := outcome{err: err, duration: time.Since(began)}
	if err != nil {
		return o
	}
	text := storable(response.Body)
	o.status, o.body = &response.Status, &text
	switch status := response.Status; {
	case status >= 200 && status < 300:
	case status >= 300 && status < 400:
		o.err = fmt.Errorf("the receiver responded with a redirect (%d), which is not followed", status)
	default:
		o.err = fmt.Errorf("the receiver responded with the status %d", status)
	}
	return o
}

// storable returns the start of a response as a text that both databases can store.
func storable(body []byte) string {
	return strings.ReplaceAll(strings.ToValidUTF8(string(body), "\uFFFD"), "\x00", "\uFFFD")
}

// columns returns the columns of a delivery that describe its last attempt.
func (o outcome) columns() fields {
	to := fields{
		"response_status": o.status, "response_body": o.body, "duration_ms": int(o.duration.Milliseconds()),
		"error": nil,
	}
	if o.err != nil {
		to["error"] = o.err.Error()
	}
	return to
}

type fields = map[string]any
