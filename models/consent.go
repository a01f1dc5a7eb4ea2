package models

// MarketingChannel is a channel of marketing.
type MarketingChannel string

// The channels.
const (
	ByEmail MarketingChannel = "EMAIL"
	BySMS   MarketingChannel = "SMS"
	ByPhone MarketingChannel = "PHONE"
	ByPost  MarketingChannel = "POST"
)

// MarketingChannels returns every channel, in the schema's order.
func MarketingChannels() []MarketingChannel {
	return []MarketingChannel{ByEmail, BySMS, ByPhone, ByPost}
}

// MarketingState is the state of somebody's consent to marketing by a channel.
type MarketingState string

// The states.
const (
	Subscribed   MarketingState = "SUBSCRIBED"
	Pending      MarketingState = "PENDING" // asked by email to confirm the subscription
	Unsubscribed MarketingState = "UNSUBSCRIBED"
)

// Stricter returns the stricter of two states: UNSUBSCRIBED before PENDING before SUBSCRIBED.
func Stricter(a, b MarketingState) MarketingState {
	for _, s := range []MarketingState{Unsubscribed, Pending} {
		if a == s || b == s {
			return s
		}
	}
	return Subscribed
}

// MarketingSource is how a statement about marketing was made. The schema describes the values.
type MarketingSource string

// The sources.
const (
	FromSignUp       MarketingSource = "SIGN_UP"
	FromCustomer     MarketingSource = "CUSTOMER"
	FromSubscribe    MarketingSource = "SUBSCRIBE"
	FromConfirmation MarketingSource = "CONFIRMATION"
	FromUnsubscribe  MarketingSource = "UNSUBSCRIBE"
	FromShop         MarketingSource = "SHOP"
	FromImport       MarketingSource = "IMPORT"
	FromMerge        MarketingSource = "MERGE"
	FromEarlier      MarketingSource = "EARLIER"
)

// MarketingConsent is a statement about marketing by a channel, of a customer or of a person without an account. The
// statements of a person are never changed, except for Current, and they outlive the person.
type MarketingConsent struct {
	ID         string
	CustomerID *string // nil for a person without an account, and after the customer is deleted
	Email      *string // of a person without an account
	EmailKey   *string // normalized Email
	EmailHash  string  // keyed hash of the email address at the time; "" if it is not known
	Channel    MarketingChannel
	State      MarketingState
	At         Time
	Source     MarketingSource
	Wording    *string // the text that the person agreed to
	Current    bool    // whether no later statement replaced this one
	ActorKind  EventActorKind
	ActorID    *string
	ActorName  *string
}

// IsNode marks MarketingConsent as a Node.
func (*MarketingConsent) IsNode() {}

// TableName returns the name of the table.
func (MarketingConsent) TableName() string { return "consents" }

// Actor returns who made the statement.
func (c *MarketingConsent) Actor() *EventActor {
	return &EventActor{Kind: c.ActorKind, ActorID: c.ActorID, Name: c.ActorName}
}
