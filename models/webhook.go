package models

// WebhookPausedReason is the reason why a webhook is paused.
type WebhookPausedReason string

// The reasons why a webhook is paused.
const (
	PausedRequested WebhookPausedReason = "REQUESTED" // by updateWebhook
	PausedGone      WebhookPausedReason = "GONE"      // the receiver responded with the status 410
	PausedFailing   WebhookPausedReason = "FAILING"   // every attempt failed for too long
)

// Webhook sends the events of some types to a URL of the shop's own programs.
type Webhook struct {
	ID           string
	Name         string
	URL          string  `gorm:"column:url"`
	EventNames   Strings `gorm:"column:events"`
	Query        *string // a GraphQL query about the subject of an event
	ScopeNames   Strings `gorm:"column:scopes"` // of the query
	Active       bool
	PausedReason *WebhookPausedReason // nil if the webhook is active
	Secret       string               // encrypted; signs the deliveries
	// The secret before the last rotation, encrypted, and the time until which it signs as well. Both are nil without
	// a rotation.
	PreviousSecret       *string
	PreviousSecretEndsAt *Time
	SincePosition        int64 // events up to this position are not delivered
	// A requested redelivery: of the events with ids between BackfillAfter and BackfillUntil, those since
	// BackfillSince. All are nil if there is none.
	BackfillAfter, BackfillUntil *string
	BackfillSince                *Time
	LastSuccessAt                *Time
	FailingSince                 *Time   // time of the first failure since the last success; nil if there is none
	Lease                        *string // id of the request in progress; nil if there is none
	LeaseEndsAt                  *Time
	CreatedAt                    Time `gorm:"autoCreateTime:false"`
	UpdatedAt                    Time `gorm:"autoUpdateTime:false"`
	Version                      int
}

// IsNode marks Webhook as a Node.
func (*Webhook) IsNode() {}

// Events returns the types of events that the webhook sends.
func (w *Webhook) Events() []EventType { return fromStrings[EventType](w.EventNames) }

// Scopes returns the scopes with which the query runs.
func (w *Webhook) Scopes() []Scope { return fromStrings[Scope](w.ScopeNames) }

func fromStrings[T ~string](names Strings) []T {
	values := make([]T, len(names))
	for i, name := range names {
		values[i] = T(name)
	}
	return values
}

// WebhookDeliveryStatus is the status of a delivery.
type WebhookDeliveryStatus string

// The statuses of a delivery.
const (
	DeliveryPending   WebhookDeliveryStatus = "PENDING"   // waiting for its turn or for another attempt
	DeliverySending   WebhookDeliveryStatus = "SENDING"   // being sent by a server
	DeliveryDelivered WebhookDeliveryStatus = "DELIVERED" // accepted by the receiver
	DeliveryFailed    WebhookDeliveryStatus = "FAILED"    // given up
)

// WebhookDeliveryStatuses returns every status.
func WebhookDeliveryStatuses() []WebhookDeliveryStatus {
	return []WebhookDeliveryStatus{DeliveryPending, DeliverySending, DeliveryDelivered, DeliveryFailed}
}

// WebhookDelivery is an event that a webhook sends, or has sent.
type WebhookDelivery struct {
	ID             string
	WebhookID      string
	EventID        *string    // nil for a test
	EventType      *EventType // nil for a test
	Status         WebhookDeliveryStatus
	Attempts       int     // number of attempts started
	DueAt          *Time   // time of the next action; nil if there is none
	Lease          *string // id of the current or last attempt
	ResponseStatus *int    // of the last attempt
	ResponseBody   *string // start of the response to the last attempt
	Error          *string // why the last attempt failed
	DurationMs     *int    // of the last attempt
	CreatedAt      Time    `gorm:"autoCreateTime:false"`
	DeliveredAt    *Time
}

// IsNode marks WebhookDelivery as a Node.
func (*WebhookDelivery) IsNode() {}

// EntryID returns the id of the event as an Event of the API, or nil for a test.
func (d *WebhookDelivery) EntryID() *string {
	if d.EventID == nil {
		return nil
	}
	id := (&Event{ID: *d.EventID}).NodeID()
	return &id
}

// NextAttemptAt returns the time of the next attempt, or nil.
func (d *WebhookDelivery) NextAttemptAt() *Time {
	if d.Status == DeliveryPending {
		return d.DueAt
	}
	return nil
}
