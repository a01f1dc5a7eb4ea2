package events_test

import (
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/db/dbtest"
	"clientele/graph/schema"
	"clientele/internal/customfields"
	"clientele/internal/events"
	"clientele/internal/page"
	"clientele/models"
)

// change returns changes of fields from 1 to 2.
func change(names ...string) (all events.Changes) {
	one, two := "1", "2"
	for _, name := range names {
		all = append(all, events.Change{Field: name, From: &one, To: &two})
	}
	return all
}

// TestCustomFieldsInHistory checks that customers see the changes of custom fields only while they can read them.
func TestCustomFieldsInHistory(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		fields := customfields.New(s.db, s.clock, nil)
		define := func(owner models.CustomFieldOwner, key string, access models.CustomFieldAccess) string {
			t.Helper()
			f, err := fields.Create(t.Context(), eve, customfields.CreateCustomFieldInput{
				Owner: owner, Key: key, Label: key, Type: models.FieldString, Access: access,
			})
			if err != nil {
				t.Fatal(err)
			}
			return f.ID
		}
		sees := func(when, want string) {
			t.Helper()
			found, err := s.History(t.Context(), ann, []string{"customer_ann"}, page.Args{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := told(found["customer_ann"].Nodes()); got != want {
				t.Errorf("%s:\n got %s\nwant %s", when, got, want)
			}
		}
		vat := define(models.OwnerCustomer, "vat", models.AccessRead)
		allow := func(access models.CustomFieldAccess) {
			t.Helper()
			in := customfields.UpdateCustomFieldInput{Access: graphql.OmittableOf(&access)}
			if _, err := fields.Update(t.Context(), eve, vat, in); err != nil {
				t.Fatal(err)
			}
		}
		define(models.OwnerCustomer, "score", models.AccessNone)
		define(models.OwnerAddress, "floor", models.AccessWrite)
		define(models.OwnerOrder, "gift", models.AccessWrite)
		s.record(eve, events.Entry{
			Type: models.CustomerUpdated, SubjectID: "customer_ann", CustomerID: "customer_ann",
			Changes: change("disabledAt", "disabledReason", "note", "tags", "customFields.score", "customFields.gift",
				"customFields.vat"),
		})
		s.record(ann, events.Entry{
			Type: models.EventOrderShippingAddressChanged, SubjectID: "order_ann", CustomerID: "customer_ann",
			Changes: change("shippingAddress.customFields.floor", "customFields.floor", "customFields.gift", "note"),
		})
		const order = "order_shipping_address_changed by customer customer_ann, " +
			"shippingAddress.customFields.floor 1>2, customFields.gift 1>2, note 1>2; "
		sees("at first", order+"customer_updated by shop, customFields.vat 1>2")

		s.later()
		allow(models.AccessNone)
		sees("without access", order+"customer_updated by shop")
		allow(models.AccessRead)
		sees("with access again", order+"customer_updated by shop, customFields.vat 1>2")
		if _, err := fields.Archive(t.Context(), eve, vat); err != nil {
			t.Fatal(err)
		}
		sees("archived", order+"customer_updated by shop")
		s.later()
		second := define(models.OwnerCustomer, "vat", models.AccessWrite)
		sees("with another field of the same name", order+"customer_updated by shop")
		s.record(eve, events.Entry{
			Type: models.CustomerUpdated, SubjectID: "customer_ann", CustomerID: "customer_ann", Changes: change("customFields.vat"),
		})
		const secondValue = "customer_updated by shop, customFields.vat 1>2; "
		sees("a change of the other field", secondValue+order+"customer_updated by shop")
		s.later()
		if _, err := fields.Archive(t.Context(), eve, second); err != nil {
			t.Fatal(err)
		}
		if _, err := fields.Restore(t.Context(), eve, vat); err != nil {
			t.Fatal(err)
		}
		sees("with the first one restored", "customer_updated by shop; "+order+"customer_updated by shop, customFields.vat 1>2")
	})
}

// TestFieldsOfTheShop checks that customers see the changes of exactly the fields that the schema lets them read.
func TestFieldsOfTheShop(t *testing.T) {
	source, err := gqlparser.LoadSchema(schema.Source())
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	s := newShop(t, dbtest.SQLite(t), 0)
	for name, event := range map[string]models.EventType{
		"Customer": models.CustomerUpdated, "Address": models.AddressUpdated, "Order": models.EventOrderContactChanged,
	} {
		for _, field := range source.Types[name].Fields {
			if len(field.Arguments) > 0 || source.Types[field.Type.Name()].Kind == ast.Object {
				continue
			}
			may := true
			if access := field.Directives.ForName("access"); access != nil {
				customer := access.Arguments.ForName("customer")
				may = customer != nil && customer.Value.Raw == "true"
			}
			if !may {
				refused++
			}
			s.record(eve, events.Entry{
				Type: event, SubjectID: "x", CustomerID: "customer_ann", Changes: events.Changes{{Field: field.Name}},
			})
			found, err := s.History(t.Context(), ann, []string{"customer_ann"}, page.Args{First: new(1)}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if shown := len(found["customer_ann"].Nodes()[0].Changes()) == 1; shown != may {
				t.Errorf("the customer sees a change of %s.%s: %v", name, field.Name, shown)
			}
		}
	}
	if refused < 4 {
		t.Errorf("only %d fields are for the shop", refused)
	}
}
