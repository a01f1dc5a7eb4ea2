package graph

import (
	"context"
	"maps"
	"slices"
	"strings"

	"clientele/graph/executor"
	"clientele/graph/loader"
	"clientele/graph/schema"
	"clientele/graph/validation"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

func (q query) Node(ctx context.Context, id string) (models.Node, error) {
	nodes, err := q.Nodes(ctx, []string{id})
	if err != nil {
		return nil, err
	}
	return nodes[0], nil
}

func (q query) Nodes(ctx context.Context, ids []string) ([]models.Node, error) {
	if len(ids) > validation.MaxNodeIDs {
		return nil, apperr.Bad("nodes accepts at most %d ids", validation.MaxNodeIDs)
	}
	visible := schema.From(ctx).View(schema.AudienceOf(auth.From(ctx))).Schema
	byKind := map[string][]string{}
	for _, id := range ids {
		kind := nodeKind(id)
		byKind[kind] = append(byKind[kind], id)
	}
	found := map[string]models.Node{}
	for kind, of := range byKind {
		// A type that the caller's schema does not have must not be in the answer.
		if kind != customFieldsNode && visible.Types[nodeTypes[kind]] == nil {
			continue
		}
		if err := q.findNodes(ctx, kind, of, found); err != nil {
			return nil, err
		}
	}
	nodes := make([]models.Node, len(ids))
	for i, id := range ids {
		nodes[i] = found[id]
	}
	return nodes, nil
}

// customFieldsNode is the kind of the ids of custom fields, which begin with the id of their owner.
const customFieldsNode = "/customFields"

// nodeTypes are the object types of the kinds of ids.
var nodeTypes = map[string]string{
	models.CustomerID: "Customer", models.SessionID: "Session", models.AddressID: "Address", models.OrderID: "Order",
	models.OrderItemID: "OrderItem", models.EventID: "OrderEvent", models.EntryID: "Event", models.FieldID: "CustomField",
	models.MemberID: "StaffMember", models.KeyID: "ApiKey", models.EmailID: "Email", models.ShopID: "Shop",
	models.WebhookID: "Webhook", models.DeliveryID: "WebhookDelivery",
	models.JobID: "Job", models.ConsentID: "MarketingConsent",
	models.GroupID: "CustomerGroup", models.ViewID: "SavedView",
	models.PaymentID: "Payment", models.RefundID: "Refund", models.ShipmentID: "Shipment",
}

func nodeKind(id string) string {
	if id == models.ShopID {
		return models.ShopID
	}
	if _, ok := models.OwnerOfCustomFields(id); ok {
		return customFieldsNode
	}
	return models.KindOf(id)
}

// findNodes adds the objects of one kind to found. An object that the caller may not see is left out.
func (q query) findNodes(ctx context.Context, kind string, ids []string, found map[string]models.Node) error {
	l := loader.From(ctx)
	switch kind {
	case models.CustomerID:
		return loadNodes(ctx, l.Customers, ids, found)
	case models.AddressID:
		return loadNodes(ctx, l.Addresses, ids, found)
	case models.OrderID:
		return loadNodes(ctx, l.Orders, ids, found)
	case models.SessionID:
		return getNodes(ctx, q.Accounts.GetSessions, ids, found)
	case models.OrderItemID:
		return getNodes(ctx, q.Services.Orders.GetItems, ids, found)
	case models.PaymentID:
		return getNodes(ctx, q.Services.Orders.GetPayments, ids, found)
	case models.RefundID:
		return getNodes(ctx, q.Services.Orders.GetRefunds, ids, found)
	case models.ShipmentID:
		return getNodes(ctx, q.Services.Orders.GetShipments, ids, found)
	case models.EventID:
		return getNodes(ctx, q.Services.Orders.GetEvents, ids, found)
	case models.EntryID:
		return getNodes(ctx, q.Services.Events.GetMany, ids, found)
	case models.MemberID:
		return getNodes(ctx, q.members, ids, found)
	case models.KeyID:
		return getNodes(ctx, q.Staff.GetKeys, ids, found)
	case models.EmailID:
		return getNodes(ctx, q.Mail.GetMany, ids, found)
	case models.WebhookID:
		return getNodes(ctx, q.webhooks, ids, found)
	case models.DeliveryID:
		return getNodes(ctx, q.Services.Webhooks.GetDeliveries, ids, found)
	case models.JobID:
		return getNodes(ctx, q.jobs, ids, found)
	case models.ConsentID:
		return getNodes(ctx, q.Services.Consent.GetMany, ids, found)
	case models.GroupID:
		return getNodes(ctx, q.groups, ids, found)
	case models.ViewID:
		return getNodes(ctx, q.Services.Views.GetMany, ids, found)
	case models.FieldID:
		for _, id := range ids {
			if f := schema.From(ctx).CustomFields.Find(auth.From(ctx), id); f != nil {
				found[id] = f
			}
		}
	case models.ShopID:
		shop, err := q.Shop(ctx)
		found[models.ShopID] = shop
		return err
	case customFieldsNode:
		return findCustomFields(ctx, ids, found)
	}
	return nil
}

// members returns staff members by id, and announces that their API keys may be loaded.
func (q query) members(
	ctx context.Context, caller auth.Caller, ids []string,
) (map[string]*models.StaffMember, error) {
	members, err := q.Staff.GetMembers(ctx, caller, ids)
	loader.From(ctx).ExpectStaff(slices.Collect(maps.Values(members)))
	return members, err
}

// loadNodes adds the records of one kind to found, read in a batch.
func loadNodes[T any, P interface {
	*T
	models.Node
}](ctx context.Context, b *loader.Batch[P], ids []string, found map[string]models.Node) error {
	b.Expect(ids...)
	for _, id := range ids {
		v, err := b.Load(ctx, id)
		if err != nil {
			return err
		}
		if v != nil {
			found[id] = v
		}
	}
	return nil
}

// getNodes adds the records of one kind to found, read by a service.
func getNodes[P models.Node](
	ctx context.Context, get func(context.Context, auth.Caller, []string) (map[string]P, error), ids []string,
	found map[string]models.Node,
) error {
	records, err := get(ctx, auth.From(ctx), ids)
	for id, record := range records {
		found[id] = record
	}
	return err
}

// findCustomFields adds the custom fields of the records that the caller may see to found.
func findCustomFields(ctx context.Context, ids []string, found map[string]models.Node) error {
	records, owners := map[string]models.Node{}, map[string]string{}
	var customers, addresses, orders []string
	for _, id := range ids {
		owner, _ := models.OwnerOfCustomFields(id)
		record, _, _ := strings.Cut(owner, "/")
		owners[id] = record
		switch models.KindOf(record) {
		case models.CustomerID:
			customers = append(customers, record)
		case models.AddressID:
			addresses = append(addresses, record)
		case models.OrderID:
			orders = append(orders, record)
		}
	}
	l := loader.From(ctx)
	if err := loadNodes(ctx, l.Customers, customers, records); err != nil {
		return err
	}
	if err := loadNodes(ctx, l.Addresses, addresses, records); err != nil {
		return err
	}
	if err := loadNodes(ctx, l.Orders, orders, records); err != nil {
		return err
	}
	for id, record := range owners {
		values, err := customFieldsOf(ctx, records[record], id)
		if err != nil {
			return err
		}
		if values != nil {
			found[id] = values
		}
	}
	return nil
}

// customFieldsOf returns the custom fields with an id that belong to a record, or nil if there are none.
func customFieldsOf(ctx context.Context, record models.Node, id string) (*fieldValues, error) {
	s := executor.Root(ctx)
	owner, recordID := models.CustomFieldOwner(""), ""
	switch r := record.(type) {
	case *models.Customer:
		owner, recordID = models.OwnerCustomer, r.ID
	case *models.Address:
		owner, recordID = models.OwnerAddress, r.ID
	case *models.Order:
		for _, a := range []*models.OrderAddress{r.ShownShippingAddress(), r.ShownBillingAddress()} {
			if id == models.CustomFieldsID(a.ID) {
				return newFieldValues(ctx, s, models.OwnerAddress).ofCopy(ctx, a)
			}
		}
		owner, recordID = models.OwnerOrder, r.ID
	}
	if recordID == "" || id != models.CustomFieldsID(recordID) {
		return nil, nil
	}
	return newFieldValues(ctx, s, owner).of(ctx, recordID)
}
