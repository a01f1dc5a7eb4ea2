package privacy

import "slices"

// historyTables are the tables of what has happened: events, deliveries to webhooks, and emails.
func historyTables() []Table {
	return []Table{
		// Events of an order do not name the customer any longer: then it could still be seen whose order it was.
		{Name: "events", Rows: Overwritten, Relations: []Relation{
			{Link: CustomerLink, Column: "customer_id"}, {Link: OrderLink, Column: "subject_id"},
		}, Columns: slices.Concat(
			Keep.of("seq", "id", "type", "at", "subject_kind", "subject_id"),
			unless("subject_kind <> 'ORDER'", Keep.to(Null, "customer_id")),
			Keep.of("actor_kind"),
			unless("subject_kind <> 'ORDER' OR actor_kind <> 'CUSTOMER'", Keep.to(Null, "actor_id")),
			Keep.of("actor_name", "request_id"),
			FreeText.to(Null, "text"),
			Keep.of("fields"),
			unless(valuesRemain, FreeText.to(Null, "before", "after")),
			Keep.of("version", "hidden", "position"),
		)},
		// Receivers can respond with what they were sent. A delivery that is being sent loses its lease, so that the
		// response is not stored. Responses are not exported: they can contain secrets of the shop's systems, and only
		// WEBHOOKS_WRITE may read them.
		{
			Name: "webhook_deliveries", Rows: Overwritten, Relations: []Relation{{Link: EventLink, Column: "event_id"}},
			Columns: slices.Concat(
				Keep.of("id", "webhook_id", "event_id", "event_type", "status", "attempts", "due_at"),
				Keep.to(Null, "lease"), Keep.of("response_status"),
				Secret.to(Null, "response_body", "error"),
				Keep.of("duration_ms", "created_at", "delivered_at"),
			),
		},
		// Texts of emails contain tokens and subjects codes, so they are not exported.
		{
			Name: "emails", Rows: Deleted, By: "internal/mail",
			Relations: []Relation{{Link: EmailLink, Column: "to_key"}},
			Columns: slices.Concat(
				Keep.of("id", "kind"), Contact.of("recipient"), Derived.of("to_key"), Secret.of("data", "fold_key"),
				Keep.of("status", "attempts", "merged_requests"), FreeText.of("last_error"),
				Keep.of("lease", "due_at", "handed_at"),
				Secret.of("subject", "text", "html"), Keep.of("created_at", "sent_at"),
			),
		},
	}
}

// valuesRemain is the condition of events whose values remain, since the books need them and they do not describe the
// person: changes of the statuses and external IDs of orders.
const valuesRemain = "type IN ('ORDER_PLACED', 'ORDER_STATUS_CHANGED', 'ORDER_PAYMENT_STATUS_CHANGED', " +
	"'ORDER_FULFILLMENT_STATUS_CHANGED', 'ORDER_EXTERNAL_ID_CHANGED', 'ORDER_ANONYMIZED')"
