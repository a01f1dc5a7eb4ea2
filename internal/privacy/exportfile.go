package privacy

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"gorm.io/gorm"

	"clientele/internal/customfields"
	"clientele/internal/jobs"
	"clientele/internal/lists"
	"clientele/models"
)

// export is the task of jobs that export the personal data of a customer. A run after an interruption writes the file
// from the start.
func (s *Service) export(ctx context.Context, r jobs.Run) error {
	file, err := r.Create(ctx)
	if err != nil {
		return err
	}
	if err := s.writeExport(ctx, file, *r.Job().CustomerID, jobs.NewExportProgress(r)); err != nil {
		return err
	}
	return file.Close()
}

// exporter writes the export of a customer.
type exporter struct {
	*Service
	to       *document
	shapes   *shapes
	fields   *customfields.Set
	customer *models.Customer
}

// writeExport writes the personal data of a customer as one JSON document: what the map says of the account, of its
// orders, and of what happened to them. It contains no secrets, and neither the staff's names nor what belongs to other
// people. Rows are read in batches, and written one after the other.
func (s *Service) writeExport(
	ctx context.Context, to io.Writer, customerID string, progress *jobs.ExportProgress,
) error {
	e := &exporter{Service: s, to: newDocument(to)}
	var err error
	if e.fields, err = s.o.Fields.Load(ctx); err != nil {
		return err
	}
	e.shapes, err = openShapes(func(copies models.FieldCopies) *object {
		return e.fieldsObject(models.OwnerAddress, customfields.Stored(copies))
	})
	if err != nil {
		return err
	}
	if err := e.begin(ctx, customerID, progress); err != nil {
		return err
	}
	for _, write := range []func(context.Context) error{
		e.addresses,
		func(ctx context.Context) error { return e.orders(ctx, progress) },
		e.consents, e.sessions, e.emails, e.exports, e.events,
	} {
		if err := write(ctx); err != nil {
			return err
		}
	}
	return e.to.close()
}

// begin writes what precedes the lists: the shop and the customer.
func (e *exporter) begin(ctx context.Context, customerID string, progress *jobs.ExportProgress) error {
	shop, err := e.o.Shop(ctx)
	if err != nil {
		return err
	}
	var found []*models.Customer
	if err := e.shapes.customers.selected(e.db.Read(ctx)).Where("id = ?", customerID).Limit(1).
		Find(&found).Error; err != nil {
		return fmt.Errorf("read customer %s: %w", customerID, err)
	}
	if len(found) == 0 {
		return &jobs.Failed{Message: "The customer no longer exists"}
	}
	e.customer = found[0]
	var orders int64
	if err := e.ofCustomer(&models.Order{})(ctx).Count(&orders).Error; err != nil {
		return fmt.Errorf("count the orders of customer %s: %w", customerID, err)
	}
	if err := progress.Total(ctx, 1+int(orders)); err != nil {
		return err
	}
	o, err := e.customerObject(ctx)
	if err != nil {
		return err
	}
	e.to.member("shop", shop.Name)
	e.to.member("createdAt", models.At(e.o.Now()))
	e.to.member("customer", o)
	return progress.Done(ctx, 1)
}

// customerObject returns the account with its tags, groups, custom fields and former ids.
func (e *exporter) customerObject(ctx context.Context) (*object, error) {
	o := e.shapes.customers.object(ctx, e.customer)
	tags, groups, merged := []string{}, []string{}, []string{}
	err := e.ofCustomer(&models.CustomerTag{})(ctx).Order("position").Pluck("tag", &tags).Error
	if err == nil {
		err = e.ofCustomer(&models.CustomerGroupMember{})(ctx).
			Joins("JOIN customer_groups ON customer_groups.id = customer_group_members.group_id").
			Order("customer_groups.name_fold").Pluck("customer_groups.name", &groups).Error
	}
	if err == nil {
		q := e.ofCustomer(&models.MergedCustomer{})(ctx).Order("merged_at, merged_id")
		err = q.Pluck("merged_id", &merged).Error
	}
	if err != nil {
		return nil, fmt.Errorf("read the tags, groups and former ids of customer %s: %w", e.customer.ID, err)
	}
	o.set("tags", tags)
	o.set("groups", groups)
	o.set("mergedIds", merged)
	fields, err := e.fieldsOf(ctx, models.OwnerCustomer, []string{e.customer.ID})
	if err != nil {
		return nil, err
	}
	o.set("customFields", fields(e.customer.ID))
	return o, nil
}

// ofCustomer returns a query for the rows of a table that have the customer's id.
func (e *exporter) ofCustomer(model any) func(context.Context) *gorm.DB {
	return func(ctx context.Context) *gorm.DB {
		return e.db.Read(ctx).Model(model).Where("customer_id = ?", e.customer.ID)
	}
}

// fieldsOf returns the values of the custom fields of records, by the id of the record.
func (e *exporter) fieldsOf(
	ctx context.Context, owner models.CustomFieldOwner, ids []string,
) (func(id string) *object, error) {
	fields := e.fields.Ever(owner, true)
	fieldIDs := make([]string, len(fields))
	for i, f := range fields {
		fieldIDs[i] = f.ID
	}
	values := map[string]customfields.Stored{}
	if len(fields) > 0 && len(ids) > 0 {
		var err error
		if values, err = e.o.Fields.ValuesFor(ctx, ids, fieldIDs); err != nil {
			return nil, err
		}
	}
	return func(id string) *object { return e.fieldsObject(owner, values[id]) }, nil
}

// fieldsObject returns the values of custom fields, those of archived fields included, by the key of the field. The key
// of an archived field can be in use again.
func (e *exporter) fieldsObject(owner models.CustomFieldOwner, values customfields.Stored) *object {
	o := newObject()
	for _, f := range e.fields.Ever(owner, true) {
		if _, set := values[f.ID]; !set {
			continue
		}
		key := f.Key
		for o.has(key) {
			key += " (archived)"
		}
		o.set(key, json.RawMessage(unescaped(values.Text(f))))
	}
	return o
}

// unescaped returns JSON without escapes for HTML.
func unescaped(text string) []byte {
	var v any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return []byte(text)
	}
	plain, err := plainJSON(v)
	if err != nil {
		return []byte(text)
	}
	return plain
}

// exportBatch is the number of rows that are read at a time.
const exportBatch = 200

// add adds the rows of a table to a list, oldest first by a time that never changes. read, which may be nil, reads what
// belongs to the rows of a batch, and returns a function that adds it to the object of one of them.
func add[T any](
	ctx context.Context, s *shape[T], query func(context.Context) *gorm.DB, column string,
	at func(*T) (models.Time, string), read func([]*T) (func(*T, *object), error), write func(any) error,
) error {
	selected := func(ctx context.Context) *gorm.DB { return s.selected(query(ctx)) }
	return lists.EachOf(ctx, exportBatch, selected, s.table, column, at, func(rows []*T) error {
		complete := func(*T, *object) {}
		if read != nil {
			var err error
			if complete, err = read(rows); err != nil {
				return err
			}
		}
		for _, row := range rows {
			o := s.object(ctx, row)
			complete(row, o)
			if err := write(o); err != nil {
				return err
			}
		}
		return ctx.Err()
	})
}
