package jobs

import (
	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/accounts"
	"clientele/internal/bulk"
	"clientele/internal/customfields"
	"clientele/internal/orders"
	"clientele/internal/records"
	"clientele/models"
)

// CreateImportInput describes an import. The schema describes the fields of the inputs.
type CreateImportInput struct {
	Kind        models.RecordKind
	Format      records.Format
	Match       *bulk.Match
	DryRun      bool
	Encoding    models.FileEncoding
	Columns     []*ImportColumnInput
	Country     *models.CountryCode
	FileOfJobID *string
}

// ImportColumnInput is the field that a column of an imported file is read into.
type ImportColumnInput struct {
	Name  string
	Field *string // nil to ignore the column
}

// CreateExportInput describes an export.
type CreateExportInput struct {
	Kind           models.RecordKind
	Format         records.Format
	CustomerFilter *accounts.CustomerFilter
	OrderFilter    *orders.OrderFilter
	Search         *string
	Columns        []string
	// FilterText is the JSON of the filter as it was sent, with variables applied; "" for none. The job stores it.
	FilterText string
}

// CustomerSelection selects customers: either by IDs, or by Filter and Search.
type CustomerSelection struct {
	IDs           []string
	Filter        *accounts.CustomerFilter
	Search        *string
	ExpectedCount *int
}

// UpdateCustomersInput holds changes to many customers. Omitted fields keep their value.
type UpdateCustomersInput struct {
	AcceptsMarketing graphql.Omittable[*bool]
	EmailVerified    graphql.Omittable[*bool]
	Disabled         graphql.Omittable[*bool]
	DisabledReason   graphql.Omittable[*string]
	Locale           graphql.Omittable[*string]
	AddGroupIDs      []string
	RemoveGroupIDs   []string
	CustomFields     graphql.Omittable[customfields.Values]
	Text             string // the JSON of the input as it was sent, with variables applied. The job stores it.
}
