package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/filter"
	"clientele/internal/input"
	"clientele/internal/records"
	"clientele/models"
)

// parameters is what a job was created with, as it is stored.
type parameters struct {
	Import *Import `json:"import,omitempty"`
	Export *export `json:"export,omitempty"`
	// Change is the JSON of the input of UPDATE_CUSTOMERS, which is read again as the filter of an export is.
	Change string   `json:"change,omitempty"`
	Tags   []string `json:"tags,omitempty"`
}

// export holds the parameters of an export. Filter is the JSON of the filter, which is read again with the schema that
// is current when the export runs.
type export struct {
	Filter  string   `json:"filter,omitempty"`
	Search  *string  `json:"search,omitempty"`
	Columns []string `json:"columns,omitempty"`
}

// at is the path of the input of a mutation.
var at = apperr.Path{"input"}

const (
	maxColumns = 1000
	maxColumn  = 1000 // characters of the name of a column
)

// newJob returns a job that a caller creates.
func (s *Service) newJob(caller auth.Caller, kind models.JobKind, p parameters) *models.Job {
	text, _ := json.Marshal(p) // strings, numbers and lists of them always marshal
	j := &models.Job{
		ID: models.NewID(models.JobID), Kind: kind, Status: models.JobQueued, Parameters: string(text),
		CreatedAt: models.At(s.o.Now()),
	}
	setActor(j, caller)
	return j
}

// parametersOf returns what a job was created with.
func parametersOf(j *models.Job) (parameters, error) {
	var p parameters
	if err := json.Unmarshal([]byte(j.Parameters), &p); err != nil {
		return p, fmt.Errorf("read the parameters of job %s: %w", j.ID, err)
	}
	return p, nil
}

// CreateImport creates an import, and returns the URL to send its file to, or "" if it uses that of an earlier import.
// It needs CUSTOMERS_WRITE or ORDERS_WRITE. Invalid input is apperr.Invalid.
func (s *Service) CreateImport(
	ctx context.Context, caller auth.Caller, in CreateImportInput,
) (*models.Job, string, error) {
	kind := models.ImportCustomers
	if in.Kind == models.OrderRecords {
		kind = models.ImportOrders
	}
	if err := MayCreate(caller, kind); err != nil {
		return nil, "", err
	}
	options, err := s.checkImport(ctx, in)
	if err != nil {
		return nil, "", err
	}
	match := in.Format.DefaultMatch()
	if in.Match != nil {
		match = *in.Match
	}
	j := s.newJob(caller, kind, parameters{Import: &Import{Options: options, Match: match}})
	format := string(in.Format)
	j.Format, j.DryRun, j.Status = &format, in.DryRun, models.JobAwaitingFile
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		if in.FileOfJobID != nil {
			if err := s.useFile(tx, caller, j, *in.FileOfJobID); err != nil {
				return err
			}
		}
		return s.store(tx, caller, j, at)
	})
	if err != nil {
		return nil, "", fmt.Errorf("create import: %w", err)
	}
	if j.Status != models.JobAwaitingFile {
		return j, "", nil
	}
	return j, s.url(ctx, upload, j.ID), nil
}

// checkImport validates the input of an import.
func (s *Service) checkImport(ctx context.Context, in CreateImportInput) (records.Options, error) {
	var f apperr.Fields
	o := records.Options{Format: in.Format, Columns: map[string]string{}}
	if in.Format == records.JSON {
		f.Add(at.At("format"), apperr.CodeInvalid, "Files cannot be imported in the format JSON")
	}
	if in.Encoding == models.Windows1252 {
		o.Encoding = windows1252
	}
	if in.Country != nil {
		if _, err := s.o.Addresses.Format(*in.Country); err != nil {
			f.Add(at.At("country"), apperr.CodeInvalid, "There is no such country")
		}
		o.Country = string(*in.Country)
	}
	if len(in.Columns) > maxColumns {
		f.Add(at.At("columns"), apperr.CodeInvalid, fmt.Sprintf("There can be at most %d columns", maxColumns))
		return o, f.Err()
	}
	known, err := s.o.ImportFields(ctx, in.Kind)
	if err != nil {
		return o, err
	}
	for i, c := range in.Columns {
		place := at.At("columns", strconv.Itoa(i))
		name := input.Required(&f, place.At("name"), c.Name, maxColumn)
		if _, twice := o.Columns[name]; twice {
			f.Add(place.At("name"), apperr.CodeInvalid, "The column is already in the list")
		}
		o.Columns[name] = ""
		if c.Field == nil {
			continue
		}
		field := input.Line(&f, place.At("field"), *c.Field, maxColumn)
		if !slices.ContainsFunc(known, func(f *models.ImportField) bool { return f.Name == field }) {
			f.Add(place.At("field"), apperr.CodeInvalid, "There is no such field. See importFields.")
		}
		o.Columns[name] = field
	}
	return o, f.Err()
}

