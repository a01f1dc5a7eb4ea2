package privacy_test

import (
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"clientele/internal/customfields"
	"clientele/internal/privacy"
	"clientele/internal/staff"
	"clientele/models"
)

var update = flag.Bool("update", false, "write the files in testdata")

// marker is the value of a column of a person. No marker is part of another one.
func marker(person, column string) string { return "<" + person + " " + column + ">" }

// countries are the countries of the addresses of the people.
var countries = map[string]models.CountryCode{"A": "FR", "B": "ES"}

// secretMarker is the value of a column that must not be exported.
func secretMarker(column string) string { return "secret " + column }

// store stores a record of a person, with a marker in each of its text columns that is empty, is not to be kept and is
// not in except.
func (x *exports) store(person, table string, record any, except ...string) {
	x.t.Helper()
	parsed, err := schema.Parse(record, new(sync.Map), schema.NamingStrategy{})
	if err != nil {
		x.t.Fatal(err)
	}
	if parsed.Table != table {
		x.t.Fatalf("a %T is stored in %s, not in %s", record, parsed.Table, table)
	}
	described, _ := privacy.TableOf(table)
	row := reflect.ValueOf(record).Elem()
	for _, c := range described.Columns {
		f := parsed.FieldsByDBName[c.Name]
		if f == nil || c.Class == privacy.Keep || slices.Contains(except, c.Name) {
			continue
		}
		if _, zero := f.ValueOf(x.t.Context(), row); !zero || f.IndirectFieldType.Kind() != reflect.String {
			continue
		}
		value := marker(person, table+"."+c.Name)
		if !c.Class.Personal() {
			value = secretMarker(person + " " + table + "." + c.Name)
		}
		if err := f.Set(x.t.Context(), row, value); err != nil {
			x.t.Fatalf("%s.%s: %v", table, c.Name, err)
		}
	}
	if err := x.db.InTx(x.t.Context(), func(tx *gorm.DB) error { return tx.Create(record).Error }); err != nil {
		x.t.Fatalf("%s: %v", table, err)
	}
}

