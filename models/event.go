package models

import (
	"strings"
)

// EventSubject is a kind of record that events are about.
type EventSubject string

// The subjects of events.
const (
	SubjectCustomer    EventSubject = "CUSTOMER"
	SubjectAddress     EventSubject = "ADDRESS"
	SubjectOrder       EventSubject = "ORDER"
	SubjectCustomField EventSubject = "CUSTOM_FIELD"
	SubjectShop        EventSubject = "SHOP"
	SubjectStaffMember EventSubject = "STAFF_MEMBER"
	SubjectAPIKey      EventSubject = "API_KEY"
	SubjectWebhook     EventSubject = "WEBHOOK"
	SubjectJob         EventSubject = "JOB"
	SubjectGroup       EventSubject = "CUSTOMER_GROUP"
)

var eventSubjects = []EventSubject{
	SubjectGroup, // before SubjectCustomer, which its name begins with
	SubjectCustomer, SubjectAddress, SubjectOrder, SubjectCustomField, SubjectShop, SubjectStaffMember, SubjectAPIKey,
	SubjectWebhook, SubjectJob,
}

// EventType is a type of event. It begins with its subject. The schema describes the types.
type EventType string

// The types of events.
const (
	CustomerCreated          EventType = "CUSTOMER_CREATED"
	CustomerUpdated          EventType = "CUSTOMER_UPDATED"
	CustomerDeleted          EventType = "CUSTOMER_DELETED"
	CustomerDisabled         EventType = "CUSTOMER_DISABLED"
	CustomerEnabled          EventType = "CUSTOMER_ENABLED"
	CustomerPasswordChanged  EventType = "CUSTOMER_PASSWORD_CHANGED"
	CustomerPasswordRemoved  EventType = "CUSTOMER_PASSWORD_REMOVED"
	CustomerLoggedIn         EventType = "CUSTOMER_LOGGED_IN"
	CustomerLoggedOut        EventType = "CUSTOMER_LOGGED_OUT"
	CustomerSessionsRevoked  EventType = "CUSTOMER_SESSIONS_REVOKED"
	CustomerNoteAdded        EventType = "CUSTOMER_NOTE_ADDED"
	CustomerErasureRequested EventType = "CUSTOMER_ERASURE_REQUESTED"
	CustomerErasureCancelled EventType = "CUSTOMER_ERASURE_CANCELLED"
	CustomerErased           EventType = "CUSTOMER_ERASED"
	CustomerMerged           EventType = "CUSTOMER_MERGED"

	AddressCreated EventType = "ADDRESS_CREATED"
	AddressUpdated EventType = "ADDRESS_UPDATED"
	AddressDeleted EventType = "ADDRESS_DELETED"

	EventOrderPlaced                   EventType = "ORDER_PLACED"
	EventOrderStatusChanged            EventType = "ORDER_STATUS_CHANGED"
	EventOrderPaymentStatusChanged     EventType = "ORDER_PAYMENT_STATUS_CHANGED"
	EventOrderFulfillmentStatusChanged EventType = "ORDER_FULFILLMENT_STATUS_CHANGED"
	EventOrderShippingAddressChanged   EventType = "ORDER_SHIPPING_ADDRESS_CHANGED"
	EventOrderContactChanged           EventType = "ORDER_CONTACT_CHANGED"
	EventOrderExternalIDChanged        EventType = "ORDER_EXTERNAL_ID_CHANGED"
	EventOrderCustomFieldsChanged      EventType = "ORDER_CUSTOM_FIELDS_CHANGED"
	EventOrderClaimed                  EventType = "ORDER_CLAIMED"
	EventOrderAttached                 EventType = "ORDER_ATTACHED"
	EventOrderDetached                 EventType = "ORDER_DETACHED"
	EventOrderGuestTokensRevoked       EventType = "ORDER_GUEST_TOKENS_REVOKED"
	EventOrderNoteAdded                EventType = "ORDER_NOTE_ADDED"
	EventOrderAnonymized               EventType = "ORDER_ANONYMIZED"
	EventOrderPaymentRecorded          EventType = "ORDER_PAYMENT_RECORDED"
	EventOrderPaymentVoided            EventType = "ORDER_PAYMENT_VOIDED"
	EventOrderRefundRecorded           EventType = "ORDER_REFUND_RECORDED"
	EventOrderRefundVoided             EventType = "ORDER_REFUND_VOIDED"
	EventOrderShipped                  EventType = "ORDER_SHIPPED"
	EventOrderShipmentUpdated          EventType = "ORDER_SHIPMENT_UPDATED"
	EventOrderShipmentCancelled        EventType = "ORDER_SHIPMENT_CANCELLED"

	CustomFieldCreated   EventType = "CUSTOM_FIELD_CREATED"
	CustomFieldUpdated   EventType = "CUSTOM_FIELD_UPDATED"
	CustomFieldArchived  EventType = "CUSTOM_FIELD_ARCHIVED"
	CustomFieldRestored  EventType = "CUSTOM_FIELD_RESTORED"
	CustomFieldReordered EventType = "CUSTOM_FIELD_REORDERED"

	ShopUpdated EventType = "SHOP_UPDATED"

	StaffMemberCreated            EventType = "STAFF_MEMBER_CREATED"
	StaffMemberUpdated            EventType = "STAFF_MEMBER_UPDATED"
	StaffMemberRemoved            EventType = "STAFF_MEMBER_REMOVED"
	StaffMemberInvited            EventType = "STAFF_MEMBER_INVITED"
	StaffMemberInvitationAccepted EventType = "STAFF_MEMBER_INVITATION_ACCEPTED"
	StaffMemberPasswordChanged    EventType = "STAFF_MEMBER_PASSWORD_CHANGED"
	StaffMemberLoggedIn           EventType = "STAFF_MEMBER_LOGGED_IN"
	StaffMemberLoginFailed        EventType = "STAFF_MEMBER_LOGIN_FAILED"
	StaffMemberLoggedOut          EventType = "STAFF_MEMBER_LOGGED_OUT"

	APIKeyCreated EventType = "API_KEY_CREATED"
	APIKeyRevoked EventType = "API_KEY_REVOKED"

	WebhookCreated       EventType = "WEBHOOK_CREATED"
	WebhookUpdated       EventType = "WEBHOOK_UPDATED"
	WebhookDeleted       EventType = "WEBHOOK_DELETED"
	WebhookSecretRotated EventType = "WEBHOOK_SECRET_ROTATED"
	WebhookPaused        EventType = "WEBHOOK_PAUSED"
	WebhookTested        EventType = "WEBHOOK_TESTED"
	WebhookRedelivered   EventType = "WEBHOOK_REDELIVERED"

	JobCreated   EventType = "JOB_CREATED"
	JobCancelled EventType = "JOB_CANCELLED"
	JobFinished  EventType = "JOB_FINISHED"

	CustomerGroupCreated EventType = "CUSTOMER_GROUP_CREATED"
	CustomerGroupUpdated EventType = "CUSTOMER_GROUP_UPDATED"
	CustomerGroupDeleted EventType = "CUSTOMER_GROUP_DELETED"
)