// useFile makes an import read the file of an earlier one, whose row stays locked so that it is not deleted.
func (s *Service) useFile(tx *gorm.DB, caller auth.Caller, j *models.Job, id string) error {
	place := at.At("fileOfJobId")
	var earlier models.Job
	found := db.ForUpdate(tx).Where("id = ?", id).Limit(1).Find(&earlier)
	if found.Error != nil {
		return found.Error
	}
	if found.RowsAffected == 0 || !visible(caller, earlier.Kind) {
		return apperr.Field(place, apperr.CodeNotFound, "There is no such job")
	}
	if earlier.Kind != j.Kind || *earlier.Format != *j.Format {
		return apperr.Field(place, apperr.CodeInvalid, "The file was for another kind of records or format")
	}
	if earlier.InputFile == nil {
		return apperr.Field(place, apperr.CodeInvalid, "The job has no file")
	}
	var n int64
	err := tx.Model(&models.JobFile{}).Where("file_id = ? AND position = 0", *earlier.InputFile).Count(&n).Error
	if err != nil {
		return err
	}
	if n == 0 {
		return apperr.Field(place, apperr.CodeNotFound, "The file has been deleted")
	}
	j.InputFile, j.Status = earlier.InputFile, models.JobQueued
	return nil
}

// CreateExport creates an export. It needs CUSTOMERS_READ or ORDERS_READ, and the scopes that the filter needs. Invalid
// input is apperr.Invalid.
func (s *Service) CreateExport(
	ctx context.Context, caller auth.Caller, in CreateExportInput,
) (*models.Job, error) {
	kind := models.ExportCustomers
	if in.Kind == models.OrderRecords {
		kind = models.ExportOrders
	}
	if err := MayCreate(caller, kind); err != nil {
		return nil, err
	}
	columns, err := checkExport(in)
	if err != nil {
		return nil, err
	}
	// The conditions are checked now, so that an export does not fail later because of them.
	if kind == models.ExportOrders {
		_, err = s.o.Orders.Select(ctx, caller, in.OrderFilter, in.Search)
	} else {
		_, err = s.o.Accounts.Select(ctx, caller, in.CustomerFilter, in.Search)
	}
	if err != nil {
		return nil, err
	}
	j := s.newJob(caller, kind, parameters{
		Export: &export{Filter: in.FilterText, Search: in.Search, Columns: columns},
	})
	format := string(in.Format)
	j.Format = &format
	if err := s.db.InTx(ctx, func(tx *gorm.DB) error { return s.store(tx, caller, j, at) }); err != nil {
		return nil, fmt.Errorf("create export: %w", err)
	}
	return j, nil
}

// checkExport validates the input of an export, and returns its columns.
func checkExport(in CreateExportInput) ([]string, error) {
	var f apperr.Fields
	if in.Format != records.CSV && in.Format != records.JSONL {
		f.Add(at.At("format"), apperr.CodeInvalid, "Files can be exported as CSV or JSONL")
	}
	if in.CustomerFilter != nil && in.Kind != models.CustomerRecords {
		f.Add(at.At("customerFilter"), apperr.CodeInvalid, "Only for exports of customers")
	}
	if in.OrderFilter != nil && in.Kind != models.OrderRecords {
		f.Add(at.At("orderFilter"), apperr.CodeInvalid, "Only for exports of orders")
	}
	if in.Columns != nil && in.Format != records.CSV {
		f.Add(at.At("columns"), apperr.CodeInvalid, "Only for CSV files")
	}
	if in.Columns != nil && len(in.Columns) == 0 || len(in.Columns) > maxColumns {
		f.Add(at.At("columns"), apperr.CodeInvalid, fmt.Sprintf("There must be 1 to %d columns", maxColumns))
	}
	var columns []string
	for i, name := range in.Columns[:min(len(in.Columns), maxColumns)] {
		place := at.At("columns", strconv.Itoa(i))
		name = input.Required(&f, place, name, maxColumn)
		if slices.Contains(columns, name) {
			f.Add(place, apperr.CodeInvalid, "The column is already in the list")
		}
		columns = append(columns, name)
	}
	if in.Search != nil && len([]rune(*in.Search)) > filter.MaxText {
		f.Add(at.At("search"), apperr.CodeInvalid, fmt.Sprintf("Must have at most %d characters", filter.MaxText))
	}
	return columns, f.Err()
}
