package events

import (
	"strings"

	"clientele/models"
	"clientele/test/apptest"
)

var erasureRows = map[string][]row{
	"erasePersonalData": {
		{name: "of a customer", call: func(s *shop, by caller) call {
			id := s.customer().id
			s.address(id)
			order := s.cancelledOrder(apptest.Vars{"customerId": id})
			s.withoutJobs()
			return call{
				field: quoted(`erasePersonalData(input: { customerId: %s, reason: "Letter" })`, id),
				bad:   `erasePersonalData(input: { customerId: "customer_01m8910q8we07s1ykrvtcffye5" })`,
				want: []event{
					by.did(models.EventOrderAnonymized, order, "", 3, ""), by.did(models.CustomerDeleted, id, id, 0, ""),
					by.did(models.CustomerErased, id, id, 0, ""),
				},
			}
		}},
		{name: "of a guest", call: func(s *shop, by caller) call {
			email := s.email()
			order := s.cancelledOrder(apptest.Vars{"customerId": nil, "contact": apptest.Vars{"name": "Gus", "email": email}})
			s.withoutJobs()
			return call{
				field: quoted(`erasePersonalData(input: { email: %s })`, email),
				bad:   `erasePersonalData(input: { email: "no address" })`,
				want:  []event{by.did(models.EventOrderAnonymized, order, "", 3, "")},
			}
		}},
		{name: "dry run", quiet: "a dry run changes nothing", call: func(s *shop, _ caller) call {
			return call{field: quoted(`erasePersonalData(input: { customerId: %s, dryRun: true })`, s.customer().id)}
		}},
	},
	"anonymizeOrders": {
		{call: func(s *shop, by caller) call {
			id := s.customer().id
			order, open := s.cancelledOrder(apptest.Vars{"customerId": id}), s.order(apptest.Vars{"customerId": id})
			return call{
				field: quoted(`anonymizeOrders(ids: [%s])`, order),
				bad:   quoted(`anonymizeOrders(ids: [%s, %s])`, order, open),
				want:  []event{by.did(models.EventOrderAnonymized, order, "", 3, "")},
			}
		}},
		{name: "again", call: func(s *shop, by caller) call {
			order := s.cancelledOrder(apptest.Vars{"customerId": s.customer().id})
			s.Send(s.key.headers, quoted(`mutation { anonymizeOrders(ids: [%s]) { userErrors { code } } }`, order), nil).OK()
			return call{field: quoted(`anonymizeOrders(ids: [%s])`, order)}
		}},
	},
}

// cancelledOrder places an order and cancels it.
func (s *shop) cancelledOrder(in apptest.Vars) string {
	s.T.Helper()
	id := s.order(in)
	s.Send(s.key.headers, quoted(`mutation { cancelOrder(id: %s) { userErrors { code } } }`, id), nil).OK()
	return id
}

// withoutJobs waits until no job uses a file, which would delay an erasure.
func (s *shop) withoutJobs() {
	s.T.Helper()
	apptest.WaitUntil(s.T, "the end of all jobs", func() bool {
		a := s.Send(s.key.headers, `{ jobs(first: 100) { nodes { status } } }`, nil).OK()
		return !strings.Contains(a.Body, "QUEUED") && !strings.Contains(a.Body, "RUNNING")
	})
}
