// Package jobs manages long tasks: imports, exports, and changes of many customers. A job is stored with its files in
// the database, so that any server can run it, and is run by one server at a time. The package does not know the
// formats of files or how records are stored: tasks do.
package jobs

import (
	"cmp"
	"context"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/accounts"
	"clientele/internal/addressbook"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/orders"
	"clientele/internal/page"
	"clientele/models"
)

// Options are the settings and dependencies of a Service.
type Options struct {
	Now       auth.Clock
	Codec     *page.Codec
	Accounts  *accounts.Service
	Addresses *addressbook.Service
	Orders    *orders.Service
	// Current returns a caller with its current scopes, read in the transaction.
	Current func(tx *gorm.DB, caller auth.Caller) (auth.Caller, error)
	// Keys sign the URLs of files: the first one new URLs, the others are earlier keys of the program.
	Keys [][]byte
	// FileKeys encrypt uploaded files and the records in faults, in the same order. They have 32 bytes.
	FileKeys [][]byte
	// BaseURL returns the scheme and host at which the program was called, or "" if it does not know them.
	BaseURL func(context.Context) string
	// ImportFields returns the fields that an imported file with the format CSV can have.
	ImportFields func(ctx context.Context, kind models.RecordKind) ([]*models.ImportField, error)

	MaxUpload int64         // bytes of an uploaded file; default 512 MiB
	Poll      time.Duration // interval between two queries for new jobs; default 1 s
	Lease     time.Duration // time after which another server may continue a job; default 1 min
	Delays    []time.Duration
}

// Inputs reads inputs of the API that a job has stored as JSON. Package graph implements it. Its errors are apperr
// errors with a message for users if the input is not valid for the caller of ctx, in the current schema.
type Inputs interface {
	CustomerFilter(ctx context.Context, text string) (*accounts.CustomerFilter, error)
	OrderFilter(ctx context.Context, text string) (*orders.OrderFilter, error)
	UpdateCustomersInput(ctx context.Context, text string) (UpdateCustomersInput, error)
}

// Service manages and runs jobs.
type Service struct {
	db     *db.DB
	o      Options
	inputs Inputs
	tasks  map[models.JobKind]Task
	ends   map[models.JobKind]func(tx *gorm.DB, j *models.Job) error
	sealer *sealer
}

// New returns a service for a database. It fails if a key for files does not have 32 bytes.
func New(d *db.DB, o Options) (*Service, error) {
	o.MaxUpload = cmp.Or(o.MaxUpload, 512<<20)
	o.Poll, o.Lease = cmp.Or(o.Poll, time.Second), cmp.Or(o.Lease, time.Minute)
	if o.Delays == nil {
		o.Delays = []time.Duration{5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute}
	}
	files, err := newSealer(o.FileKeys)
	if err != nil {
		return nil, err
	}
	s := &Service{
		db: d, o: o, tasks: map[models.JobKind]Task{}, sealer: files,
		ends: map[models.JobKind]func(*gorm.DB, *models.Job) error{},
	}
	s.registerChanges()
	return s, nil
}

// ReadInputsWith sets what reads stored inputs. It must be called before the service is used.
func (s *Service) ReadInputsWith(inputs Inputs) { s.inputs = inputs }

// Register sets the task of a kind of jobs. It must be called before the service is used.
func (s *Service) Register(kind models.JobKind, task Task) { s.tasks[kind] = task }

// OnSuccess sets what is done in the transaction in which a job of a kind succeeds. It must be called before the
// service is used.
func (s *Service) OnSuccess(kind models.JobKind, f func(tx *gorm.DB, j *models.Job) error) {
	s.ends[kind] = f
}

// readScope and writeScope return the scopes to read and to write a kind of records.
func readScope(kind models.RecordKind) models.Scope {
	if kind == models.OrderRecords {
		return models.OrdersRead
	}
	return models.CustomersRead
}

func writeScope(kind models.RecordKind) models.Scope {
	if kind == models.OrderRecords {
		return models.OrdersWrite
	}
	return models.CustomersWrite
}

