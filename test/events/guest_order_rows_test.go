package events

import (
	"clientele/models"
	"clientele/test/apptest"
)

var guestOrderRows = map[string][]row{
	"requestGuestOrderLink": {{quiet: onlyEmail, call: func(s *shop, _ caller) call {
		number := s.placed(nil).Text("checkout.order.number")
		return call{
			field: quoted(`requestGuestOrderLink(number: %s, email: "gus@example.com")`, number),
			bad:   quoted(`requestGuestOrderLink(number: %s, email: "x")`, number),
		}
	}}},
	"claimGuestOrder": {{emails: true, call: func(s *shop, by caller) call {
		s.Send(s.key.headers, quoted(`mutation { updateCustomer(id: %s, input: { emailVerified: true }) { userErrors { code } } }`, by.account.id), nil).OK()
		email := s.email()
		placed := s.placed(apptest.Vars{"contact": apptest.Vars{"name": "Gus", "email": email}})
		id, number := placed.Text("checkout.orderId"), placed.Text("checkout.order.number")
		s.Send(s.from(), quoted(`mutation { requestGuestOrderLink(number: %s, email: %s) { userErrors { code } } }`, number, email), nil).OK()
		return call{
			field: quoted(`claimGuestOrder(token: %s)`, s.emailed(email, "Your order "+number, "/guest-order")),
			bad:   quoted(`claimGuestOrder(token: %s)`, placed.Text("checkout.guestOrderToken")),
			want:  []event{by.did(models.EventOrderClaimed, id, by.account.id, 2, "")},
		}
	}}},
	"attachOrder": {{call: func(s *shop, by caller) call {
		id, other := s.order(nil), s.order(apptest.Vars{"customerId": s.customer().id})
		return call{
			field: quoted(`attachOrder(orderId: %s, customerId: %s)`, id, by.account.id),
			bad:   quoted(`attachOrder(orderId: %s, customerId: %s)`, other, by.account.id),
			want:  []event{by.did(models.EventOrderAttached, id, by.account.id, 2, "")},
		}
	}}},
	"detachOrder": {
		{call: func(s *shop, by caller) call {
			id := s.order(apptest.Vars{"customerId": by.account.id})
			return call{
				field: quoted(`detachOrder(orderId: %s)`, id),
				bad:   `detachOrder(orderId: "order_01m8910q8we07s1ykrvtcffye5")`,
				want:  []event{by.did(models.EventOrderDetached, id, by.account.id, 2, "")},
			}
		}},
		{name: "of a guest", call: func(s *shop, _ caller) call {
			return call{field: quoted(`detachOrder(orderId: %s)`, s.order(nil))}
		}},
	},
	"revokeGuestOrderTokens": {{call: func(s *shop, by caller) call {
		id, other := s.order(nil), s.order(apptest.Vars{"customerId": by.account.id})
		return call{
			field: quoted(`revokeGuestOrderTokens(orderId: %s)`, id),
			bad:   quoted(`revokeGuestOrderTokens(orderId: %s)`, other),
			want:  []event{by.did(models.EventOrderGuestTokensRevoked, id, "", 2, "")},
		}
	}}},
}
