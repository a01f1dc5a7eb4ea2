package privacy

import (
	"encoding/json"

	"clientele/models"
)

// shapes are the shapes of all tables of an export.
type shapes struct {
	customers *shape[models.Customer]
	addresses *shape[models.Address]
	orders    *shape[models.Order]
	items     *shape[models.OrderItem]
	payments  *shape[models.Payment]
	refunds   *shape[models.Refund]
	shipments *shape[models.Shipment]
	consents  *shape[models.MarketingConsent]
	sessions  *shape[models.Session]
	emails    *shape[models.Email]
	exports   *shape[models.Job]
	events    *shape[models.Event]
}

// openShapes returns the shapes of all tables. fields returns the values of an order's copy of an address in the custom
// fields of addresses.
func openShapes(fields func(models.FieldCopies) *object) (*shapes, error) {
	all := new(shapes)
	for _, open := range []func() error{
		opening(&all.customers, customerShape()), opening(&all.addresses, addressShape()),
		opening(&all.orders, orderShape(fields)), opening(&all.items, itemShape()),
		opening(&all.payments, paymentShape()), opening(&all.refunds, refundShape()),
		opening(&all.shipments, shipmentShape()),
		opening(&all.consents, consentShape()), opening(&all.sessions, sessionShape()),
		opening(&all.emails, emailShape()), opening(&all.exports, jobShape()),
		opening(&all.events, eventShape()),
	} {
		if err := open(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func opening[T any](to **shape[T], s shape[T]) func() error {
	return func() (err error) {
		*to, err = s.open()
		return err
	}
}

func customerShape() shape[models.Customer] {
	return shape[models.Customer]{
		table: "customers", names: leaving("seq", "version", "password_given"), read: []string{"email_key"},
	}
}

func addressShape() shape[models.Address] {
	return shape[models.Address]{table: "addresses", names: leaving("customer_id", "version")}
}

func orderShape(fields func(models.FieldCopies) *object) shape[models.Order] {
	return shape[models.Order]{
		table: "orders",
		names: merged(
			under("contact_", "contact", "orders"), under("ship_", models.ShippingAddress, "orders"),
			under("bill_", models.BillingAddress, "orders"),
			map[string]string{
				"shipping_minor": "shippingTotal", "tax_minor": "taxTotal", "discount_minor": "discountTotal",
			},
			leaving("seq", "external_id_fold", "total_value", "quote_id", "guest_tokens_revoked_at", "version", "currency"),
		),
		values: map[string]func(*models.Order) any{
			"ship_custom_fields": func(o *models.Order) any { return fields(o.ShippingAddress.CustomFields) },
			"bill_custom_fields": func(o *models.Order) any { return fields(o.BillingAddress.CustomFields) },
		},
		currency: func(o *models.Order) models.CurrencyCode { return o.Currency },
		read:     []string{"currency"},
	}
}

func itemShape() shape[models.OrderItem] {
	return shape[models.OrderItem]{
		table: "order_items",
		names: merged(
			leaving("id", "order_id", "position", "sku_fold", "currency"), map[string]string{"unit_minor": "unitPrice"},
		),
		currency: func(i *models.OrderItem) models.CurrencyCode { return i.Currency },
		read:     []string{"order_id", "currency"},
	}
}

func paymentShape() shape[models.Payment] {
	return shape[models.Payment]{
		table: "payments", names: leaving("order_id", "currency"), read: []string{"order_id", "currency"},
		currency: func(p *models.Payment) models.CurrencyCode { return p.Currency },
	}
}

func refundShape() shape[models.Refund] {
	return shape[models.Refund]{
		table: "refunds", names: leaving("order_id", "currency"), read: []string{"order_id", "currency"},
		currency: func(r *models.Refund) models.CurrencyCode { return r.Currency },
	}
}

func shipmentShape() shape[models.Shipment] {
	return shape[models.Shipment]{
		table: "shipments", names: leaving("order_id", "version"), read: []string{"order_id"},
	}
}

func consentShape() shape[models.MarketingConsent] {
	return shape[models.MarketingConsent]{
		table: "consents", names: merged(leaving("email_hash", "actor_name"), map[string]string{"actor_kind": "actor"}),
		values: map[string]func(*models.MarketingConsent) any{
			"actor_id": func(c *models.MarketingConsent) any { return ofPerson(c.ActorKind, c.ActorID) },
		},
	}
}

// ofPerson returns the id of an actor if it is a customer. The staff and their keys are not named.
func ofPerson(kind models.EventActorKind, id *string) *string {
	if kind != models.ByCustomer {
		return nil
	}
	return id
}

func sessionShape() shape[models.Session] {
	return shape[models.Session]{table: "sessions", names: leaving(
		"customer_id", "generation", "refreshed_at", "last_write_lsn", "previous", "unclaimed",
	)}
}

func emailShape() shape[models.Email] {
	return shape[models.Email]{table: "emails", names: merged(
		leaving("attempts", "merged_requests", "lease", "due_at"), map[string]string{"recipient": "to"},
	)}
}

// jobShape is the shape of jobs that have exported the person's data.
func jobShape() shape[models.Job] {
	raw := func(text *string) any {
		if text == nil {
			return nil
		}
		return json.RawMessage(*text)
	}
	return shape[models.Job]{
		table: "jobs",
		names: leaving("kind", "dry_run", "customer_id", "input_file", "output_file", "total", "done", "created", "updated",
			"unchanged", "failed", "faults", "actor_kind", "actor_id", "actor_name", "attempts", "due_at", "lease",
			"lease_ends_at"),
		values: map[string]func(*models.Job) any{
			"parameters": func(j *models.Job) any { return raw(&j.Parameters) },
			"columns":    func(j *models.Job) any { return raw(j.FileColumns) },
			"header":     func(j *models.Job) any { return raw(j.Header) },
		},
	}
}

func eventShape() shape[models.Event] {
	changes := func(e *models.Event) any {
		list := []*object{}
		for _, c := range e.Changes() {
			o := newObject()
			o.set("field", c.Field)
			o.set("from", c.From)
			o.set("to", c.To)
			list = append(list, o)
		}
		return list
	}
	return shape[models.Event]{
		table: "events",
		names: merged(
			leaving("seq", "actor_name", "request_id", "version", "hidden", "position"),
			map[string]string{"actor_kind": "actor", "fields": "changes", "before": "changes", "after": "changes"},
		),
		values: map[string]func(*models.Event) any{
			"fields": changes, "before": changes, "after": changes,
			"actor_id": func(e *models.Event) any { return ofPerson(e.ActorKind, e.ActorID) },
		},
		read: []string{"seq"},
	}
}