// requiredScopes returns the scopes that create jobs of a kind.
func requiredScopes(kind models.JobKind) []models.Scope {
	switch {
	case kind == models.ExportPersonalData:
		return []models.Scope{models.CustomersRead, models.OrdersRead}
	case kind.Exports():
		return []models.Scope{readScope(kind.Records())}
	}
	return []models.Scope{writeScope(kind.Records())}
}

// lacks returns the first of some scopes that a caller does not have, or "" if the caller has all of them.
func lacks(caller auth.Caller, scopes []models.Scope) models.Scope {
	for _, scope := range scopes {
		if !caller.Can(scope) {
			return scope
		}
	}
	return ""
}

// MayCreate checks that a caller has the scopes that create jobs of a kind. Otherwise the error is apperr.Forbidden.
func MayCreate(caller auth.Caller, kind models.JobKind) error {
	return require(caller, requiredScopes(kind)...)
}

// require checks that a caller has scopes.
func require(caller auth.Caller, scopes ...models.Scope) error {
	if scope := lacks(caller, scopes); scope != "" {
		return apperr.Scope(string(scope))
	}
	return nil
}

// visibleKinds returns the kinds of jobs that a caller may see: those of records that it may read or write, and exports
// of personal data if it may create them. Customers see no jobs.
func visibleKinds(caller auth.Caller) []models.JobKind {
	kinds := []models.JobKind{}
	for _, kind := range models.JobKinds() {
		if visible(caller, kind) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

func visible(caller auth.Caller, kind models.JobKind) bool {
	if kind == models.ExportPersonalData {
		return lacks(caller, requiredScopes(kind)) == ""
	}
	return caller.Can(readScope(kind.Records())) || caller.Can(writeScope(kind.Records()))
}

// mayList checks that a caller may see some jobs.
func mayList(caller auth.Caller) error {
	if len(visibleKinds(caller)) == 0 {
		return apperr.AnyScope(string(models.CustomersRead), string(models.CustomersWrite), string(models.OrdersRead),
			string(models.OrdersWrite))
	}
	return nil
}

// setActor sets the creator of a job.
func setActor(j *models.Job, caller auth.Caller) {
	switch {
	case caller.Kind == auth.Customer:
		j.ActorKind, j.ActorID = models.ByCustomer, &caller.CustomerID
		return
	case caller.KeyID == "":
		j.ActorKind = models.ByCommandLine
		return
	case caller.Kind == auth.APIKey:
		j.ActorKind = models.ByAPIKey
	default:
		j.ActorKind = models.ByStaff
	}
	j.ActorID, j.ActorName = &caller.KeyID, &caller.KeyName
}

// callerOf returns the creator of a job with its current scopes. If it no longer exists, or lacks a scope that creates
// the job, the error is *Failed.
func (s *Service) callerOf(tx *gorm.DB, j *models.Job) (auth.Caller, error) {
	if err := checkPerson(tx, j); err != nil {
		return auth.Caller{}, err
	}
	if j.ActorKind == models.ByCustomer {
		return auth.Caller{Kind: auth.Customer, CustomerID: *j.ActorID}, nil
	}
	caller := auth.Caller{Kind: auth.Staff}
	switch j.ActorKind {
	case models.ByCommandLine:
		caller.Scopes = models.Scopes()
	case models.ByAPIKey:
		caller.Kind = auth.APIKey
	}
	if j.ActorID != nil {
		caller.KeyID, caller.KeyName = *j.ActorID, *j.ActorName
	}
	caller, err := s.o.Current(tx, caller)
	if apperr.Is(err, apperr.Unauthenticated) {
		return caller, &Failed{Message: "The API key or staff member that created the job no longer exists"}
	}
	if err != nil {
		return caller, err
	}
	if scope := lacks(caller, requiredScopes(j.Kind)); scope != "" {
		return caller, &Failed{Message: "The creator of the job no longer has the scope " + string(scope)}
	}
	return caller, nil
}