// storePerson stores a customer with rows in all tables that belong to customers.
func (x *exports) storePerson(person string, fields map[models.CustomFieldOwner]string) {
	x.t.Helper()
	at := models.At(time.Date(2026, 1, 2, 3, 4, 5, 678_900_000, time.UTC))
	expires := models.At(x.now.AddDate(1, 0, 0))
	id := "customer_" + person
	word := func(s string) *string { return &s }
	in := func(column string) string { return marker(person, column) }
	x.store(person, "customers", &models.Customer{
		ID: id, EmailVerified: true, OrdersCount: 1, DisabledAt: &at, CreatedAt: at, UpdatedAt: at, Version: 1,
	})
	x.store(person, "customer_tags", &models.CustomerTag{CustomerID: id})
	group := &models.CustomerGroup{
		ID: "group_" + person, Name: "Group of " + person, NameFold: "group of " + person, CreatedAt: at, UpdatedAt: at, Version: 1,
	}
	if err := x.db.InTx(x.t.Context(), func(tx *gorm.DB) error { return tx.Create(group).Error }); err != nil {
		x.t.Fatal(err)
	}
	x.store(person, "customer_group_members", &models.CustomerGroupMember{CustomerID: id, GroupID: group.ID})
	x.store(person, "addresses", &models.Address{
		ID: "address_" + person, CustomerID: id, Country: countries[person], IsDefaultShipping: true, IsDefaultBilling: true, CreatedAt: at,
		UpdatedAt: at, Version: 1,
	})
	x.store(person, "merged_customers", &models.MergedCustomer{
		MergedID: "customer_former_" + person, CustomerID: id, MergedAt: at,
	})
	x.store(person, "sessions", &models.Session{
		ID: "session_" + person, CustomerID: id, CreatedAt: at, LastUsedAt: at, ExpiresAt: expires, Generation: 1,
	})
	x.store(person, "known_places", &models.KnownPlace{CustomerID: &id, SeenAt: at})
	x.store(person, "one_time_tokens", &models.OneTimeToken{
		ID: "once_" + person, Purpose: models.ToSignIn, Subject: id, CustomerID: &id, CreatedAt: at, ExpiresAt: expires,
	})
	x.store(person, "orders", &models.Order{
		ID: "order_" + person, Number: "N" + person, Status: models.OrderOpen, PaymentStatus: models.Paid,
		FulfillmentStatus: models.Unfulfilled, CustomerID: &id, Currency: "JPY", TotalMinor: 1200, SubtotalMinor: 1200,
		ShippingAddress: models.OrderAddress{Country: "IE", CustomFields: models.FieldCopies{
			fields[models.OwnerAddress]: {in("orders.ship_custom_fields")},
		}},
		BillingAddress: models.OrderAddress{Country: "IE", CustomFields: models.FieldCopies{
			fields[models.OwnerAddress]: {in("orders.bill_custom_fields")},
		}},
		PlacedAt: at, CreatedAt: at, UpdatedAt: at, Version: 1,
	})
	x.store(person, "order_items", &models.OrderItem{
		ID: "item_" + person, OrderID: "order_" + person, SKU: "TEA", Name: "Tea", Quantity: 2, UnitMinor: 600,
		Currency: "JPY", Options: models.OrderItemOptions{{Name: "Engraving", Value: in("order_items.options")}},
	})
	x.store(person, "payments", &models.Payment{
		ID: "payment_" + person, OrderID: "order_" + person, AmountMinor: 1200, Currency: "JPY", PaidAt: at, CreatedAt: at,
	})
	x.store(person, "refunds", &models.Refund{
		ID: "refund_" + person, OrderID: "order_" + person, AmountMinor: 200, Currency: "JPY", RefundedAt: at, CreatedAt: at,
	})
	x.store(person, "shipments", &models.Shipment{
		ID: "shipment_" + person, OrderID: "order_" + person, Carrier: word("DHL"), ShippedAt: at, CreatedAt: at,
		UpdatedAt: at, Version: 1,
	})
	for owner, record := range map[models.CustomFieldOwner]string{
		models.OwnerCustomer: id, models.OwnerAddress: "address_" + person, models.OwnerOrder: "order_" + person,
	} {
		x.store(person, "custom_field_values", &models.CustomFieldValue{
			OwnerID: record, FieldID: fields[owner], Value: in("custom_field_values.value") + " of " + record,
			UniqueKey: word(secretMarker(person + " unique key of " + record)),
		})
	}
	statement := func(c *models.MarketingConsent) *models.MarketingConsent {
		c.ID, c.Channel, c.State, c.At, c.Source = "consent_"+c.ID+person, models.ByEmail, models.Subscribed, at, models.FromShop
		c.Current, c.ActorName = true, word("Staff Member")
		return c
	}
	x.store(person, "consents", statement(&models.MarketingConsent{
		ID: "account_", CustomerID: &id, ActorKind: models.ByCustomer, ActorID: &id,
	}), "email", "email_key")
	x.store(person, "consents", statement(&models.MarketingConsent{
		ID: "guest_", EmailKey: word(secretMarker(person + " customers.email_key")), ActorKind: models.ByStaff,
		ActorID: word("secret staff member"),
	}), "customer_id")
	x.storeHistory(person, at)
}

// storeHistory stores what has happened to a customer, and what the customer was sent.
func (x *exports) storeHistory(person string, at models.Time) {
	x.t.Helper()
	id, name := "customer_"+person, "Staff Member"
	word := func(s string) *string { return &s }
	in := func(column string) string { return marker(person, column) }
	for _, e := range []*models.Event{
		{ID: "event_customer_" + person, Type: models.CustomerUpdated, SubjectKind: models.SubjectCustomer, SubjectID: id, CustomerID: &id},
		{ID: "event_order_" + person, Type: models.EventOrderContactChanged, SubjectKind: models.SubjectOrder, SubjectID: "order_" + person},
	} {
		e.At, e.Fields, e.ActorKind, e.ActorID = at, models.Strings{"name"}, models.ByCustomer, &id
		if e.SubjectKind == models.SubjectOrder {
			e.ActorKind, e.ActorID, e.ActorName = models.ByStaff, word("secret staff member"), &name
		}
		e.Before = &models.Texts{word(in("events.before") + " of " + e.ID)}
		e.After = &models.Texts{word(in("events.after") + " of " + e.ID)}
		e.Text = word(in("events.text") + " of " + e.ID)
		x.store(person, "events", e, "customer_id")
		x.store(person, "webhook_deliveries", &models.WebhookDelivery{
			ID: "delivery_" + e.ID, WebhookID: "webhook_1", EventID: &e.ID, EventType: &e.Type,
			Status: models.DeliveryFailed, CreatedAt: at,
		})
	}
	x.store(person, "emails", &models.Email{
		ID: "email_" + person, Kind: "sign_up", ToKey: secretMarker(person + " customers.email_key"),
		Data: models.StringMap{"secret": "secret data"}, Status: models.EmailOutbox, CreatedAt: at,
	})
	finished, expires := at, models.At(x.now.AddDate(1, 0, 0))
	x.store(person, "jobs", &models.Job{
		ID: "job_" + person, Kind: models.ExportPersonalData, Status: models.JobFailed, CustomerID: &id,
		Parameters: `{"in":"` + in("jobs.parameters") + `"}`, FileColumns: word(`["` + in("jobs.columns") + `"]`),
		Header: word(`["` + in("jobs.header") + `"]`), CreatedAt: at, FinishedAt: &finished, ExpiresAt: &expires,
		ActorKind: models.ByStaff, ActorName: &name,
	})
	// An import, which can contain anybody.
	x.store(person, "jobs", &models.Job{
		ID: "job_import_" + person, Kind: models.ImportCustomers, Status: models.JobFailed, Parameters: `{}`,
		Header: word(`["secret header"]`), Error: word("secret error of an import"), CreatedAt: at, FinishedAt: &finished,
		ExpiresAt: &expires, ActorKind: models.ByStaff, ActorName: &name,
	})
	x.store(person, "job_faults", &models.JobFault{JobID: "job_import_" + person, Message: "secret message"})
}

