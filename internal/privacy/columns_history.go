package privacy

import (
	"slices"

	"clientele/models"
)

// historyTables are the tables of what has happened: events, deliveries to webhooks, and emails.
func historyTables() []Table {
	return []Table{
		// Events of orders with a type of ValuesRemain keep their values.
		{Name: "events", Rows: Overwritten, Relations: []Relation{
			{CustomerLink, "customer_id"}, {OrderLink, "subject_id"},
		}, Columns: slices.Concat(
			Keep.of("seq", "id", "type", "at", "subject_kind", "subject_id", "customer_id", "actor_kind", "actor_id",
				"actor_name", "request_id"),
			FreeText.to(Null, "text"),
			Keep.of("fields"),
			FreeText.to(Null, "before", "after"),
			Keep.of("version", "hidden", "position"),
		)},
		// Receivers can respond with what they were sent.
		{
			Name: "webhook_deliveries", Rows: Overwritten, Relations: []Relation{{EventLink, "event_id"}},
			Columns: slices.Concat(
				Keep.of("id", "webhook_id", "event_id", "event_type", "status", "attempts", "due_at", "lease",
					"response_status"),
				FreeText.to(Null, "response_body", "error"),
				Keep.of("duration_ms", "created_at", "delivered_at"),
			),
		},
		// Texts of emails contain tokens, so they are not exported.
		{Name: "emails", Rows: Deleted, Relations: []Relation{{EmailLink, "to_key"}}, Columns: slices.Concat(
			Keep.of("id", "kind"), Contact.of("recipient"), Derived.of("to_key"), Secret.of("data", "fold_key"),
			Keep.of("status", "attempts", "merged_requests"), FreeText.of("last_error"),
			Keep.of("lease", "due_at", "handed_at"),
			FreeText.of("subject"), Secret.of("text", "html"), Keep.of("created_at", "sent_at"),
		)},
	}
}

// ValuesRemain are the types of events of orders whose values an erasure keeps, since the books need them and they do
// not describe the person.
func ValuesRemain() []models.EventType {
	return []models.EventType{
		models.EventOrderStatusChanged, models.EventOrderPaymentStatusChanged,
		models.EventOrderFulfillmentStatusChanged, models.EventOrderExternalIDChanged,
	}
}
