package clients

import (
	"strings"

	"clientele/test/apptest"
)

// shoes defines two custom fields and creates two customers with them.
func shoes(p *apptest.Program, key apptest.Headers) {
	p.T.Helper()
	p.CreateField(key, apptest.Vars{"key": "shoeSize", "type": "INTEGER"})
	p.CreateField(key, apptest.Vars{"key": "loyaltyTier", "type": "ENUM", "options": []apptest.Vars{{"value": "GOLD"}, {"value": "SILVER"}}})
	p.CreateCustomer(key, apptest.Vars{
		"email": "ann@example.com", "name": "Ann", "phone": "+353870000001", "note": "Likes tea", "tags": []string{"vip"}, "acceptsMarketing": true,
		"customFields": apptest.Vars{"shoeSize": 43, "loyaltyTier": "GOLD"},
	})
	p.CreateCustomer(key, apptest.Vars{"email": "bob@example.com", "customFields": apptest.Vars{"shoeSize": 39, "loyaltyTier": "SILVER"}})
}

// updated checks the customer after an example has changed the name and then cleared the phone number and the tags.
func updated(p *apptest.Program, key apptest.Headers) {
	p.T.Helper()
	ann := p.Send(key, `{ customers(search: "ann") { nodes { name phone note tags acceptsMarketing customFields { shoeSize } } } }`, nil).OK()
	want := `{"name":"Ann Green","phone":null,"note":"Likes tea","tags":[],"acceptsMarketing":true,"customFields":{"shoeSize":43}}`
	if !strings.Contains(ann.Body, want) {
		p.T.Errorf("the customer is now %s, want %s", ann.Body, want)
	}
}
