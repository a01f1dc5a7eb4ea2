package loader

import (
	"clientele/internal/accounts"
	"clientele/internal/addressbook"
	"clientele/internal/customfields"
	"clientele/models"
)

// ExpectCustomers announces the customers of a list, whose children may be loaded next.
func (l *Loaders) ExpectCustomers(list []*models.Customer) {
	ids := make([]string, len(list))
	for i, c := range list {
		ids[i] = c.ID
	}
	l.customerParents.expect(ids...)
}

// ExpectOrders announces the orders of a list, whose children and customers may be loaded next.
func (l *Loaders) ExpectOrders(list []*models.Order) {
	ids, customers := make([]string, len(list)), make([]string, 0, len(list))
	for i, o := range list {
		ids[i] = o.ID
		if o.CustomerID != nil {
			customers = append(customers, *o.CustomerID)
		}
	}
	l.orderParents.expect(ids...)
	l.customerIDs.expect(customers...)
	l.mu.Lock()
	l.ordersSeen = append(l.ordersSeen, list...)
	l.mu.Unlock()
}

// ExpectUpserted announces results, whose customers may be loaded next.
func (l *Loaders) ExpectUpserted(list []*accounts.UpsertCustomerResult) {
	for _, r := range list {
		if r.CustomerID != nil {
			l.customerIDs.expect(*r.CustomerID)
		}
	}
}

// ExpectStaff announces staff members, whose API keys may be loaded next.
func (l *Loaders) ExpectStaff(list []*models.StaffMember) {
	for _, m := range list {
		l.staffParents.expect(m.ID)
	}
}

// ExpectGroups announces groups of customers, whose sizes may be loaded next.
func (l *Loaders) ExpectGroups(list []*models.CustomerGroup) {
	for _, g := range list {
		l.groupParents.expect(g.ID)
	}
}

// ExpectWebhooks announces webhooks, whose deliveries may be loaded next.
func (l *Loaders) ExpectWebhooks(list []*models.Webhook) {
	for _, w := range list {
		l.webhookParents.expect(w.ID)
	}
}

// ExpectJobs announces jobs, whose faults may be loaded next.
func (l *Loaders) ExpectJobs(list []*models.Job) {
	for _, j := range list {
		l.jobParents.expect(j.ID)
	}
}

// expectDeliveries announces deliveries, whose events may be loaded next.
func (l *Loaders) expectDeliveries(list []*models.WebhookDelivery) {
	for _, d := range list {
		if d.EventID != nil {
			l.deliveredEventIDs.expect(*d.EntryID())
		}
	}
}

func (l *Loaders) expectCustomer(c *models.Customer) { l.customerParents.expect(c.ID) }

func (l *Loaders) expectOrder(o *models.Order) { l.ExpectOrders([]*models.Order{o}) }

func (l *Loaders) expectAddress(a *models.Address) {
	if a != nil {
		l.addressParents.expect(a.ID)
	}
}

func (l *Loaders) expectDefaults(d addressbook.Defaults) {
	l.expectAddress(d.Shipping)
	l.expectAddress(d.Billing)
}

// expectReferences announces the records that custom fields refer to.
func (l *Loaders) expectReferences(fields []*models.CustomField, found map[string]customfields.Stored) {
	for _, f := range fields {
		if f.ReferenceTo == nil {
			continue
		}
		to := &l.referencedCustomerIDs
		if *f.ReferenceTo == models.ReferenceOrder {
			to = &l.referencedOrderIDs
		}
		for _, stored := range found {
			to.expect(stored[f.ID]...)
		}
	}
}
