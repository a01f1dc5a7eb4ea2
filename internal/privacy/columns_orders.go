package privacy

import "slices"

// orderTables are the tables of orders, which become anonymous; see orders.Anonymize.
func orderTables() []Table {
	return []Table{
		{Name: "orders", Rows: Overwritten, By: "internal/orders", Relations: []Relation{
			{Link: CustomerLink, Column: "customer_id"},
			{Link: OrderLink, Column: "id"},
			{Link: EmailLink, Column: "contact_email_key", Where: "customer_id IS NULL"},
		}, Columns: slices.Concat(
			Keep.of("seq", "id", "number", "external_id", "external_id_fold", "status", "payment_status",
				"fulfillment_status"),
			Identifies.to(Null, "customer_id"),
			Keep.of("guest"),
			Identifies.to(Empty, "contact_name"), Derived.to(Empty, "contact_name_fold"),
			Contact.to(Empty, "contact_email"), Derived.to(Empty, "contact_email_key", "contact_email_fold"),
			Contact.to(Null, "contact_phone"),
			addressColumns("ship_"), addressColumns("bill_"),
			Keep.of("currency", "subtotal_minor", "shipping_minor", "tax_minor", "discount_minor", "total_minor",
				"total_value"),
			FreeText.to(Null, "note"),
			Keep.of("quote_id"),
			Secret.to(Null, "idempotency_scope", "idempotency_key"), Secret.to(Empty, "input_hash"),
			Derived.to(Computed, "search_text"),
			Keep.of("placed_at", "created_at", "updated_at", "version", "guest_tokens_revoked_at", "tax_included_minor"),
			FreeText.to(Computed, "ship_custom_fields", "bill_custom_fields"),
			Keep.of("anonymized_at", "locale", "paid_minor", "refunded_minor"),
		)},
		{Name: "order_items", Rows: Overwritten, Relations: ofOrder(), Columns: slices.Concat(
			Keep.of("id", "order_id", "position", "sku", "sku_fold", "name", "quantity", "unit_minor", "currency",
				"tax_included_minor"),
			// An option can be an engraving, and a picture that of an article made for the buyer.
			FreeText.to(EmptyList, "options"), FreeText.to(Null, "image_url", "url"),
			Keep.of("shipped_quantity", "cancelled_quantity", "refunded_quantity"),
		)},
		{Name: "payments", Rows: Overwritten, Relations: ofOrder(), Columns: slices.Concat(
			Keep.of("id", "order_id", "amount_minor", "currency"),
			FreeText.to(Null, "method"), Identifies.to(Null, "reference"),
			Keep.of("paid_at", "created_at", "voided_at"),
		)},
		{Name: "refunds", Rows: Overwritten, Relations: ofOrder(), Columns: slices.Concat(
			Keep.of("id", "order_id", "amount_minor", "currency"),
			FreeText.to(Null, "reason"),
			Keep.of("refunded_at", "created_at", "voided_at"),
		)},
		{Name: "refund_items", Reason: "quantities of the line items that were refunded"},
		{Name: "shipments", Rows: Overwritten, Relations: ofOrder(), Columns: slices.Concat(
			Keep.of("id", "order_id", "carrier"),
			Identifies.to(Null, "tracking_number", "tracking_url"),
			Keep.of("shipped_at", "created_at", "updated_at", "cancelled_at", "version"),
		)},
		{Name: "shipment_items", Reason: "quantities of the line items in shipments"},
	}
}

// ofOrder returns the relation of the rows that belong to an order.
func ofOrder() []Relation { return []Relation{{Link: OrderLink, Column: "order_id"}} }

// addressColumns returns the columns of an order's copy of an address. The country, the region and the first part of
// the postcode remain, since taxes depend on them. Custom fields are listed elsewhere: they follow all other columns.
func addressColumns(prefix string) []Column {
	columns := slices.Concat(
		Identifies.to(Null, "first_name", "last_name", "company"),
		Contact.to(Empty, "line1"), Contact.to(Null, "line2", "city"),
		Keep.of("region"), Contact.to(Computed, "postcode"), Keep.of("country"),
		Contact.to(Null, "phone"), FreeText.to(Null, "instructions"),
		Derived.to(Empty, "name_fold"), Derived.to(Computed, "postcode_fold"),
	)
	for i := range columns {
		columns[i].Name = prefix + columns[i].Name
	}
	return columns
}
