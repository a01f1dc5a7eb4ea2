package transfer

import (
	"context"
	"encoding/json"
	"io"

	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/jobs"
	"clientele/internal/records"
	"clientele/models"
)

// Export describes an export.
type Export struct {
	jobs.Export
	PasswordHashes bool
}

// ExportProgress receives what an export does.
type ExportProgress interface {
	// Total is called once, with the number of records.
	Total(ctx context.Context, n int) error
	// Done is called after some records.
	Done(ctx context.Context, n int) error
}

// ExportCustomers writes customers with their addresses, oldest first. It needs CUSTOMERS_READ, and ORDERS_READ for a
// filter on orders. A column that does not exist is a records.FileError.
func (s *Service) ExportCustomers(
	ctx context.Context, caller auth.Caller, to io.Writer, e Export, p ExportProgress,
) error {
	ctx, set, err := s.withFields(ctx)
	if err != nil {
		return err
	}
	found, err := s.Accounts.Select(ctx, caller, e.Customers, e.Search)
	if err != nil {
		return err
	}
	own, address := set.Of(models.OwnerCustomer), set.Of(models.OwnerAddress)
	w, err := records.NewCustomerWriter(to, records.WriterOptions{
		Format: e.Format, CustomFields: keys(own), AddressFields: keys(address), Columns: e.Columns,
		PasswordHashes: e.PasswordHashes,
	})
	if err != nil {
		return err
	}
	return write(ctx, found, w, p, func(batch []*models.Customer) ([]records.ExportedCustomer, error) {
		return s.customersOf(ctx, caller, batch, own, address)
	})
}

// ExportOrders writes orders, oldest first. It needs ORDERS_READ, and CUSTOMERS_READ for a filter by customer and for
// the columns about customers, which are otherwise empty. A column that does not exist is a records.FileError.
func (s *Service) ExportOrders(
	ctx context.Context, caller auth.Caller, to io.Writer, e Export, p ExportProgress,
) error {
	ctx, set, err := s.withFields(ctx)
	if err != nil {
		return err
	}
	found, err := s.Orders.Select(ctx, caller, e.Orders, e.Search)
	if err != nil {
		return err
	}
	own, address := set.Of(models.OwnerOrder), set.Of(models.OwnerAddress)
	w, err := records.NewOrderWriter(to, records.WriterOptions{
		Format: e.Format, CustomFields: keys(own), AddressFields: keys(address), Columns: e.Columns,
	})
	if err != nil {
		return err
	}
	return write(ctx, found, w, p, func(batch []*models.Order) ([]records.ExportedOrder, error) {
		return s.ordersOf(ctx, caller, batch, own, address)
	})
}

// selection is all records that an export writes.
type selection[T any] interface {
	Count(ctx context.Context) (int, error)
	Each(ctx context.Context, f func([]*T) error) error
}

// write writes all records of a selection. complete reads what belongs to a batch of them.
func write[T, E any](
	ctx context.Context, found selection[T], w records.Writer[E], p ExportProgress, complete func([]*T) ([]E, error),
) error {
	total, err := found.Count(ctx)
	if err != nil {
		return err
	}
	if err := p.Total(ctx, total); err != nil {
		return err
	}
	err = found.Each(ctx, func(batch []*T) error {
		list, err := complete(batch)
		if err != nil {
			return err
		}
		for i := range list {
			if err := w.Write(&list[i]); err != nil {
				return err
			}
		}
		return p.Done(ctx, len(batch))
	})
	if err != nil {
		return err
	}
	return w.Flush()
}

// customersOf reads what belongs to customers.
func (s *Service) customersOf(
	ctx context.Context, caller auth.Caller, batch []*models.Customer, own, address []*models.CustomField,
) ([]records.ExportedCustomer, error) {
	ids := make([]string, len(batch))
	for i, c := range batch {
		ids[i] = c.ID
	}
	tags, err := s.Accounts.TagsFor(ctx, ids)
	if err != nil {
		return nil, err
	}
	groups, err := s.Accounts.GroupNamesFor(ctx, ids)
	if err != nil {
		return nil, err
	}
	books, err := s.Addresses.AllFor(ctx, caller, ids)
	if err != nil {
		return nil, err
	}
	values, err := s.values(ctx, ids, own)
	if err != nil {
		return nil, err
	}
	var addressIDs []string
	for _, book := range books {
		for _, a := range book {
			addressIDs = append(addressIDs, a.ID)
		}
	}
	ofAddresses, err := s.values(ctx, addressIDs, address)
	if err != nil {
		return nil, err
	}
	list := make([]records.ExportedCustomer, len(batch))
	for i, c := range batch {
		list[i] = records.ExportedCustomer{
			Customer: c, Tags: tags[c.ID], Groups: groups[c.ID], CustomFields: texts(values[c.ID], own),
		}
		for _, a := range books[c.ID] {
			list[i].Addresses = append(list[i].Addresses,
				records.ExportedAddress{Address: a, CustomFields: texts(ofAddresses[a.ID], address)})
		}
	}
	return list, nil
}

// ordersOf reads what belongs to orders.
func (s *Service) ordersOf(
	ctx context.Context, caller auth.Caller, batch []*models.Order, own, address []*models.CustomField,
) ([]records.ExportedOrder, error) {
	ids, customerIDs := make([]string, len(batch)), []string{}
	for i, o := range batch {
		if ids[i] = o.ID; o.CustomerID != nil {
			customerIDs = append(customerIDs, *o.CustomerID)
		}
	}
	items, err := s.Orders.Items(ctx, ids)
	if err != nil {
		return nil, err
	}
	customers, err := s.Accounts.GetMany(ctx, caller, customerIDs)
	if err != nil {
		return nil, err
	}
	values, err := s.values(ctx, ids, own)
	if err != nil {
		return nil, err
	}
	list := make([]records.ExportedOrder, len(batch))
	for i, o := range batch {
		list[i] = records.ExportedOrder{
			Order: o, Items: items[o.ID], CustomFields: texts(values[o.ID], own),
			ShippingFields: texts(customfields.Stored(o.ShippingAddress.CustomFields).Typed(address), address),
			BillingFields:  texts(customfields.Stored(o.BillingAddress.CustomFields).Typed(address), address),
		}
		if o.CustomerID == nil {
			continue
		}
		if c := customers[*o.CustomerID]; c != nil {
			list[i].CustomerExternalID, list[i].CustomerEmail = c.ExternalID, &c.Email
		}
	}
	return list, nil
}

// values returns the values of records in custom fields, by the id of the record.
func (s *Service) values(
	ctx context.Context, ids []string, fields []*models.CustomField,
) (map[string]customfields.Stored, error) {
	if len(ids) == 0 || len(fields) == 0 {
		return nil, nil
	}
	fieldIDs := make([]string, len(fields))
	for i, f := range fields {
		fieldIDs[i] = f.ID
	}
	return s.Fields.ValuesFor(ctx, ids, fieldIDs)
}

// texts returns values as JSON by the key of their field.
func texts(v customfields.Stored, fields []*models.CustomField) map[string]json.RawMessage {
	list := make(map[string]json.RawMessage, len(v))
	for _, f := range fields {
		if _, set := v[f.ID]; set {
			list[f.Key] = json.RawMessage(v.Text(f))
		}
	}
	return list
}
