// Package loader reads the records below an answer's lists in batches, one level of the answer at a time, so that the
// number of statements does not depend on the number of records. It decides nothing: the services check what the
// caller may see.
package loader

import (
	"context"
	"sync"

	"clientele/internal/accounts"
	"clientele/internal/addressbook"
	"clientele/internal/auth"
	"clientele/internal/consent"
	"clientele/internal/customfields"
	"clientele/internal/events"
	"clientele/internal/groups"
	"clientele/internal/jobs"
	"clientele/internal/merging"
	"clientele/internal/orders"
	"clientele/internal/overview"
	"clientele/internal/page"
	"clientele/internal/privacy"
	"clientele/internal/staff"
	"clientele/internal/views"
	"clientele/internal/webhooks"
	"clientele/models"
)

// Services are what the loaders read from.
type Services struct {
	Accounts  *accounts.Service
	Addresses *addressbook.Service
	Orders    *orders.Service
	Events    *events.Service
	Fields    *customfields.Service
	Staff     *staff.Service
	Webhooks  *webhooks.Service
	Jobs      *jobs.Service
	Consent   *consent.Service
	Privacy   *privacy.Service
	Merging   *merging.Service
	Groups    *groups.Service
	Views     *views.Service
	Overview  *overview.Service
}

// Loaders are the batches of one operation. They keep what they have read, so each root field of a mutation gets its
// own.
//
// Records of one kind that are reached in different ways have different batches, such as Orders and ReferencedOrders.
// Otherwise the number of statements would depend on which way is faster.
type Loaders struct {
	services Services

	customerIDs, addressIDs, orderIDs         expected // records that are read by id
	referencedCustomerIDs, referencedOrderIDs expected // records that custom fields refer to
	customerParents, addressParents           expected // records whose children may be loaded
	orderParents, staffParents                expected
	webhookParents, deliveredEventIDs         expected
	jobParents, groupParents                  expected
	shipmentParents, refundParents            expected

	Customers, ReferencedCustomers *Batch[*models.Customer]
	Orders, ReferencedOrders       *Batch[*models.Order]
	Addresses                      *Batch[*models.Address]

	DeliveredEvents  *Batch[*models.Event]              // by the id of an Event
	Tags             *Batch[[]string]                   // by customer
	Marketing        *Batch[[]*models.MarketingConsent] // by customer
	MergedIDs        *Batch[[]string]                   // by customer
	Sessions         *Batch[[]*models.Session]          // by customer
	DefaultAddresses *Batch[addressbook.Defaults]       // by customer
	Items            *Batch[[]*models.OrderItem]        // by order
	Payments         *Batch[[]*models.Payment]          // by order
	Refunds          *Batch[[]*models.Refund]           // by order
	Shipments        *Batch[[]*models.Shipment]         // by order
	RefundItems      *Batch[[]*orders.RefundItem]       // by refund
	ShipmentItems    *Batch[[]*orders.ShipmentItem]     // by shipment
	Groups           *Batch[[]*models.CustomerGroup]    // by customer
	GroupSizes       *Batch[int]                        // by group
	Spent            *Batch[[]*models.Money]            // by customer
	History          *Batch[[]*models.OrderEvent]       // by order
	APIKeys          *Batch[[]*models.APIKey]           // by staff member

	mu           sync.Mutex
	addressPages map[string]*Batch[*page.Connection[*models.Address]]
	orderPages   map[string]*Batch[*page.Connection[*models.Order]]
	histories    map[string]*Batch[*page.Connection[*models.Event]] // by customer
	orderEvents  map[string]*Batch[*page.Connection[*models.Event]] // by order
	deliveries   map[string]*Batch[*page.Connection[*models.WebhookDelivery]]
	faults       map[string]*Batch[*page.Connection[*models.JobFault]] // by job
	fieldValues  map[string]*Batch[customfields.Stored]
	ordersSeen   []*models.Order // whose addresses may have references that are not expected yet
}

type loadersKey struct{}

// With returns a context with new loaders.
func With(ctx context.Context, services Services) context.Context {
	return context.WithValue(ctx, loadersKey{}, newLoaders(services))
}

// From returns the loaders of a context that With returned.
func From(ctx context.Context) *Loaders { return ctx.Value(loadersKey{}).(*Loaders) }