// EventTypes returns every type of event, in the schema's order.
func EventTypes() []EventType {
	return []EventType{
		CustomerCreated, CustomerUpdated, CustomerDeleted, CustomerDisabled, CustomerEnabled, CustomerPasswordChanged,
		CustomerPasswordRemoved, CustomerLoggedIn, CustomerLoggedOut, CustomerSessionsRevoked, CustomerNoteAdded,
		CustomerErasureRequested, CustomerErasureCancelled, CustomerErased, CustomerMerged,
		AddressCreated, AddressUpdated, AddressDeleted,
		EventOrderPlaced, EventOrderStatusChanged, EventOrderPaymentStatusChanged, EventOrderFulfillmentStatusChanged,
		EventOrderShippingAddressChanged, EventOrderContactChanged, EventOrderExternalIDChanged,
		EventOrderCustomFieldsChanged, EventOrderClaimed, EventOrderAttached, EventOrderDetached,
		EventOrderGuestTokensRevoked, EventOrderNoteAdded, EventOrderAnonymized,
		EventOrderPaymentRecorded, EventOrderPaymentVoided, EventOrderRefundRecorded, EventOrderRefundVoided,
		EventOrderShipped, EventOrderShipmentUpdated, EventOrderShipmentCancelled,
		CustomFieldCreated, CustomFieldUpdated, CustomFieldArchived, CustomFieldRestored, CustomFieldReordered,
		ShopUpdated,
		StaffMemberCreated, StaffMemberUpdated, StaffMemberRemoved, StaffMemberInvited, StaffMemberInvitationAccepted,
		StaffMemberPasswordChanged, StaffMemberLoggedIn, StaffMemberLoginFailed, StaffMemberLoggedOut,
		APIKeyCreated, APIKeyRevoked,
		WebhookCreated, WebhookUpdated, WebhookDeleted, WebhookSecretRotated, WebhookPaused, WebhookTested,
		WebhookRedelivered,
		JobCreated, JobCancelled, JobFinished,
		CustomerGroupCreated, CustomerGroupUpdated, CustomerGroupDeleted,
	}
}

