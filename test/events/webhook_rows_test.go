package events

import (
	"time"

	"clientele/models"
)

var webhookRows = map[string][]row{
	"createWebhook": {{call: func(_ *shop, by caller) call {
		return call{
			field: `createWebhook(input: { name: "ERP", url: "https://erp.example.com/hook", events: [WEBHOOK_PAUSED] })`,
			bad:   `createWebhook(input: { name: "ERP", url: "http://erp.example.com/hook", events: [WEBHOOK_PAUSED] })`,
			want:  []event{by.did(models.WebhookCreated, "@webhook.id", "", 1, "name url events")},
		}
	}}},
	"updateWebhook": {
		{call: func(s *shop, by caller) call {
			id := s.webhook()
			return call{
				field: quoted(`updateWebhook(id: %s, input: { name: "CRM", active: false })`, id),
				bad:   quoted(`updateWebhook(id: %s, input: { name: "" })`, id),
				want:  []event{by.did(models.WebhookUpdated, id, "", 2, "name active")},
			}
		}},
	},
	"deleteWebhook": {{call: func(s *shop, by caller) call {
		id := s.webhook()
		return call{
			field: quoted(`deleteWebhook(id: %s)`, id),
			bad:   `deleteWebhook(id: "webhook_01m8910q8we07s1ykrvtcffye5")`,
			want:  []event{by.did(models.WebhookDeleted, id, "", 0, "name url events active")},
		}
	}}},
	"rotateWebhookSecret": {{call: func(s *shop, by caller) call {
		id := s.webhook()
		return call{
			field: quoted(`rotateWebhookSecret(id: %s)`, id),
			bad:   quoted(`rotateWebhookSecret(id: %s, overlapHours: 1000)`, id),
			want:  []event{by.did(models.WebhookSecretRotated, id, "", 2, "secret")},
		}
	}}},
	"testWebhook": {{alone: "it only queues a delivery", call: func(s *shop, by caller) call {
		id := s.webhook()
		return call{
			field: quoted(`testWebhook(id: %s)`, id),
			bad:   `testWebhook(id: "webhook_01m8910q8we07s1ykrvtcffye5")`,
			want:  []event{by.did(models.WebhookTested, id, "", 1, "")},
		}
	}}},
	"redeliverWebhook": {{alone: "it only queues deliveries", call: func(s *shop, by caller) call {
		id, hourAgo := s.webhook(), time.Now().Add(-time.Hour).Format(time.RFC3339)
		return call{
			field: quoted(`redeliverWebhook(id: %s, since: %s)`, id, hourAgo),
			bad:   quoted(`redeliverWebhook(id: %s, since: "2020-01-01T00:00:00Z")`, id),
			want:  []event{by.did(models.WebhookRedelivered, id, "", 1, "")},
		}
	}}},
}

// webhook creates a webhook for a type of event that does not occur in these tests.
func (s *shop) webhook() string {
	s.T.Helper()
	a := s.Send(s.key.headers, `mutation { createWebhook(input: { name: "ERP", url: "https://erp.example.com/hook", events: [WEBHOOK_PAUSED] }) {
		webhook { id } secret userErrors { code field message } } }`, nil).OK()
	s.keep(a.Text("createWebhook.secret"))
	return a.Text("createWebhook.webhook.id")
}
