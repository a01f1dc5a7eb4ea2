package events

import (
	"fmt"
	"strconv"

	"clientele/models"
	"clientele/test/apptest"
)

var settingRows = map[string][]row{
	"createCustomField": {{call: func(s *shop, by caller) call {
		return call{
			field: `createCustomField(input: { owner: ORDER, key: "field` + s.id() + `", label: "Field", type: STRING })`,
			bad:   `createCustomField(input: { owner: ORDER, key: "", label: "Field", type: STRING })`,
			want:  []event{by.did(models.CustomFieldCreated, "@customField.id", "", 1, "owner key label type personal access position")},
		}
	}}},
	"updateCustomField": {{call: func(s *shop, by caller) call {
		id := s.fieldID("ORDER")
		return call{
			field: quoted(`updateCustomField(id: %s, input: { label: "Floor", access: READ })`, id),
			bad:   quoted(`updateCustomField(id: %s, input: { label: "" })`, id),
			want:  []event{by.did(models.CustomFieldUpdated, id, "", 2, "label access")},
		}
	}}},
	"archiveCustomField": {{call: func(s *shop, by caller) call {
		id := s.fieldID("ORDER")
		return call{
			field: quoted(`archiveCustomField(id: %s)`, id),
			bad:   `archiveCustomField(id: "field_01m8910q8we07s1ykrvtcffye5")`,
			want:  []event{by.did(models.CustomFieldArchived, id, "", 2, "")},
		}
	}}},
	"restoreCustomField": {{call: func(s *shop, by caller) call {
		id := s.fieldID("ORDER")
		s.Send(s.key.headers, quoted(`mutation { archiveCustomField(id: %s) { userErrors { code } } }`, id), nil).OK()
		return call{
			field: quoted(`restoreCustomField(id: %s)`, id),
			bad:   `restoreCustomField(id: "field_01m8910q8we07s1ykrvtcffye5")`,
			want:  []event{by.did(models.CustomFieldRestored, id, "", 3, "")},
		}
	}}},
	"reorderCustomFields": {{call: func(s *shop, by caller) call {
		s.fieldID("ADDRESS")
		last := s.fieldID("ADDRESS")
		ids, want := apptest.Quote(last), []event{by.did(models.CustomFieldReordered, last, "", 1, "position")}
		a := s.Send(s.key.headers, `{ customFields(owner: ADDRESS) { id } }`, nil).OK()
		for _, field := range a.At("customFields").([]any) {
			if id := field.(map[string]any)["id"].(string); id != last {
				ids += ", " + apptest.Quote(id)
				want = append(want, by.did(models.CustomFieldReordered, id, "", 1, "position"))
			}
		}
		return call{
			field: `reorderCustomFields(owner: ADDRESS, ids: [` + ids + `])`,
			bad:   quoted(`reorderCustomFields(owner: ADDRESS, ids: [%s])`, last),
			want:  want,
		}
	}}},
	"updateShop": {{name: "of emails", call: func(s *shop, by caller) call {
		a := s.Send(s.key.headers, `{ shop { version locale orderEmails } }`, nil).OK()
		locale, emails := "de-AT", "[PLACED]"
		if a.Text("shop.locale") == locale {
			locale, emails = "en", "[]"
		}
		return call{
			field: quoted(`updateShop(input: { locale: %s, orderEmails: `+emails+` })`, locale),
			bad:   `updateShop(input: { locale: "english", orderEmails: null })`,
			want:  []event{by.did(models.ShopUpdated, "shop", "", int(a.At("shop.version").(float64))+1, "locale orderEmails")},
		}
	}}, {name: "of personal data", call: func(s *shop, by caller) call {
		a := s.Send(nil, `{ shop { version erasureGraceDays doubleOptIn } }`, nil).OK()
		version, _ := a.At("shop.version").(float64)
		days, _ := a.At("shop.erasureGraceDays").(float64)
		return call{
			field: fmt.Sprintf(`updateShop(input: { erasureGraceDays: %d, doubleOptIn: %t })`, (int(days)+1)%31, a.At("shop.doubleOptIn") != true),
			bad:   `updateShop(input: { erasureGraceDays: 31, doubleOptIn: null })`,
			want:  []event{by.did(models.ShopUpdated, "shop", "", int(version)+1, "erasureGraceDays doubleOptIn")},
		}
	}}, {call: func(s *shop, by caller) call {
		version, _ := s.Send(nil, `{ shop { version } }`, nil).OK().At("shop.version").(float64)
		return call{
			field: `updateShop(input: { name: "Shop ` + s.id() + `" })`,
			bad:   `updateShop(input: { name: "" })`,
			want:  []event{by.did(models.ShopUpdated, "shop", "", int(version)+1, "name")},
		}
	}}},
}

// id returns a text that was not used before.
func (s *shop) id() string { return strconv.Itoa(s.next()) }

// fieldID defines a custom field, and returns its id.
func (s *shop) fieldID(owner string) string {
	s.T.Helper()
	return s.CreateField(s.key.headers, apptest.Vars{"owner": owner, "key": "field" + s.id(), "type": "STRING"})
}