// Subject returns the kind of record that events of the type are about, or "" for an unknown type.
func (t EventType) Subject() EventSubject {
	for _, s := range eventSubjects {
		if strings.HasPrefix(string(t), string(s)+"_") {
			return s
		}
	}
	return ""
}

// Deletes reports whether events of the type delete their subject.
func (t EventType) Deletes() bool {
	switch t {
	case CustomerDeleted, CustomerErased, AddressDeleted, StaffMemberRemoved, WebhookDeleted,
		CustomerGroupDeleted:
		return true
	}
	return false
}

// WireName returns the name of the type in the body of a webhook, such as "customer.updated".
func (t EventType) WireName() string {
	subject := string(t.Subject())
	return strings.ToLower(subject + "." + strings.TrimPrefix(string(t), subject+"_"))
}

// EventActorKind is the kind of caller that caused an event.
type EventActorKind string

// The kinds of actors.
const (
	ByGuest       EventActorKind = "GUEST" // someone who was not logged in
	ByCustomer    EventActorKind = "CUSTOMER"
	ByAPIKey      EventActorKind = "API_KEY"
	ByStaff       EventActorKind = "STAFF"
	ByCommandLine EventActorKind = "COMMAND_LINE"
	BySystem      EventActorKind = "SYSTEM"
	ByShop        EventActorKind = "SHOP" // never stored: stands for the shop's actors where a customer reads the event
)

// Event is something that happened to a record. It is stored in the transaction that changed the record, and outlives
// the record.
type Event struct {
	Seq         int64 `gorm:"->"` // order in which events were stored, assigned by the database
	ID          string
	Type        EventType
	At          Time
	SubjectKind EventSubject
	SubjectID   string
	CustomerID  *string // the customer whose history the event is part of
	ActorKind   EventActorKind
	ActorID     *string
	ActorName   *string
	RequestID   *string
	Text        *string // a note, or the reason that the actor gave
	Fields      Strings // names of the changed fields, as in the API
	Before      *Texts  // values of Fields before the event; nil if they are not stored
	After       *Texts  // values of Fields after the event; nil if they are not stored
	Version     *int    // version of the subject after the event; nil if it has none, or was deleted
	Hidden      bool    // never shown to the customer
	Position    *int64  `gorm:"->"` // order in which readers see events; nil until it is assigned, after the commit
}

// NodeID returns the id of the event as an Event of the API. It differs from that of the OrderEvent for the same
// event, because the id of an object must be unique.
func (e *Event) NodeID() string { return EntryID + strings.TrimPrefix(e.ID, EventID) }

// EventIDOf returns the stored id of the event with a NodeID.
func EventIDOf(entryID string) string { return EventID + strings.TrimPrefix(entryID, EntryID) }

// IsNode marks Event as a Node.
func (*Event) IsNode() {}

// EventChange is a change of a field by an event.
type EventChange struct {
	Field    string
	From, To *string // nil for no value, and for a value that is not stored
}

// Changes returns the changes of the event.
func (e *Event) Changes() []*EventChange {
	changes := make([]*EventChange, len(e.Fields))
	for i, field := range e.Fields {
		changes[i] = &EventChange{Field: field, From: e.Before.at(i), To: e.After.at(i)}
	}
	return changes
}

// KeepChanges removes the changes of all fields for which keep returns false.
func (e *Event) KeepChanges(keep func(field string) bool) {
	var fields Strings
	var before, after Texts
	for _, c := range e.Changes() {
		if keep(c.Field) {
			fields, before, after = append(fields, c.Field), append(before, c.From), append(after, c.To)
		}
	}
	e.Fields, e.Before, e.After = fields, &before, &after
}

// EventActor is the caller that caused an event.
type EventActor struct {
	Kind    EventActorKind
	ActorID *string
	Name    *string
}

// Actor returns the caller that caused the event.
func (e *Event) Actor() *EventActor {
	return &EventActor{Kind: e.ActorKind, ActorID: e.ActorID, Name: e.ActorName}
}
