package events

import (
	"clientele/models"
	"clientele/test/apptest"
)

const noteAlone = "a note is stored as an event"

var noteRows = map[string][]row{
	"addCustomerNote": {{alone: noteAlone, call: func(_ *shop, by caller) call {
		id := by.account.id
		return call{
			field: quoted(`addCustomerNote(customerId: %s, text: "Called about the delivery")`, id),
			bad:   quoted(`addCustomerNote(customerId: %s, text: "")`, id),
			want:  []event{by.did(models.CustomerNoteAdded, id, id, 1, "").hide()},
		}
	}}},
	"addOrderNote": {{alone: noteAlone, call: func(s *shop, by caller) call {
		id := s.order(apptest.Vars{"customerId": by.account.id})
		return call{
			field: quoted(`addOrderNote(orderId: %s, text: "Gift wrapping")`, id),
			bad:   quoted(`addOrderNote(orderId: %s, text: "")`, id),
			want:  []event{by.did(models.EventOrderNoteAdded, id, by.account.id, 1, "").hide()},
		}
	}}},
}