// TestExportedColumns checks that an export has the values of every column that the map marks as personal, of the
// customer and nobody else, no secrets, and the same document on both databases.
func TestExportedColumns(t *testing.T) {
	onEachExports(t, func(x *exports) {
		fields := map[models.CustomFieldOwner]string{}
		for _, owner := range []models.CustomFieldOwner{models.OwnerCustomer, models.OwnerAddress, models.OwnerOrder} {
			f, err := x.fields.Create(x.t.Context(), staff.Operator, customfields.CreateCustomFieldInput{
				Owner: owner, Key: "remark", Label: "Remark", Type: models.FieldText, Access: models.AccessNone,
			})
			if err != nil {
				x.t.Fatal(err)
			}
			fields[owner] = f.ID
		}
		if _, err := x.fields.Archive(x.t.Context(), staff.Operator, fields[models.OwnerOrder]); err != nil { // values remain
			x.t.Fatal(err)
		}
		x.storeWebhook()
		x.storePerson("A", fields)
		x.storePerson("B", fields)
		text := x.export("customer_A")
		for _, table := range privacy.Tables() {
			if table.Reason != "" || onlyJobs(table) {
				continue
			}
			for _, c := range table.Columns {
				want := marker("A", table.Name+"."+c.Name)
				switch table.Name + "." + c.Name {
				case "orders.customer_id", "consents.customer_id", "events.customer_id":
					want = `"customerId": "customer_A"`
				case "addresses.country":
					want = `"country": "` + string(countries["A"]) + `"`
				case "consents.actor_id", "events.actor_id":
					want = `"actorId": "customer_A"`
				}
				if c.Class.Personal() && !strings.Contains(text, want) {
					x.t.Errorf("the export does not contain %s", want)
				}
			}
		}
		for _, owner := range []string{"customer_A", "address_A", "order_A"} {
			if !strings.Contains(text, marker("A", "custom_field_values.value")+" of "+owner) {
				x.t.Errorf("the values of %s are missing", owner)
			}
		}
		for _, e := range []string{"event_customer_A", "event_order_A"} {
			for _, column := range []string{"before", "after", "text"} {
				if !strings.Contains(text, marker("A", "events."+column)+" of "+e) {
					x.t.Errorf("%s of %s is missing", column, e)
				}
			}
		}
		for _, other := range []string{"<B ", "_B", `"ES"`, "secret", "Staff"} {
			for _, found := range regexp.MustCompile(`.*`+other+`.*`).FindAllString(text, -1) {
				x.t.Errorf("the export contains %s", found)
			}
		}
		golden(x.t, "export.json", regexp.MustCompile(`(job|event)_01[0-9a-z]{24}`).ReplaceAllString(text, "${1}_01"))
	})
}

// onlyJobs reports whether the rows of a table belong to people only because a job can contain anybody.
func onlyJobs(table privacy.Table) bool {
	for _, r := range table.Relations {
		if r.Link != privacy.JobLink {
			return false
		}
	}
	return true
}

func (x *exports) storeWebhook() {
	x.t.Helper()
	at := models.At(x.now)
	w := &models.Webhook{ID: "webhook_1", Name: "secret", URL: "https://receiver.test", Active: true, CreatedAt: at, UpdatedAt: at, Version: 1}
	if err := x.db.InTx(x.t.Context(), func(tx *gorm.DB) error { return tx.Create(w).Error }); err != nil {
		x.t.Fatal(err)
	}
}

// golden compares a text with a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; -update writes it. It is now:\n%s", path, got)
	}
}