func newLoaders(s Services) *Loaders {
	l := &Loaders{
		services:     s,
		addressPages: map[string]*Batch[*page.Connection[*models.Address]]{},
		orderPages:   map[string]*Batch[*page.Connection[*models.Order]]{},
		histories:    map[string]*Batch[*page.Connection[*models.Event]]{},
		orderEvents:  map[string]*Batch[*page.Connection[*models.Event]]{},
		deliveries:   map[string]*Batch[*page.Connection[*models.WebhookDelivery]]{},
		faults:       map[string]*Batch[*page.Connection[*models.JobFault]]{},
		fieldValues:  map[string]*Batch[customfields.Stored]{},
	}
	l.Customers = newBatch(&l.customerIDs, asCaller(s.Accounts.GetMany, l.expectCustomer))
	l.ReferencedCustomers = newBatch(&l.referencedCustomerIDs, asCaller(s.Accounts.GetMany, l.expectCustomer))
	l.Orders = newBatch(&l.orderIDs, asCaller(s.Orders.GetMany, l.expectOrder))
	l.ReferencedOrders = newBatch(&l.referencedOrderIDs, asCaller(s.Orders.GetMany, l.expectOrder))
	l.Addresses = newBatch(&l.addressIDs, asCaller(s.Addresses.GetMany, l.expectAddress))
	l.DeliveredEvents = newBatch(&l.deliveredEventIDs, asCaller(s.Events.GetMany, nothing))
	l.Tags = newBatch(&l.customerParents, s.Accounts.TagsFor)
	l.Marketing = newBatch(&l.customerParents, asCaller(s.Consent.CurrentOf, nothing))
	l.MergedIDs = newBatch(&l.customerParents, asCaller(s.Merging.MergedInto, nothing))
	l.Sessions = newBatch(&l.customerParents, asCaller(s.Accounts.SessionsFor, nothing))
	l.DefaultAddresses = newBatch(&l.customerParents, asCaller(s.Addresses.DefaultsFor, l.expectDefaults))
	l.Items = newBatch(&l.orderParents, s.Orders.Items)
	l.Payments = newBatch(&l.orderParents, s.Orders.Payments)
	l.Refunds = newBatch(&l.orderParents, announcing(s.Orders.Refunds, func(list []*models.Refund) {
		for _, r := range list {
			l.refundParents.expect(r.ID)
		}
	}))
	l.Shipments = newBatch(&l.orderParents, announcing(s.Orders.Shipments, func(list []*models.Shipment) {
		for _, each := range list {
			l.shipmentParents.expect(each.ID)
		}
	}))
	l.RefundItems = newBatch(&l.refundParents, s.Orders.RefundItems)
	l.ShipmentItems = newBatch(&l.shipmentParents, s.Orders.ShipmentItems)
	l.Groups = newBatch(&l.customerParents, asCaller(s.Groups.Of, func(list []*models.CustomerGroup) {
		l.ExpectGroups(list)
	}))
	l.GroupSizes = newBatch(&l.groupParents, asCaller(s.Groups.Sizes, nothing))
	l.Spent = newBatch(&l.customerParents, asCaller(s.Orders.Spent, nothing))
	l.History = newBatch(&l.orderParents, s.Orders.History)
	l.APIKeys = newBatch(&l.staffParents, asCaller(s.Staff.KeysOf, nothing))
	return l
}

type (
	fetch[T any]       = func(context.Context, []string) (map[string]T, error)
	callerFetch[T any] = func(context.Context, auth.Caller, []string) (map[string]T, error)
)

// asCaller returns a service's batch method with the caller of the operation. Each result is passed to announce, which
// notes what may be loaded next.
func asCaller[T any](read callerFetch[T], announce func(T)) fetch[T] {
	return func(ctx context.Context, ids []string) (map[string]T, error) {
		found, err := read(ctx, auth.From(ctx), ids)
		for _, each := range found {
			announce(each)
		}
		return found, err
	}
}

// announcing returns a batch method whose results are passed to announce.
func announcing[T any](read fetch[T], announce func(T)) fetch[T] {
	return func(ctx context.Context, ids []string) (map[string]T, error) {
		found, err := read(ctx, ids)
		for _, each := range found {
			announce(each)
		}
		return found, err
	}
}

func nothing[T any](T) {}
