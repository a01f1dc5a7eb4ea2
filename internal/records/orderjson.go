package records

import (
	"encoding/json"

	"clientele/internal/apperr"
	"clientele/internal/orders"
	"clientele/models"
)

// readOrderLines returns a reader of orders as JSON objects with the members of orders.ImportOrderInput, in the
// spelling of GraphQL.
func readOrderLines(country string) func(j *jsonRecord, text []byte) *Order {
	known := newCountries(country)
	return func(j *jsonRecord, text []byte) *Order {
		o := &Order{}
		j.object("", text, func(name string, a at, text json.RawMessage) bool {
			return j.order(&o.Input, name, a, text, known)
		})
		if o.Input.PlacedAt.IsZero() && len(j.src.Faults) == 0 {
			j.fault("placedAt", apperr.CodeRequired, "Required")
		}
		o.Source = j.src
		return o
	}
}

// order reads a member of an order.
func (j *jsonRecord) order(
	in *orders.ImportOrderInput, name string, a at, text json.RawMessage, known *countries,
) bool {
	texts := map[string]**string{
		"number": &in.Number, "externalId": &in.ExternalID, "customerExternalId": &in.CustomerExternalID,
		"customerEmail": &in.CustomerEmail, "note": &in.Note, "locale": &in.Locale,
	}
	amounts := map[string]**models.MoneyInput{
		"shippingPrice": &in.ShippingPrice, "tax": &in.Tax, "taxIncluded": &in.TaxIncluded, "discount": &in.Discount,
	}
	switch name {
	case "placedAt":
		if at := j.time(a, text); at != nil {
			in.PlacedAt = *at
		}
	case "status":
		in.Status = status(j, a, text, orderStatuses)
	case "paymentStatus":
		in.PaymentStatus = status(j, a, text, paymentStatuses)
	case "fulfillmentStatus":
		in.FulfillmentStatus = status(j, a, text, fulfillmentStatuses)
	case "items":
		j.list(a, text, func(a at, text []byte) { in.Items = append(in.Items, j.item(a, text)) })
	case "contact":
		j.contact(&in.Contact, a, text)
	case "shippingAddress":
		in.ShippingAddress = j.address(a, text, known)
	case "billingAddress":
		in.BillingAddress = j.address(a, text, known)
	case "customFields":
		in.CustomFields = j.values(a, text)
	default:
		if to, ok := texts[name]; ok {
			*to = j.text(a, text)
			return true
		}
		to, ok := amounts[name]
		if ok {
			*to = j.money(a, text)
		}
		return ok
	}
	return true
}

// status returns a status, or "" for null.
func status[S ~string](j *jsonRecord, a at, text []byte, values []S) S {
	s := j.text(a, text)
	if s == nil {
		return ""
	}
	read, message := parseStatus(*s, values)
	if message != "" {
		j.fault(a, apperr.CodeInvalid, "%s", message)
	}
	return read
}

// item returns a line item.
func (j *jsonRecord) item(a at, text []byte) *orders.OrderItemInput {
	item := &orders.OrderItemInput{}
	before := len(j.src.Faults)
	quantity := false
	j.object(a, text, func(name string, a at, text json.RawMessage) bool {
		switch name {
		case "sku":
			item.SKU = j.required(a, text)
		case "name":
			item.Name = j.required(a, text)
		case "quantity":
			item.Quantity, quantity = j.integer(a, text), true
		case "unitPrice":
			item.UnitPrice = j.money(a, text)
		case "taxIncluded":
			item.TaxIncluded = j.money(a, text)
		case "options":
			item.Options = j.options(a, text)
		case "imageUrl":
			item.ImageURL = j.text(a, text)
		case "url":
			item.URL = j.text(a, text)
		default:
			return false
		}
		return true
	})
	if len(j.src.Faults) == before && !quantity {
		j.fault(a.member("quantity"), apperr.CodeRequired, "Required")
	}
	if len(j.src.Faults) == before && item.UnitPrice == nil {
		j.fault(a.member("unitPrice"), apperr.CodeRequired, "Required")
	}
	return item
}

func (j *jsonRecord) contact(to *orders.OrderContactInput, a at, text []byte) {
	if null(text) {
		return
	}
	j.object(a, text, func(name string, a at, text json.RawMessage) bool {
		switch name {
		case "name":
			to.Name = j.text(a, text)
		case "email":
			to.Email = j.text(a, text)
		case "phone":
			to.Phone = j.text(a, text)
		default:
			return false
		}
		return true
	})
}
