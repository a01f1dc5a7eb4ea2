package webhooks

import (
	"strings"
	"testing"

	"clientele/test/apptest"
)

// TestManagement walks through the life of a webhook, and checks its events, in which neither secrets nor the rest of
// the URL are recorded.
func TestManagement(t *testing.T) {
	onEach(t, func(t *testing.T, p *apptest.Program) {
		key, r := p.APIKey(apptest.AllScopes...), newReceiver(t)
		id, secret := createWebhook(p, key, apptest.Vars{"url": r.URL + "/sentinel-path", "events": []string{"CUSTOMER_CREATED"}, "active": false})
		one := apptest.Vars{"id": id}
		const test = `mutation($id: ID!) { testWebhook(id: $id) { delivery { status error responseStatus eventId event { id } } userErrors { code message } } }`
		if a := p.Send(key, test, one).OK(); a.Text("testWebhook.delivery.status") != "DELIVERED" || a.At("testWebhook.delivery.eventId") != nil {
			t.Error(a.Body)
		}
		tested := r.next(t, 1)
		tested.verify(t, secret)
		if tested.Type != "webhook.test" || tested.Data.ID != id {
			t.Errorf("%s", tested.raw)
		}
		r.answer(500)
		if a := p.Send(key, test, one).OK(); a.Text("testWebhook.delivery.status") != "FAILED" || a.At("testWebhook.delivery.responseStatus") != 500.0 {
			t.Error(a.Body)
		}
		r.answer(200)
		p.CreateCustomer(key, apptest.Vars{"email": "paused@example.com"})
		p.Send(key, update, apptest.Vars{"id": id, "in": apptest.Vars{"active": true, "expectedVersion": 1}}).OK()
		rotated := p.Send(key, `mutation($id: ID!) { rotateWebhookSecret(id: $id, overlapHours: 1) { secret webhook { version previousSecretEndsAt } userErrors { code } } }`, one).OK()
		customer := p.CreateCustomer(key, apptest.Vars{"email": "active@example.com"})
		var got delivered
		apptest.WaitUntil(t, "the event", func() bool {
			all := r.all()
			got = all[len(all)-1]
			return got.Data.ID == customer
		})
		got.verify(t, secret)
		got.verify(t, rotated.Text("rotateWebhookSecret.secret"))
		if a := p.Send(key, `mutation($id: ID!) { rotateWebhookSecret(id: $id, overlapHours: 169) { secret userErrors { code field } } }`, one); a.UserErrorCode("rotateWebhookSecret") != "INVALID" {
			t.Error(a.Body)
		}
		p.Send(key, `mutation($id: ID!) { redeliverWebhook(id: $id) { retried webhook { id } userErrors { code } } }`, one).OK()
		list := p.Send(key, `{ webhooks { name url events scopes active pausedReason lastSuccessAt deliveries(first: 2) { totalCount nodes { id status } pageInfo { hasNextPage } } } }`, nil).OK()
		if list.At("webhooks.0.deliveries.nodes.0.status") != "DELIVERED" || list.At("webhooks.0.deliveries.pageInfo.hasNextPage") != true {
			t.Error(list.Body)
		}
		deleted := p.Send(key, `mutation($id: ID!) { deleteWebhook(id: $id) { deletedId userErrors { code } } }`, one).OK()
		if deleted.Text("deleteWebhook.deletedId") != id {
			t.Error(deleted.Body)
		}
		if a := p.Send(key, test, one); a.ErrorCode() != "NOT_FOUND" {
			t.Error(a.Body)
		}
		log := p.Send(key, `query($id: ID!) { auditLog(filter: { subjectId: $id }, last: 20) { nodes { type changes { field from to } version actor { kind } } } }`, one).OK()
		var types []string
		for _, node := range log.At("auditLog.nodes").([]any) {
			types = append(types, node.(map[string]any)["type"].(string))
		}
		want := "WEBHOOK_DELETED WEBHOOK_REDELIVERED WEBHOOK_SECRET_ROTATED WEBHOOK_UPDATED WEBHOOK_TESTED WEBHOOK_TESTED WEBHOOK_CREATED"
		if strings.Join(types, " ") != want || strings.Contains(log.Body, "sentinel") || strings.Contains(log.Body, "whsec") || !strings.Contains(log.Body, "127.0.0.1") {
			t.Errorf("%q: %s", types, log.Body)
		}
	})
}
