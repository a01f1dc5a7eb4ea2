package app

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"strings"

	"clientele/internal/jobs"
	"clientele/internal/records"
	"clientele/models"
)

// importFields returns the fields that an imported file with the format CSV can have.
func (a *App) importFields(ctx context.Context, kind models.RecordKind) ([]*models.ImportField, error) {
	set, err := a.fields.Set(ctx)
	if err != nil {
		return nil, err
	}
	names, owners := customerColumns, []models.CustomFieldOwner{models.OwnerCustomer, models.OwnerAddress}
	if kind == models.OrderRecords {
		names, owners = orderColumns, []models.CustomFieldOwner{models.OwnerOrder}
	}
	var fields []*models.ImportField
	for _, name := range strings.Fields(names) {
		fields = append(fields, &models.ImportField{Name: name, Synonyms: []string{}})
	}
	for _, owner := range owners {
		prefix := "custom."
		if owner == models.OwnerAddress {
			prefix = "address.custom."
		}
		for _, f := range set.Of(owner) {
			fields = append(fields, &models.ImportField{Name: prefix + f.Key, Synonyms: []string{}})
		}
	}
	return fields, nil
}

const (
	customerColumns = `external_id email name phone accepts_marketing email_verified disabled disabled_reason note tags
		created_at password_hash address.label address.first_name address.last_name address.company address.line1
		address.line2 address.city address.region address.postcode address.country address.phone address.instructions
		address.default_shipping address.default_billing`
	orderColumns = `number external_id placed_at status payment_status fulfillment_status customer_external_id
		customer_email contact_name contact_email contact_phone currency shipping_price tax tax_included discount note
		item.sku item.name item.quantity item.unit_price item.tax_included`
)

// faultFile returns a writer of the records of an import that failed, as in the imported file, each with its errors in
// one more column.
func faultFile(w io.Writer, _ records.Format, header []string) jobs.FaultWriter {
	if header == nil {
		return &faultLines{json.NewEncoder(w)}
	}
	f := &faultRows{w: csv.NewWriter(w), header: header}
	return f
}

// faultRows writes CSV.
type faultRows struct {
	w      *csv.Writer
	header []string
	begun  bool
}

func (f *faultRows) begin() error {
	if f.begun {
		return nil
	}
	f.begun = true
	return f.w.Write(append(append([]string{}, f.header...), "errors"))
}

// Write writes the rows of a record. The first one has the errors.
func (f *faultRows) Write(raw [][]string, faults []records.Fault) error {
	if err := f.begin(); err != nil {
		return err
	}
	for i, row := range raw {
		errors := ""
		if i == 0 {
			errors = messages(faults)
		}
		for len(row) < len(f.header) {
			row = append(row, "")
		}
		if err := f.w.Write(append(append([]string{}, row...), errors)); err != nil {
			return err
		}
	}
	return nil
}

// Close writes what is left.
func (f *faultRows) Close() error {
	err := f.begin()
	f.w.Flush()
	if err == nil {
		err = f.w.Error()
	}
	return err
}

// faultLines writes JSON lines.
type faultLines struct{ e *json.Encoder }

// Write writes a record with its errors.
func (f *faultLines) Write(raw [][]string, faults []records.Fault) error {
	for _, row := range raw {
		line := map[string]any{"record": json.RawMessage(row[0]), "errors": messages(faults)}
		if err := f.e.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// Close does nothing.
func (f *faultLines) Close() error { return nil }

func messages(faults []records.Fault) string {
	var all []string
	for _, f := range faults {
		text := f.Message
		if f.Column != "" {
			text = f.Column + ": " + text
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}
