package mail

import (
	"strings"
	"testing"

	"clientele/test/apptest"
)

// TestOrderEmails sends the emails about the orders of a customer and of a guest in their languages.
func TestOrderEmails(t *testing.T) {
	settings := []string{"CLIENTELE_STOREFRONT_URL=https://shop.test"}
	apptest.OnEachWithEmail(t, settings, func(t *testing.T, p *apptest.Program, box *apptest.MailServer) {
		key := p.APIKey(apptest.AllScopes...)
		p.Send(key, `mutation { updateShop(input: { locale: "de", orderEmails: [PLACED, CANCELLED] }) { userErrors { code } } }`, nil).OK()
		ann := p.CreateCustomer(key, apptest.Vars{"email": "ann@example.com", "name": "Ann", "locale": "ar-EG"})
		buy := func(in apptest.Vars) (id, number string) {
			input := apptest.Vars{
				"items": []any{apptest.Vars{
					"sku": "a", "name": "Tea & <Cake>", "quantity": 2, "unitPrice": apptest.Vars{"amount": "12.5", "currency": "EUR"},
					"options": []any{apptest.Vars{"name": "Size", "value": "M"}}, "imageUrl": "https://img.example/tea.png",
				}},
				"shippingAddress": apptest.Vars{"address": apptest.Vars{
					"firstName": "G", "line1": "1 Main Street", "city": "Dublin", "region": "Dublin", "country": "IE",
				}},
				"billingSameAsShipping": true,
			}
			for name, value := range in {
				input[name] = value
			}
			a := p.Send(key, `mutation($in: CheckoutInput!) { checkout(input: $in) { order { id number locale } userErrors { code field message } } }`,
				apptest.Vars{"in": input}).OK()
			return a.Text("checkout.order.id"), a.Text("checkout.order.number")
		}
		contact := func(email string) apptest.Vars { return apptest.Vars{"name": "Gus", "email": email} }

		_, number := buy(apptest.Vars{"contact": contact("gus@example.com")})
		m := box.Next("gus@example.com", "Ihre Bestellung "+number+" bei My shop")
		for _, part := range []string{
			"Guten Tag Gus,", "- 2 × Tea & <Cake>, Size: M — 25,00\u00a0€", "Gesamtbetrag: 25,00\u00a0€", "    https://shop.test/guest-order\n",
			"1 Main Street",
		} {
			if !strings.Contains(m.Text, part) {
				t.Errorf("no %q in\n%s", part, m.Text)
			}
		}
		for _, part := range []string{`<img src="https://img.example/tea.png"`, "Tea &amp; &lt;Cake&gt;", `<html lang="de"`} {
			if !strings.Contains(m.HTML, part) {
				t.Errorf("no %q in\n%s", part, m.HTML)
			}
		}
		id, number := buy(apptest.Vars{"customerId": ann, "contact": contact("ann@example.com")})
		m = box.Next("ann@example.com", "طلبك \u2068"+number+"\u2069 لدى \u2068My shop\u2069")
		if !strings.Contains(m.HTML, `<html lang="ar" dir="rtl">`) || !strings.Contains(m.Text, "https://shop.test/account/orders") ||
			!strings.Contains(m.Text, "25.00\u00a0€") {
			t.Errorf("%s", m.Text)
		}
		_, number = buy(apptest.Vars{"contact": contact("gus@example.com"), "locale": "ja"})
		box.Next("gus@example.com", "My shopのご注文 "+number)
		p.Send(key, `mutation($id: ID!) { cancelOrder(id: $id) { userErrors { code } } }`, apptest.Vars{"id": id}).OK()
		box.Next("ann@example.com", "أُلغي طلبك")

		p.Send(key, `mutation { updateShop(input: { orderEmails: [] }) { userErrors { code } } }`, nil).OK()
		buy(apptest.Vars{"contact": contact("gus@example.com")})
		p.Send(nil, apptest.RequestLoginCode, apptest.Vars{"e": "ann@example.com"}).OK() // in the customer's language
		box.Next("ann@example.com", "هو رمزك لدى")
		p.Send(nil, apptest.RequestLoginCode, apptest.Vars{"e": "nobody@example.com"}).OK()
		box.Next("nobody@example.com", "Es gibt kein Konto mit dieser Adresse bei My shop")
		if rest := box.Unread(); len(rest) > 0 {
			t.Errorf("further emails: %q", rest)
		}
	})
}
