package access

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"

	"clientele/graph/schema"
	"clientele/models"
	"clientele/test/apptest"
)

// reach lists for every root field the error code that an anonymous caller, a customer and an API key without the
// scope get, and the scope that a key needs. A field that is missing here fails the test.
var reach = map[string]struct {
	query    string
	visitor  string // error code; empty if there is no error
	customer string
	// Those of which a key needs one, the first of which errors name; with + between them, it needs all. Empty if any
	// key may call it.
	scope string
}{
	"me":             {`{ me { id } }`, "", "", ""},
	"customer":       {`{ customer(id: "customer_x") { id } }`, "UNAUTHENTICATED", "", "CUSTOMERS_READ"},
	"customers":      {`{ customers { nodes { id } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_READ"},
	"order":          {`{ order(id: "order_x") { id } }`, "UNAUTHENTICATED", "", "ORDERS_READ"},
	"orders":         {`{ orders { nodes { id } } }`, "FORBIDDEN", "FORBIDDEN", "ORDERS_READ"},
	"guestOrder":     {`{ guestOrder(token: "x") { id } }`, "", "", ""},
	"addressFormat":  {`{ addressFormat(country: "IE") { name } }`, "", "", ""},
	"addressFormats": {`{ addressFormats { name } }`, "", "", ""},
	"customFields":   {`{ customFields { id } }`, "", "", ""},
	"shop":           {`{ shop { name } }`, "", "", ""},
	"emails":         {`{ emails { nodes { id } } }`, "FORBIDDEN", "FORBIDDEN", "STAFF_WRITE"},
	"emailKinds":     {`{ emailKinds }`, "FORBIDDEN", "FORBIDDEN", "SETTINGS_WRITE"},
	"previewEmail":   {`{ previewEmail(kind: "sign_up") { subject } }`, "FORBIDDEN", "FORBIDDEN", "SETTINGS_WRITE"},
	"auditLog":       {`{ auditLog { nodes { id } } }`, "FORBIDDEN", "FORBIDDEN", "STAFF_WRITE"},
	"events":         {`{ events { nodes { id } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_READ"},
	"node":           {`{ node(id: "customer_x") { id } }`, "", "", ""},
	"nodes":          {`{ nodes(ids: ["order_x"]) { id } }`, "", "", ""},

	"createCustomer":            {`mutation { createCustomer(input: { email: "" }) { userErrors { code } } }`, "", "", "CUSTOMERS_WRITE"},
	"updateCustomer":            {`mutation { updateCustomer(input: {}) { userErrors { code } } }`, "UNAUTHENTICATED", "", "CUSTOMERS_WRITE"},
	"upsertCustomers":           {`mutation { upsertCustomers(input: []) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_WRITE"},
	"deleteCustomer":            {`mutation { deleteCustomer(id: "customer_x") { deletedId } }`, "UNAUTHENTICATED", "NOT_FOUND", "CUSTOMERS_WRITE"},
	"setPassword":               {`mutation { setPassword(customerId: "customer_x", password: "") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_WRITE"},
	"changePassword":            {`mutation { changePassword(newPassword: "") { userErrors { code } } }`, "UNAUTHENTICATED", "", "customers only"},
	"addCustomerNote":           {`mutation { addCustomerNote(customerId: "customer_x", text: "a") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_WRITE"},
	"addOrderNote":              {`mutation { addOrderNote(orderId: "order_x", text: "a") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "ORDERS_WRITE"},
	"disableCustomer":           {`mutation { disableCustomer(id: "customer_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_WRITE"},
	"enableCustomer":            {`mutation { enableCustomer(id: "customer_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_WRITE"},
	"refreshToken":              {`mutation { refreshToken(refreshToken: "x") { userErrors { code } } }`, "", "", ""},
	"login":                     {`mutation { login(email: "", password: "") { userErrors { code } } }`, "", "", ""},
	"logout":                    {`mutation { logout { endedSessions } }`, "UNAUTHENTICATED", "", "customers only"},
	"revokeSession":             {`mutation { revokeSession(id: "session_x") { deletedId } }`, "UNAUTHENTICATED", "NOT_FOUND", "CUSTOMERS_WRITE"},
	"revokeSessions":            {`mutation { revokeSessions(customerId: "customer_x") { endedSessions } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_WRITE"},
	"createAddress":             {`mutation { createAddress(input: { country: "IE" }) { userErrors { code } } }`, "UNAUTHENTICATED", "", "CUSTOMERS_WRITE"},
	"updateAddress":             {`mutation { updateAddress(id: "address_x", input: {}) { userErrors { code } } }`, "UNAUTHENTICATED", "NOT_FOUND", "CUSTOMERS_WRITE"},
	"deleteAddress":             {`mutation { deleteAddress(id: "address_x") { deletedId } }`, "UNAUTHENTICATED", "NOT_FOUND", "CUSTOMERS_WRITE"},
	"createQuote":               {`mutation { createQuote(input: { items: [] }) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "ORDERS_WRITE"},
	"checkout":                  {`mutation { checkout(input: {}) { userErrors { code } } }`, "", "", "ORDERS_WRITE"},
	"updateOrder":               {`mutation { updateOrder(id: "order_x", input: {}) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "ORDERS_WRITE"},
	"staffMe":                   {`{ staffMe { id } }`, "FORBIDDEN", "FORBIDDEN", "staff only"},
	"staffMembers":              {`{ staffMembers { id } }`, "FORBIDDEN", "FORBIDDEN", "STAFF_WRITE"},
	"staffRoles":                {`{ staffRoles { role scopes } }`, "FORBIDDEN", "FORBIDDEN", "STAFF_WRITE"},
	"apiKeys":                   {`{ apiKeys { id } }`, "FORBIDDEN", "FORBIDDEN", "STAFF_WRITE"},
	"staffLogin":                {`mutation { staffLogin(email: "", password: "") { userErrors { code } } }`, "", "", ""},
	"requestStaffPasswordReset": {`mutation { requestStaffPasswordReset(email: "") { userErrors { code } } }`, "", "", ""},
	"acceptStaffInvitation":     {`mutation { acceptStaffInvitation(token: "", password: "correct horse") { userErrors { code } } }`, "", "", ""},
	"createFirstStaffMember":    {`mutation { createFirstStaffMember(token: "", input: { email: "", name: "", password: "" }) { userErrors { code } } }`, "", "", ""},
	"changeStaffPassword":       {`mutation { changeStaffPassword(currentPassword: "", newPassword: "") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "staff only"},
	"staffLogout":               {`mutation { staffLogout { endedSessions } }`, "FORBIDDEN", "FORBIDDEN", "staff only"},
	"createStaffMember":         {`mutation { createStaffMember(input: { email: "", name: "", role: SUPPORT }) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "STAFF_WRITE"},
	"inviteStaffMember":         {`mutation { inviteStaffMember(id: "staff_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "STAFF_WRITE"},
	"updateStaffMember":         {`mutation { updateStaffMember(id: "staff_x", input: {}) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "STAFF_WRITE"},
	"removeStaffMember":         {`mutation { removeStaffMember(id: "staff_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "STAFF_WRITE"},
	"createApiKey":              {`mutation { createApiKey(input: { name: "", scopes: [] }) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "STAFF_WRITE"},
	"revokeApiKey":              {`mutation { revokeApiKey(id: "key_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "STAFF_WRITE"},
	"createCustomField":         {`mutation { createCustomField(input: { owner: CUSTOMER, key: "", label: "", type: STRING }) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "SETTINGS_WRITE"},
	"updateCustomField":         {`mutation { updateCustomField(id: "field_x", input: {}) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "SETTINGS_WRITE"},
	"archiveCustomField":        {`mutation { archiveCustomField(id: "field_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "SETTINGS_WRITE"},
	"reorderCustomFields":       {`mutation { reorderCustomFields(owner: ORDER, ids: []) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "SETTINGS_WRITE"},
	"updateShop":                {`mutation { updateShop(input: {}) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "SETTINGS_WRITE"},
	"restoreCustomField":        {`mutation { restoreCustomField(id: "field_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "SETTINGS_WRITE"},
	"cancelOrder":               {`mutation { cancelOrder(id: "order_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "ORDERS_WRITE"},
	"recordPayment":             {`mutation { recordPayment(input: { orderId: "order_x", amount: { amount: "1", currency: "EUR" } }) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "ORDERS_WRITE"},
	"voidPayment":               {`mutation { voidPayment(id: "payment_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "ORDERS_WRITE"},
	"recordRefund":              {`mutation { recordRefund(input: { orderId: "order_x", amount: { amount: "1", currency: "EUR" } }) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "ORDERS_WRITE"},
	"voidRefund":                {`mutation { voidRefund(id: "refund_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "ORDERS_WRITE"},
	"createShipment":            {`mutation { createShipment(input: { orderId: "order_x" }) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "ORDERS_WRITE"},
	"updateShipment":            {`mutation { updateShipment(id: "shipment_x", input: {}) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "ORDERS_WRITE"},
	"cancelShipment":            {`mutation { cancelShipment(id: "shipment_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "ORDERS_WRITE"},

	"webhooks":            {`{ webhooks { id } }`, "FORBIDDEN", "FORBIDDEN", "WEBHOOKS_WRITE"},
	"webhook":             {`{ webhook(id: "webhook_x") { id } }`, "FORBIDDEN", "FORBIDDEN", "WEBHOOKS_WRITE"},
	"createWebhook":       {`mutation { createWebhook(input: { name: "", url: "", events: [] }) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "WEBHOOKS_WRITE"},
	"updateWebhook":       {`mutation { updateWebhook(id: "webhook_x", input: {}) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "WEBHOOKS_WRITE"},
	"deleteWebhook":       {`mutation { deleteWebhook(id: "webhook_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "WEBHOOKS_WRITE"},
	"testWebhook":         {`mutation { testWebhook(id: "webhook_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "WEBHOOKS_WRITE"},
	"redeliverWebhook":    {`mutation { redeliverWebhook(id: "webhook_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "WEBHOOKS_WRITE"},
	"rotateWebhookSecret": {`mutation { rotateWebhookSecret(id: "webhook_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "WEBHOOKS_WRITE"},

	"job":                {`{ job(id: "job_x") { id } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_READ CUSTOMERS_WRITE ORDERS_READ ORDERS_WRITE"},
	"jobs":               {`{ jobs { nodes { id faults { nodes { message } } fileUrl faultsUrl } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_READ CUSTOMERS_WRITE ORDERS_READ ORDERS_WRITE"},
	"importFields":       {`{ importFields(kind: CUSTOMERS) { name } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_WRITE"},
	"createImport":       {`mutation { createImport(input: { kind: CUSTOMERS, format: CSV, fileOfJobId: "job_x" }) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_WRITE"},
	"createExport":       {`mutation { createExport(input: { kind: CUSTOMERS, format: MOLTIN }) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_READ"},
	"cancelJob":          {`mutation { cancelJob(id: "job_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_READ CUSTOMERS_WRITE ORDERS_READ ORDERS_WRITE"},
	"updateCustomers":    {`mutation { updateCustomers(customers: { ids: ["customer_x"] }, input: {}) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_WRITE"},
	"deleteCustomers":    {`mutation { deleteCustomers(customers: { ids: ["customer_x"] }) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_WRITE"},
	"addCustomerTags":    {`mutation { addCustomerTags(customers: { ids: ["customer_x"] }, tags: []) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_WRITE"},
	"removeCustomerTags": {`mutation { removeCustomerTags(customers: { ids: ["customer_x"] }, tags: []) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_WRITE"},
	"sendInvitations":    {`mutation { sendInvitations(customers: { ids: ["customer_x"] }) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_WRITE"},

	"marketingConsents":       {`{ marketingConsents { nodes { id } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_READ"},
	"setMarketingConsent":     {`mutation { setMarketingConsent(input: { channel: EMAIL, state: PENDING }) { userErrors { code } } }`, "UNAUTHENTICATED", "", "CUSTOMERS_WRITE"},
	"confirmMarketingConsent": {`mutation { confirmMarketingConsent(token: "") { userErrors { code } } }`, "", "", ""},
	"unsubscribe":             {`mutation { unsubscribe(token: "") { userErrors { code } } }`, "", "", ""},
	"subscribe":               {`mutation { subscribe(email: "") { userErrors { code } } }`, "", "", ""},

	"exportPersonalData": {`mutation { exportPersonalData(customerId: "customer_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_READ+ORDERS_READ"},
	"requestDataExport":  {`mutation { requestDataExport { requested userErrors { code } } }`, "UNAUTHENTICATED", "", "customers only"},
	"openDataExport":     {`mutation { openDataExport(token: "") { fileUrl userErrors { code } } }`, "", "", ""},

	"customerMergePreview": {`{ customerMergePreview(keep: "customer_x", merge: "customer_y") { orders } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_READ+ORDERS_READ"},
	"possibleDuplicates":   {`{ possibleDuplicates(customerId: "customer_x") { reasons } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_READ"},
	"mergeCustomers":       {`mutation { mergeCustomers(input: { keep: "customer_x", merge: "customer_y" }) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_WRITE+ORDERS_WRITE"},

	"erasePersonalData": {`mutation { erasePersonalData(input: { customerId: "customer_x" }) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "PRIVACY_WRITE"},
	"anonymizeOrders":   {`mutation { anonymizeOrders(ids: []) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "ORDERS_WRITE"},
	"requestErasure":    {`mutation { requestErasure { userErrors { code } } }`, "UNAUTHENTICATED", "", "customers only"},
	"cancelErasure":     {`mutation { cancelErasure { userErrors { code } } }`, "UNAUTHENTICATED", "", "PRIVACY_WRITE"},

	"customerGroups":      {`{ customerGroups { id } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_READ"},
	"customerGroup":       {`{ customerGroup(id: "group_x") { id } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_READ"},
	"createCustomerGroup": {`mutation { createCustomerGroup(input: { name: "" }) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_WRITE"},
	"updateCustomerGroup": {`mutation { updateCustomerGroup(id: "group_x", input: {}) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_WRITE"},
	"deleteCustomerGroup": {`mutation { deleteCustomerGroup(id: "group_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "CUSTOMERS_WRITE"},

	"savedViews":      {`{ savedViews(list: CUSTOMERS) { id } }`, "FORBIDDEN", "FORBIDDEN", "staff only"},
	"listColumns":     {`{ listColumns(list: CUSTOMERS) }`, "FORBIDDEN", "FORBIDDEN", "staff only"},
	"createSavedView": {`mutation { createSavedView(input: { list: CUSTOMERS, name: "" }) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "staff only"},
	"updateSavedView": {`mutation { updateSavedView(id: "view_x", input: {}) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "staff only"},
	"deleteSavedView": {`mutation { deleteSavedView(id: "view_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "staff only"},
	"setListColumns":  {`mutation { setListColumns(list: CUSTOMERS, columns: [""]) { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "staff only"},
	"overview":        {`{ overview { ordersToday } }`, "FORBIDDEN", "FORBIDDEN", "staff only"},

	"guestOrderByNumber":       {`{ guestOrderByNumber(number: "x", email: "x") { id } }`, "", "", ""},
	"requestPasswordReset":     {`mutation { requestPasswordReset(email: "") { userErrors { code } } }`, "", "", ""},
	"resetPassword":            {`mutation { resetPassword(token: "", password: "") { userErrors { code } } }`, "", "", ""},
	"requestEmailVerification": {`mutation { requestEmailVerification { userErrors { code } } }`, "UNAUTHENTICATED", "", "customers only"},
	"requestEmailChange":       {`mutation { requestEmailChange(newEmail: "") { userErrors { code } } }`, "UNAUTHENTICATED", "", "customers only"},
	"verifyEmail":              {`mutation { verifyEmail(token: "") { userErrors { code } } }`, "", "", ""},
	"requestLoginCode":         {`mutation { requestLoginCode(email: "") { userErrors { code } } }`, "", "", ""},
	"loginWithCode":            {`mutation { loginWithCode(code: "") { userErrors { code } } }`, "", "", ""},
	"requestGuestOrderLink":    {`mutation { requestGuestOrderLink(number: "", email: "") { userErrors { code } } }`, "", "", ""},
	"claimGuestOrder":          {`mutation { claimGuestOrder(token: "") { userErrors { code } } }`, "UNAUTHENTICATED", "", "customers only"},
	"attachOrder":              {`mutation { attachOrder(orderId: "order_x", customerId: "customer_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "ORDERS_WRITE"},
	"revokeGuestOrderTokens":   {`mutation { revokeGuestOrderTokens(orderId: "order_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "ORDERS_WRITE"},
	"detachOrder":              {`mutation { detachOrder(orderId: "order_x") { userErrors { code } } }`, "FORBIDDEN", "FORBIDDEN", "ORDERS_WRITE"},
}

// TestAccess calls every root field as every kind of caller and compares the result with the table.
func TestAccess(t *testing.T) {
	schema, err := gqlparser.LoadSchema(schema.Source())
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range slices.Concat(schema.Query.Fields, schema.Mutation.Fields) {
		if _, ok := reach[field.Name]; !ok && !strings.HasPrefix(field.Name, "__") {
			t.Errorf("%s is not in the table", field.Name)
		}
	}
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		scoped := map[string]apptest.Headers{}
		for _, scope := range apptest.AllScopes {
			scoped[scope] = p.APIKey(scope)
		}
		var token apptest.Headers
		customer := func() apptest.Headers { // some fields end the session
			if token == nil || !p.TokenWorks(token) {
				_, token = p.SignUp(models.NewID("customer") + "@example.com")
			}
			return token
		}
		for name, r := range reach {
			if got := p.Send(nil, r.query, nil).ErrorCode(); got != r.visitor {
				t.Errorf("%s by a visitor: %q, want %q", name, got, r.visitor)
			}
			if got := p.Send(customer(), r.query, nil).ErrorCode(); got != r.customer {
				t.Errorf("%s by a customer: %q, want %q", name, got, r.customer)
			}
			for scope, key := range scoped {
				a := p.Send(key, r.query, nil)
				if refused := a.ErrorCode() == "FORBIDDEN" || a.ErrorCode() == "UNAUTHENTICATED"; refused != (r.scope != "" && !suffices(r.scope, func(s string) bool { return s == scope })) && a.ErrorCode() != "GRAPHQL_VALIDATION_FAILED" {
					t.Errorf("%s by a key with %s: %s", name, scope, a.Body)
				}
				if r.scope == "customers only" && a.ErrorCode() != "GRAPHQL_VALIDATION_FAILED" {
					t.Errorf("%s is in the schema of a key: %s", name, a.Body)
				}
				if a.ErrorCode() == "FORBIDDEN" && r.scope != "staff only" && !needs(r.scope, a.Errors[0].Extensions["requiredScope"]) {
					t.Errorf("%s by a key with %s: %s", name, scope, a.Body)
				}
				// A key together with a customer token has the rights of that customer only.
				if got := p.Send(key.With(customer()), r.query, nil).ErrorCode(); got != r.customer {
					t.Errorf("%s by a key with %s for a customer: %q, want %q", name, scope, got, r.customer)
				}
			}
		}
	})
}

// suffices reports whether a caller with some scopes may call a field that needs scopes.
func suffices(scopes string, has func(scope string) bool) bool {
	return slices.ContainsFunc(strings.Fields(scopes), func(all string) bool {
		return !slices.ContainsFunc(strings.Split(all, "+"), func(scope string) bool { return !has(scope) })
	})
}

// needs reports whether a field that needs scopes names one as missing.
func needs(scopes string, missing any) bool {
	return slices.Contains(strings.Split(strings.Fields(scopes)[0], "+"), fmt.Sprint(missing))
}

// TestRecordsOfOthersAreNotFound checks that a record of another customer gets the same response as one that does not
// exist.
func TestRecordsOfOthersAreNotFound(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		annID, ann := p.SignUp("ann@example.com")
		_, bob := p.SignUp("bob@example.com")
		address := p.Send(ann, `mutation { createAddress(input: { firstName: "Ann", line1: "14 Main Street", city: "Dublin", region: "Dublin", country: "IE" }) { address { id } userErrors { code field message } } }`, nil).OK().Text("createAddress.address.id")
		order := p.Send(key, `mutation($i: CheckoutInput!) { checkout(input: $i) { order { id } userErrors { code field message } } }`, apptest.Vars{"i": apptest.Vars{
			"customerId": annID, "shippingAddress": apptest.Vars{"addressId": address}, "billingSameAsShipping": true,
			"items": []apptest.Vars{{"sku": "a", "name": "A", "quantity": 1, "unitPrice": apptest.Vars{"amount": "1.00", "currency": "EUR"}}},
		}}).OK().Text("checkout.order.id")
		session := p.Send(ann, `{ me { sessions { id } } }`, nil).OK().Text("me.sessions.0.id")

		ids := map[string][2]string{
			"customer": {annID, "customer_01m8910q8we07s1ykrvtcffye5"}, "address": {address, "address_01m8910q8we07s1ykrvtcffye5"},
			"order": {order, "order_01m8910q8we07s1ykrvtcffye5"}, "session": {session, "session_01m8910q8we07s1ykrvtcffye5"},
		}
		for _, c := range []struct{ kind, query string }{
			{"customer", `query($id: ID!) { customer(id: $id) { id } }`},
			{"customer", `query($id: ID!) { node(id: $id) { id } }`},
			{"customer", `mutation($id: ID!) { updateCustomer(id: $id, input: { name: "Bob" }) { customer { id } } }`},
			{"customer", `mutation($id: ID!) { deleteCustomer(id: $id) { deletedId } }`},
			{"customer", `mutation($id: ID!) { createAddress(customerId: $id, input: { firstName: "Bob", line1: "1", city: "Dublin", country: "IE" }) { address { id } } }`},
			{"address", `query($id: ID!) { node(id: $id) { id } }`},
			{"address", `mutation($id: ID!) { updateAddress(id: $id, input: { label: "mine" }) { address { id } } }`},
			{"address", `mutation($id: ID!) { deleteAddress(id: $id) { deletedId } }`},
			{"order", `query($id: ID!) { order(id: $id) { id } }`},
			{"order", `query($id: ID!) { nodes(ids: [$id]) { id } }`},
			{"session", `mutation($id: ID!) { revokeSession(id: $id) { deletedId } }`},
			{"customer", `mutation($id: ID!) { cancelErasure(customerId: $id) { customerId } }`},
		} {
			theirs, random := p.Send(bob, c.query, apptest.Vars{"id": ids[c.kind][0]}), p.Send(bob, c.query, apptest.Vars{"id": ids[c.kind][1]})
			if theirs.Body != random.Body || strings.Contains(theirs.Body, ids[c.kind][0]) {
				t.Errorf("%s\n theirs: %s\n random: %s", c.query, theirs.Body, random.Body)
			}
		}
		if a := p.Send(ann, `query($ids: [ID!]!) { nodes(ids: $ids) { id } }`, apptest.Vars{"ids": []string{annID, address, order}}).OK(); strings.Contains(a.Body, "null") {
			t.Errorf("their owner sees %s", a.Body)
		}
	})
}
