package privacy

import "slices"

// ofCustomer are the relations of rows that have the customer's id.
var ofCustomer = []Relation{{Link: CustomerLink, Column: "customer_id"}}

// accountTables are the tables of accounts. Their rows are deleted with the customer.
func accountTables() []Table {
	return []Table{
		{Name: "customers", Rows: Deleted, Relations: []Relation{
			{Link: CustomerLink, Column: "id"},
		}, Columns: slices.Concat(
			Keep.of("seq", "id"),
			Contact.of("email"), Derived.of("email_key", "email_fold"),
			Identifies.of("name"), Derived.of("name_fold"),
			Contact.of("phone"),
			Identifies.of("external_id"), Derived.of("external_id_fold"),
			FreeText.of("note"), Secret.of("password_hash"),
			Keep.of("email_verified", "accepts_marketing", "orders_count", "last_order_at"),
			Derived.of("search_text"),
			Keep.of("created_at", "updated_at", "version", "disabled_at"),
			FreeText.of("disabled_reason"),
			Keep.of("password_given", "erasure_requested_at", "erasure_due_at", "locale"),
		)},
		{Name: "customer_tags", Rows: Deleted, Relations: ofCustomer, Columns: slices.Concat(
			Keep.of("customer_id"), Derived.of("tag_fold"), FreeText.of("tag"), Keep.of("position"),
		)},
		{Name: "customer_group_members", Rows: Deleted, Relations: ofCustomer, Columns: Keep.of(
			"customer_id", "group_id",
		)},
		{Name: "addresses", Rows: Deleted, Relations: ofCustomer, Columns: slices.Concat(
			Keep.of("id", "customer_id"),
			FreeText.of("label"),
			Identifies.of("first_name", "last_name", "company"),
			Contact.of("line1", "line2", "city", "region", "postcode", "country", "phone"),
			FreeText.of("instructions"),
			Keep.of("is_default_shipping", "is_default_billing", "created_at", "updated_at", "version"),
		)},
		{Name: "merged_customers", Rows: Deleted, Relations: ofCustomer, Columns: Keep.of(
			"merged_id", "customer_id", "merged_at",
		)},
		{Name: "sessions", Rows: Deleted, Relations: ofCustomer, Columns: slices.Concat(
			Keep.of("id", "customer_id"), Identifies.of("device"),
			Keep.of("created_at", "last_used_at", "expires_at", "generation", "refreshed_at", "last_write_lsn", "previous",
				"unclaimed"),
		)},
		{Name: "known_places", Rows: Deleted, Relations: []Relation{
			{Link: CustomerLink, Column: "customer_id"}, {Link: OrderLink, Column: "order_id"},
		}, Columns: slices.Concat(
			Secret.of("place"), Keep.of("customer_id", "member_id", "order_id", "seen_at"),
		)},
		{Name: "one_time_tokens", Rows: Deleted, Relations: []Relation{
			{Link: CustomerLink, Column: "customer_id"},
			{Link: OrderLink, Column: "order_id"},
			{Link: EmailLink, Column: "email_key", Where: "customer_id IS NULL AND order_id IS NULL"},
		}, Columns: slices.Concat(
			Keep.of("id", "purpose", "subject"), Secret.of("hash", "code_hash"), Keep.of("customer_id", "order_id"),
			Derived.of("email_key"), Secret.of("payload"), Keep.of("created_at", "expires_at"),
		)},
		{Name: "custom_field_values", Rows: Deleted, Relations: []Relation{
			{Link: CustomerLink, Column: "owner_id"},
			{Link: AddressLink, Column: "owner_id"},
			{Link: OrderLink, Column: "owner_id", Where: "field_id IN (SELECT id FROM custom_fields WHERE personal)"},
		}, Columns: slices.Concat(
			Keep.of("owner_id", "field_id", "item"), FreeText.of("value"), Derived.of("value_key", "unique_key"),
		)},
		// The statements remain as proof, with only a keyed hash of the address.
		{Name: "consents", Rows: Overwritten, Relations: []Relation{
			{Link: CustomerLink, Column: "customer_id"}, {Link: EmailLink, Column: "email_key"},
		}, Columns: slices.Concat(
			Keep.of("id"), Identifies.to(Null, "customer_id"), Contact.to(Null, "email"), Derived.to(Null, "email_key"),
			Keep.of("email_hash", "channel", "state", "at", "source", "wording", "current", "actor_kind"),
			unless("actor_kind <> 'CUSTOMER'", Identifies.to(Null, "actor_id")), Keep.of("actor_name"),
		)},
	}
}
